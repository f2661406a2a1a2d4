import Foundation
import Testing

@Suite("bench compare")
struct BenchCompareTests {
    private let scratch = Scratch()

    private static let host = #""host":{"cores":2,"processor":"P","kernel":"6.1"}"#

    private func file(_ name: String, _ text: String) throws -> String {
        try scratch.write(name, Array(text.utf8))
    }

    private func track(_ name: String, _ runs: [Int], row: String = "decode and books") throws -> String {
        try file(
            name,
            #"{"track":"book",\#(Self.host),"rows":[{"name":"\#(row)","messages":100,"runs":\#(runs)}]}"#)
    }

    @Test("tells both medians and the ratio, and nothing of noise where the runs lie apart")
    func ratio() throws {
        let result = try Program.run([
            "bench", "compare", try track("a", [1980, 2000, 2020]), try track("b", [1000, 990, 1010]),
        ])
        #expect(result.code == 0, "\(result.errors)")
        #expect(result.output.contains("20.0 ns/message"))
        #expect(result.output.contains("10.0 ns/message"))
        #expect(result.output.contains("b is 2.00x as fast"))
        #expect(!result.output.contains("noise"))
    }

    @Test("says so where the ranges of the runs overlap")
    func overlap() throws {
        let result = try Program.run([
            "bench", "compare", try track("a", [900, 1000, 1100]), try track("b", [1050, 1060, 1070]),
        ])
        #expect(result.code == 0)
        #expect(result.output.contains("b is 0.94x as fast (the runs overlap: the difference may be noise)"))
    }

    @Test("names rows that only one file has, and fails when no row is in both")
    func alone() throws {
        let result = try Program.run([
            "bench", "compare", try track("a", [1000]), try track("b", [1000], row: "other"),
        ])
        #expect(result.code == 2)
        #expect(result.output.contains("only in a: book: decode and books"))
        #expect(result.output.contains("only in b: book: other"))
        #expect(result.errors.contains("no row is in both"))
    }

    @Test("compares the receive techniques by throughput and by latency at each rate")
    func receive() throws {
        func report(_ name: String, _ rate: Int, _ p50: Int) throws -> String {
            try file(
                name,
                #"{\#(Self.host),"reference":[],"rows":[{"technique":"in-place","transport":"udp","#
                    + #""throughput":{"messagesPerSecond":\#(rate)},"latencies":[{"rate":1000000,"ofOwnMaximum":false,"#
                    + #""p50":\#(p50),"p99":900},{"rate":7,"ofOwnMaximum":true,"p50":1,"p99":1}]}]}"#)
        }
        let result = try Program.run([
            "bench", "compare", try report("a", 1000, 100), try report("b", 1500, 300),
        ])
        #expect(result.code == 0, "\(result.errors)")
        #expect(result.output.contains("b is 1.50x as fast (of single runs"))
        #expect(result.output.contains("p50 at 1,000,000/s"))
        #expect(result.output.contains("b takes 3.00x as long"))
    }

    @Test("takes what bench itself writes")
    func ownOutput() throws {
        var paths: [String] = []
        for name in ["a", "b"] {
            let result = try Program.run([
                "bench", "decode", "--messages", "3000", "--symbols", "10", "--runs", "3", "--json",
            ])
            paths.append(try file(name, result.output))
        }
        let result = try Program.run(["bench", "compare"] + paths)
        #expect(result.code == 0, "\(result.errors)")
        #expect(result.output.contains("decode: framing walk"))
    }

    @Test(
        "refuses a file that is none of bench's, by name, place and remedy",
        arguments: [
            ("", "line 1, column 1"), ("{", "line 1, column 2"),
            ("{\"track\":\"book\",\n\"rows\":[}", "line 2, column 9"),
            ("[]", "the whole: is an array"), ("{}", "host: is missing"), ("nul", "'null' was expected"),
            ("{\"a\":1,\"a\":2}", "comes twice"), ("{\"a\":01}", "does not begin with 0"),
            ("{} x", "more follows"),
            ("{\"a\":\"\\ud800\"}", "half a character"), ("{\"a\":1e999}", "beyond all numbers"),
            (String(repeating: "[", count: 100_000), "nested deeper"),
            ("{\(host),\"track\":\"book\"}", "rows: is missing"),
            ("{\(host),\"rows\":[{}]}", "track: is missing"),
            ("{\(host),\"track\":\"war\",\"rows\":[{}]}", "'war' is none of"),
            ("{\(host),\"track\":\"book\",\"rows\":[{\"name\":\"x\"}]}", "rows[0].messages: is missing"),
            (
                "{\(host),\"track\":\"book\",\"rows\":[{\"name\":\"x\",\"messages\":9,\"runs\":[]}]}",
                "rows[0].runs: is empty"
            ),
            (
                "{\(host),\"track\":\"book\",\"rows\":[{\"name\":\"x\",\"messages\":9,\"runs\":[5,0]}]}",
                "rows[0].runs[1]: is 0, and what was measured is greater than 0"
            ),
            (
                "{\(host),\"track\":\"book\",\"rows\":[{\"name\":\"x\",\"messages\":\"9\",\"runs\":[5]}]}",
                "rows[0].messages: is a string, not a number"
            ),
        ])
    func hostile(text: String, words: String) throws {
        let (good, bad) = (try track("good", [1000]), try file("bad", text))
        for arguments in [[good, bad], [bad, good]] {
            let result = try Program.run(["bench", "compare"] + arguments)
            #expect(result.code == 2)
            #expect(result.errors.contains(bad))
            #expect(result.errors.contains(words), "\(result.errors)")
            #expect(result.errors.contains("--json > FILE"))
        }
    }

    @Test("a file that is cut anywhere is refused, never a crash")
    func cut() throws {
        let whole = try String(contentsOfFile: track("whole", [1000, 2000]), encoding: .utf8)
        for count in stride(from: 0, to: whole.count, by: 7) {
            let cut = try file("cut", String(whole.prefix(count)))
            let result = try Program.run(["bench", "compare", cut, cut])
            #expect(result.code == 2, "\(count): \(result.errors)")
        }
    }
}

import Foundation
import Testing

@Suite("bench")
struct BenchTests {
    @Test(
        "each technique's row has its throughput without a loss and its latencies, as JSON",
        arguments: ["tcp", "udp"])
    func rows(transport: String) throws {
        let result = try Program.run([
            "bench", "--technique", "in-place", "--transport", transport, "--seconds", "0.05", "--json",
        ])
        try #require(result.code == 0, "\(result.errors)")
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        #expect((object["reference"] as? [Any])?.count == 4)
        #expect(integer(object, "host", "cores") ?? 0 > 0)
        let rows = try #require(object["rows"] as? [[String: Any]])
        let row = try #require(rows.first)
        #expect(rows.count == 1)
        #expect(row["failure"] == nil)
        #expect(row["transport"] as? String == transport)
        #expect(integer(row, "throughput", "messages") ?? 0 > 0)
        #expect(integer(row, "throughput", "messagesPerSecond") ?? 0 > 0)
        for entry in try #require(row["latencies"] as? [[String: Any]]) {
            let (p50, most) = (integer(entry, "p50") ?? 0, integer(entry, "max") ?? 0)
            #expect(p50 > 0)
            #expect(p50 <= most)
            let buckets = try #require(entry["buckets"] as? [[String: Any]])
            let counted = buckets.reduce(0) { $0 + (integer($1, "count") ?? 0) }
            #expect(counted == integer(entry, "count"))
            #expect(integer(buckets.last, "upTo") ?? 0 >= most)
        }
        // Every rate is there: with its latencies, or as one that was too much.
        let measured = try #require(row["latencies"] as? [[String: Any]]).compactMap { integer($0, "rate") }
        let refused = try #require(row["notHeld"] as? [[String: Any]])
        #expect(refused.allSatisfy { ($0["reason"] as? String)?.isEmpty == false })
        let rates = Set(measured + refused.compactMap { integer($0, "rate") })
        #expect(rates.isSuperset(of: [100_000, 1_000_000, 5_000_000, 10_000_000]))
    }

    @Test("the table has the reference beside what was measured")
    func table() throws {
        let result = try Program.run([
            "bench", "--technique", "io-uring", "--transport", "udp", "--seconds", "0.05",
        ])
        try #require(result.code == 0, "\(result.errors)")
        #expect(result.output.contains("io-uring   |   95.0 µs     180 µs     8.20 M |"))
        #expect(result.output.contains("io-uring reference"))
        // On a host that is busy with the other tests no rate may be held, and then there is nothing to draw.
        #expect(result.output.contains("From due to applied") || result.output.contains("not held"))
    }

    @Test("a rate that is too much for anybody is named, and has no latencies")
    func tooMuch() throws {
        let result = try Program.run([
            "bench", "--technique", "in-place", "--transport", "udp", "--seconds", "0.05", "--rate",
            "2000000000", "--json",
        ])
        try #require(result.code == 0, "\(result.errors)")
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        let row = try #require((object["rows"] as? [[String: Any]])?.first)
        #expect((row["latencies"] as? [Any])?.isEmpty == true)
        #expect(integer((row["notHeld"] as? [Any])?.first, "rate") == 2_000_000_000)
    }

    @Test("an unknown technique, transport or length is refused by name")
    func usage() throws {
        for arguments in [["--technique", "magic"], ["--transport", "pigeon"], ["--seconds", "0"]] {
            let result = try Program.run(["bench"] + arguments)
            #expect(result.code == 2)
            #expect(result.errors.contains(arguments[1]))
        }
    }

    @Test("the sender answers nonsense with an error and goes on")
    func sender() throws {
        let result = try Program.run(["bench", "sender"], input: Data("jump\nsend 1 1 1 1\nclose\n".utf8))
        #expect(result.code == 0)
        let lines = result.output.split(separator: "\n")
        #expect(lines.count == 4)
        #expect(lines.first == "ready")
        #expect(lines.dropFirst().prefix(2).allSatisfy { $0.hasPrefix("error ") })
        #expect(lines.last == "ok")
    }
}

import Foundation
import Testing

@Suite("Values below zero")
struct NegativeValueTests {
    private let scratch = Scratch()

    @Test(
        "are refused by what they are, never as missing",
        arguments: [
            ["summary", "-", "--seconds", "-1"], ["summary", "-", "--seconds", "-.5"],
            ["summary", "-", "--seconds", "-inf"], ["-", "--speed", "-1"], ["demo", "--fps", "-1"],
            ["generate", "FILE", "--messages", "-1"], ["generate", "FILE", "--symbols", "-1"],
            ["generate", "FILE", "--rate", "-1"], ["generate", "FILE", "--burstiness", "-0.5"],
            ["generate", "FILE", "--seed", "-1"], ["generate", "FILE", "--loss", "-1"],
            ["generate", "FILE", "--live-orders", "-1"], ["generate", "FILE", "--start", "-1:00"],
            ["generate", "FILE", "--cut", "-1+1"],
            ["send", "FILE", "--to", "udp://127.0.0.1:9", "--rate", "-1"],
            ["send", "FILE", "--to", "udp://127.0.0.1:9", "--speed", "-1"],
            ["send", "FILE", "--to", "udp://127.0.0.1:9", "--skew", "-1"],
            ["send", "FILE", "--to", "udp://127.0.0.1:9", "--linger", "-1"],
            ["send", "FILE", "--to", "tcp://127.0.0.1:0", "--clients", "-1"],
            ["snapshot", "FILE", "--at", "-1x"], ["snapshot", "FILE", "--size", "-1x5"],
            ["bench", "summary", "FILE", "--runs", "-1"],
        ])
    func refused(arguments: [String]) throws {
        let file = scratch.file("day.pcap")
        let made = try Program.run(["generate", file, "--messages", "2000"])
        try #require(made.code == 0)
        let before = try Data(contentsOf: URL(fileURLWithPath: file))
        let result = try Program.underShell(
            "exec \"$0\" \"$@\" < /dev/null", arguments.map { $0 == "FILE" ? file : $0 }, seconds: 20)
        #expect([1, 2].contains(result.code) && result.signal == 0, "\(arguments): \(result)")
        #expect(
            !result.errors.contains("Missing") && !result.errors.contains("Unknown option"),
            "\(result.errors)")
        if !arguments[0].hasPrefix("demo") {
            #expect(
                result.errors.contains(arguments.last!) || result.errors.contains(arguments.dropLast().last!),
                "\(result.errors)")
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == before)
    }

    @Test("--at takes what the prompt takes: -3s is three seconds before the end")
    func snapshotMoments() throws {
        let stock = HandStock(locate: 1, symbol: "ACME")
        var (capture, feed) = (HandCapture(), HandFeed())
        for second in 0..<10 {
            let time = HandCapture.open + UInt64(second) * 1_000_000_000
            capture.add(feed.packet([stock.add(UInt64(second + 1), "B", 100, 1_000, time)]), at: time + 1_000)
        }
        let path = try capture.write(scratch)
        func picture(_ moment: String) throws -> String {
            let result = try Program.run(["snapshot", path, "--at", moment])
            #expect(result.code == 0, "\(moment): \(result.errors)")
            return result.output
        }
        let late = try picture("-3s")
        #expect(try late == picture("+6s"))
        #expect(try late == picture("09:30:06"))
        #expect(try picture("-1h") == picture("-90m"))
        for moment in ["#7", "start"] { #expect(try picture(moment) != late) }
        let end = try picture("end")
        #expect(try Program.run(["snapshot", path]).output == end)
        #expect(end != late)
    }
}

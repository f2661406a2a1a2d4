import Foundation
import Testing

@Suite("bench of one stage")
struct BenchTrackTests {
    private func object(_ arguments: [String]) throws -> [String: Any] {
        let result = try Program.run(["bench"] + arguments + ["--json"])
        try #require(result.code == 0, "\(result.errors)")
        return try #require(
            try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    }

    private static let rows = [
        "decode": ["framing walk", "decode"], "book": ["decode and books"], "summary": ["summary"],
        "feeds": ["1 receiver", "2 receivers"],
    ]

    @Test(
        "makes its file, and counts every message of it in every row",
        arguments: ["decode", "book", "summary", "feeds"])
    func generated(track: String) throws {
        let found = try object([
            track, "--messages", "5000", "--symbols", "20", "--live-orders", "300", "--runs", "3",
        ])
        #expect(found["track"] as? String == track)
        #expect(integer(found, "host", "cores") ?? 0 > 0)
        #expect(integer(found, "source", "messages") == 5000)
        #expect(integer(found, "source", "liveOrders") == 300)
        #expect(integer(found, "source", "bytes") ?? 0 > 100_000)
        let rows = try #require(found["rows"] as? [[String: Any]])
        #expect(rows.compactMap { $0["name"] as? String } == Self.rows[track])
        for (number, row) in rows.enumerated() {
            // As many receivers, as many times the file.
            #expect(integer(row, "messages") == (track == "feeds" ? 5000 * (number + 1) : 5000))
            let runs = try #require(row["runs"] as? [Int])
            #expect(runs.count == 2)
            #expect(runs.allSatisfy { $0 > 0 })
            #expect(integer(row, "median") == runs.reduce(0, +) / 2)
            #expect(integer(row, "peakMemory") ?? 0 > 1_000_000)
            // Either a figure or the reason why there is none.
            #expect(row["instructionsPerMessage"] is NSNumber || row["instructionsReason"] is String)
        }
    }

    @Test("reads a file of the user's, a capture without the framing walk")
    func named() throws {
        let scratch = Scratch()
        let made = try Program.run([
            "generate", scratch.file("day.pcap"), "--format", "pcap", "--messages", "3000", "--symbols", "10",
        ])
        try #require(made.code == 0, "\(made.errors)")
        let found = try object(["decode", scratch.file("day.pcap"), "--runs", "2"])
        let rows = try #require(found["rows"] as? [[String: Any]])
        #expect(rows.map { $0["name"] as? String } == ["decode"])
        #expect(integer(rows[0], "messages") == 3000)
    }

    @Test("says for people each run, the median, the memory, and that instructions are or are not counted")
    func text() throws {
        let result = try Program.run([
            "bench", "book", "--messages", "3000", "--symbols", "10", "--runs", "2",
        ])
        try #require(result.code == 0, "\(result.errors)")
        #expect(result.errors.contains("generating 3,000 messages into a temporary file"))
        for words in [
            "warm-up", "run 1", "median", "ns/message", "peak memory", "pages of a mapped file",
            "instructions",
        ] {
            #expect(result.output.contains(words), "\(words)")
        }
    }

    @Test("leaves no file behind")
    func leavesNothing() throws {
        let scratch = Scratch()
        let result = try Program.run(
            ["bench", "decode", "--messages", "3000", "--symbols", "10", "--runs", "2"],
            environment: ["TMPDIR": scratch.path])
        #expect(result.code == 0, "\(result.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).isEmpty)
    }

    @Test("refuses what cannot be measured, in words that name it")
    func refusals() throws {
        let cases: [([String], String)] = [
            (["decode", "--runs", "1"], "--runs 1"), (["book", "-"], "only once"),
            (["summary", "udp://127.0.0.1:9"], "wants a file"),
            (["decode", "--messages", "5"], "5 messages"),
            (["decode", "--messages", "500", "/etc/hostname"], "--messages 500"),
            (["book", "--date", "2019-12-30"], "--date"),
            (["book", "--live-orders", "0", "--messages", "900"], "0 live orders"),
        ]
        for (arguments, words) in cases {
            let result = try Program.run(["bench"] + arguments)
            #expect(result.code == 2, "\(arguments)")
            #expect(result.errors.contains(words), "\(result.errors)")
        }
        let missing = try Program.run(["bench", "decode", "/nowhere/day.itch"])
        #expect(missing.code == 1)
        #expect(missing.errors.contains("/nowhere/day.itch"))
    }
}

import Foundation
import Testing

@Suite("What goes to a destination is told by its messages")
struct RecognitionTests {
    private let stock = HandStock(locate: 7, symbol: "ACME")
    private let open = HandCapture.open

    private struct Report {
        var code: Int32
        var errors: String
        var feeds: [[String: Any]]
        var reasons: [String: Int]
    }

    /// What `summary --json` says of a capture.
    private func report(_ capture: HandCapture, _ options: [String] = []) throws -> Report {
        let scratch = Scratch()
        let result = try Program.run(
            ["summary", try capture.write(scratch), "--json"] + options, seconds: 60)
        let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
        let skipped = object?["skipped"] as? [String: Any]
        return Report(
            code: result.code, errors: result.errors, feeds: object?["feeds"] as? [[String: Any]] ?? [],
            reasons: skipped?["reasons"] as? [String: Int] ?? [:])
    }

    private func add(_ number: UInt64) -> [UInt8] { stock.add(number, "B", 100, 1_000, open) }

    @Test("messages of another venue behind a heartbeat stay unknown, with their packets and first bytes")
    func heartbeatThenForeign() throws {
        var (feed, capture) = (HandFeed(), HandCapture())
        capture.add(feed.heartbeat, at: open)
        for number in 1...5 as ClosedRange<UInt64> {
            capture.add(
                feed.packet([[UInt8(ascii: "1")] + [UInt8](repeating: 9, count: 30)]),
                at: open + number * 1_000_000)
        }
        let report = try report(capture)
        #expect(report.code == 1)
        let row = try #require(report.feeds.first)
        #expect(report.feeds.count == 1)
        #expect(row["transport"] as? String == "unknown" && row["protocol"] is NSNull)
        #expect(integer(row, "packets") == 6 && integer(row, "messages") == 0)
        #expect((row["firstBytes"] as? String)?.hasPrefix("30303030303030303031") == true)
        #expect(report.errors.contains("30 30 30 30") && report.errors.contains("--protocol"))
    }

    @Test("messages a byte longer than their type are another venue's")
    func otherLength() throws {
        var (feed, capture) = (HandFeed(), HandCapture())
        for number in 1...3 as ClosedRange<UInt64> {
            capture.add(feed.packet([stock.delete(number, open) + [0]]), at: open + number)
        }
        let report = try report(capture)
        #expect(report.code == 1)
        #expect(report.feeds.first?["transport"] as? String == "unknown")
    }

    @Test("what came before the message that settles it is decoded once, in order, and counted once")
    func held() throws {
        var (feed, capture) = (HandFeed(), HandCapture())
        capture.add(feed.heartbeat, at: open)
        let strange = [UInt8(ascii: "z")] + [UInt8](repeating: 0, count: 30)
        capture.add(feed.packet([strange]), at: open + 1)
        capture.add(feed.packet([strange, stock.directory(open), add(1)]), at: open + 2)
        capture.add(feed.packet([add(2)]), at: open + 3)
        let report = try report(capture)
        #expect(report.code == 0, "\(report.errors)")
        let row = try #require(report.feeds.first)
        #expect(report.feeds.count == 1 && row["protocol"] as? String == "itch-5.0")
        #expect(integer(row, "packets") == 4 && integer(row, "messages") == 5)
        #expect(integer(row, "skippedMessages") == 2 && integer(row, "sequence", "gaps") == 0)
        #expect(report.reasons.isEmpty)
        let book = try #require((row["instruments"] as? [[String: Any]])?.first)
        #expect(integer(book, "bidSize") == 200 && integer(book, "bidOrders") == 2)
    }

    @Test("a first packet with an unknown message in front loses nothing")
    func strangeFront() throws {
        var (feed, capture) = (HandFeed(), HandCapture())
        let strange = [UInt8(ascii: "z")] + [UInt8](repeating: 0, count: 30)
        capture.add(feed.packet([strange, stock.directory(open), add(1)]), at: open)
        capture.add(feed.packet([add(2)]), at: open + 1)
        let row = try #require(try report(capture).feeds.first)
        #expect(integer(row, "packets") == 2 && integer(row, "messages") == 4)
        #expect(integer(row, "skippedMessages") == 1 && integer(row, "malformed", "packets") == 0)
    }

    @Test(
        "of thousands of heartbeats before the first message the latest are kept, and no gap is made of the rest"
    )
    func longWait() throws {
        var (feed, capture) = (HandFeed(), HandCapture())
        for second in 0..<2000 as Range<UInt64> { capture.add(feed.heartbeat, at: open + second * 1_000_000) }
        capture.add(feed.packet([add(1)]), at: open + 2_000_000_000)
        let row = try #require(try report(capture).feeds.first)
        #expect(row["protocol"] as? String == "itch-5.0" && integer(row, "packets") == 2001)
        #expect(integer(row, "messages") == 1 && integer(row, "sequence", "gaps") == 0)
    }

    @Test(
        "anonymised packets without numbers are read, and said to have none",
        arguments: [[], ["--protocol", "itch-5.0"]])
    func anonymised(options: [String]) throws {
        var capture = HandCapture()
        for (index, messages) in [[stock.directory(open), add(1)], [add(2)]].enumerated() {
            var feed = HandFeed()
            let packet = feed.packet(messages)
            capture.add([UInt8](repeating: 0, count: 18) + packet.dropFirst(18), at: open + UInt64(index))
        }
        let report = try report(capture, options)
        #expect(report.code == 0, "\(report.errors)")
        let row = try #require(report.feeds.first)
        #expect(integer(row, "messages") == 3 && integer(row, "malformed", "packets") == 0)
        let sequence = try #require(row["sequence"] as? [String: Any])
        #expect(sequence["known"] as? Bool == false && integer(sequence, "gaps") == 0)
    }

    @Test(
        "a destination of no known format is a row beside the feeds that fit, in JSON, text and on the screen"
    )
    func besideFeeds() throws {
        var (feed, capture) = (HandFeed(), HandCapture())
        capture.add(Array("hello".utf8), at: open, group: 9)
        capture.add(feed.packet([stock.directory(open), add(1)]), at: open + 1_000_000)
        capture.add(Array("world".utf8), at: open + 2_000_000, group: 9)
        let report = try report(capture)
        #expect(report.code == 0, "\(report.errors)")
        #expect(report.feeds.map { $0["transport"] as? String } == ["unknown", "moldudp64"])
        #expect(
            report.feeds[0]["firstBytes"] as? String == "68656c6c6f"
                && integer(report.feeds[0], "packets") == 2)
        #expect(report.feeds[1]["firstBytes"] == nil && integer(report.feeds[1], "messages") == 2)
        #expect(report.reasons == ["unknown-protocol": 2])
        let scratch = Scratch()
        let path = try capture.write(scratch)
        let text = try Program.run(["summary", path], seconds: 60).output
        #expect(text.contains("239.1.2.9:26477  unknown\n") && text.contains("68 65 6c 6c 6f"))
        for size in ["80x24", "160x40"] {
            let picture = try Program.run(["snapshot", path, "--size", size], seconds: 60).output
            #expect(picture.contains("239.1.2.9") && picture.contains("68 65 6c 6c 6f"), "\(picture)")
        }
    }

    @Test("hundreds of destinations that are none leave room for a feed, and what has no row is counted")
    func manyDestinations() throws {
        var (feed, capture) = (HandFeed(), HandCapture())
        for number in 0..<200 as Range<UInt8> { capture.add([1, 2, 3, number], at: open, group: number) }
        for _ in 0..<5 { capture.add(feed.packet([add(feed.sequence)]), at: open + 1, group: 250) }
        let report = try report(capture)
        #expect(report.code == 0)
        #expect(report.feeds.filter { $0["transport"] as? String == "unknown" }.count == 128)
        #expect(report.feeds.compactMap { $0["protocol"] as? String } == ["itch-5.0"])
        #expect(report.reasons == ["unknown-protocol": 200])
        #expect(report.errors.contains("72 datagrams"))
    }
}

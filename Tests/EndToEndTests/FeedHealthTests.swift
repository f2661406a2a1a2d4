import Foundation
import Testing

@Suite("How a feed is, on the screen", .enabled(if: Tmux.isThere, "tmux is not installed"))
struct FeedHealthTests {
    private let stock = HandStock(locate: 1, symbol: "ACME")

    /// So many orders, none of which trades.
    private func orders(_ count: Int, from reference: Int = 1, at time: UInt64) -> [[UInt8]] {
        (0..<count).map { stock.add(UInt64(reference + $0), "B", 100, 1_000, time) }
    }

    @Test("a capture of three feeds has a row for each, with as many messages as were put into it")
    func threeFeeds() throws {
        let scratch = Scratch()
        var capture = HandCapture()
        var feeds = [HandFeed(), HandFeed(), HandFeed()]
        let packets = [120, 80, 40]
        for step in 0..<120 {
            for index in feeds.indices where step < packets[index] {
                let time = HandCapture.open + UInt64(step) * 1_000_000 + UInt64(index) * 1_000
                let datagram = feeds[index].packet(orders(11, from: step * 11 + 1, at: time - 500))
                capture.add(datagram, at: time, group: UInt8(index + 1))
            }
        }
        let path = try capture.write(scratch)
        let summary = try Program.summary([path])
        let told = try #require(summary["feeds"] as? [[String: Any]]).map { integer($0, "messages") ?? 0 }
        #expect(told == [1_320, 880, 440])
        let screen = try WatchedScreen("'\(path)' --speed max")
        // A picture may be caught while it is drawn, so the rows are waited for.
        try screen.wait("a row for each feed, and all of them together") { text in
            WatchedScreen.line(text, /\bmessages 2,640\b/) != nil
                && ["1,320", "880", "440"].enumerated().allSatisfy { index, count in
                    let row =
                        WatchedScreen.lines(text).first { $0.hasPrefix("239.1.2.\(index + 1):26477 ") } ?? ""
                    return text.contains("ENDED") && row.split(separator: " ").contains { $0 == count }
                }
        }
        try screen.quit()
    }

    @Test("live, only heartbeats, nothing at all, and over are four different words")
    func states() throws {
        let sender = HandSender()
        let screen = try WatchedScreen(sender, columns: 80, rows: 24)
        sender.send([stock.directory(sender.now)] + orders(3, at: sender.now))
        try screen.wait("messages") { $0.contains(" LIVE ") }
        let limit = Date().addingTimeInterval(15)
        while try !screen.text().contains(" IDLE "), Date() < limit {
            sender.heartbeat()
            usleep(300_000)
        }
        try screen.wait("heartbeats alone") { $0.contains(" IDLE ") && !$0.contains(" LIVE ") }
        let silent = try screen.wait("nothing") { $0.contains(" SILENT ") && !$0.contains(" IDLE ") }
        try screen.wait("its book stale", line: /^ACME .* (S1|STALE ONE-SIDED)$/)
        func clock(_ text: String) -> Substring? { text.firstMatch(of: /\d\d:\d\d:\d\d E[SD]?T/)?.output }
        try screen.wait("time going on") { clock($0) != nil && clock($0) != clock(silent) }
        sender.send(orders(1, from: 9, at: sender.now))
        try screen.wait("messages again") {
            $0.contains(" LIVE ") && WatchedScreen.line($0, /^ACME .* ONE-SIDED$/) != nil
        }
        #expect(WatchedScreen.line(try screen.text(), /^ACME .* (S1|STALE ONE-SIDED)$/) == nil)
        sender.end()
        try screen.wait("the end of the session") { $0.contains(" ENDED ") && !$0.contains(" LIVE ") }
        try screen.tmux.send("7")
        try screen.wait("each change, with what was before") { text in
            [
                "(was LIVE)", "IDLE: only heartbeats", "SILENT: nothing comes", "LIVE again",
                "ended the session",
            ]
            .allSatisfy { text.contains($0) }
        }
        try screen.quit()
    }

    @Test("a sender that begins anew is one reset, and neither a gap nor duplicates")
    func reset() throws {
        let sender = HandSender()
        let screen = try WatchedScreen(sender)
        sender.send([stock.directory(sender.now)] + orders(39, at: sender.now))
        try screen.wait("the first session", line: /\bmessages 40\b/)
        sender.feed = HandFeed(session: 2)
        sender.send([stock.directory(sender.now)] + orders(19, from: 100, at: sender.now))
        let seen = try screen.wait("the second session", line: /\bmessages 60\b/)
        for fact in [/\bresets 1\b/, /\bmissing 0\b/, /\bduplicates 0\b/, /\bgaps 0\b/] {
            #expect(WatchedScreen.line(seen, fact) != nil, "\(seen)")
        }
        try screen.tmux.send("7")
        let events = try screen.wait("the event") { $0.contains("The sender began anew") }
        #expect(events.components(separatedBy: "The sender began anew").count == 2)
        try screen.quit()
    }

    @Test("500 packets within a millisecond are its peak, as the summary has it")
    func burst() throws {
        let scratch = Scratch()
        var capture = HandCapture()
        var feed = HandFeed()
        for packet in 0..<900 {
            // Half a second of calm, 500 packets a microsecond apart, and calm again.
            let calm = UInt64(packet < 200 ? packet : max(packet - 499, 200)) * 2_500_000
            let time = HandCapture.open + calm + UInt64(packet < 200 ? 0 : min(packet - 200, 499)) * 1_000
            capture.add(feed.packet(orders(1, from: packet + 1, at: time - 300)), at: time)
        }
        let path = try capture.write(scratch)
        let summary = try Program.run(["summary", path, "--json"])
        #expect(summary.output.contains(/"peak1ms[^}]*500/), "\(summary.output.prefix(2_000))")
        let screen = try WatchedScreen("'\(path)' --speed max")
        try screen.wait("the peak", line: /\bpeak 1 ms 500 09:30:00\.500/)
        try screen.tmux.send("4")
        try screen.wait("the microbursts", line: /^1 ?ms .*\b500 09:30:00/)
        try screen.quit()
    }

    @Test("latencies have percentiles, window and samples; negative ones are counted and told as clock skew")
    func latency() throws {
        let scratch = Scratch()
        var capture = HandCapture()
        var feed = HandFeed()
        for packet in 0..<400 {
            let time = HandCapture.open + UInt64(packet) * 1_000_000
            // One in ten was stamped after it was received.
            let stamp = packet % 10 == 9 ? time + 40_000 : time - 20_000
            capture.add(feed.packet(orders(1, from: packet + 1, at: stamp)), at: time)
        }
        let screen = try WatchedScreen("'\(try capture.write(scratch))' --speed max")
        try screen.wait("the skew") { $0.contains("ENDED") && $0.contains("clock skew: 40 negative in feed") }
        try screen.tmux.send("5")
        let seen = try screen.wait("the table") { $0.contains(" session ") && $0.contains("p99.99") }
        let row = WatchedScreen.lines(seen).first { $0.hasPrefix("session") } ?? ""
        let fields = row.split(separator: " ")
        // p50, p90, p99, p99.9, p99.99 and max, each with its unit, then samples and those below zero.
        #expect(fields.filter { $0 == "µs" }.count == 6, "\(row)")
        #expect(fields.suffix(2) == ["360", "40"], "\(row)")
        #expect(seen.contains("clock skew: 40 of 400 feed samples"))
        try screen.quit()
    }

    @Test("frozen, the display holds and tells how many came; thawed, the totals are exact")
    func freeze() throws {
        let sender = HandSender()
        let screen = try WatchedScreen(sender)
        sender.send([stock.directory(sender.now)] + orders(99, at: sender.now))
        try screen.wait("the first hundred", line: /\bmessages 100\b/)
        try screen.tmux.send("Space")
        try screen.wait("the banner") { $0.contains("FROZEN +0 ") }
        for round in 1...4 {
            for packet in 0..<5 {
                let first = 1_000 * round + 20 * packet
                sender.send(orders(20, from: first, at: sender.now))
            }
            let held = try screen.wait("what came meanwhile") { $0.contains("FROZEN +\(round * 100) ") }
            #expect(WatchedScreen.line(held, /\bmessages 100\b/) != nil, "the picture holds")
        }
        try screen.tmux.send("Space")
        let seen = try screen.wait("all of them", line: /\bmessages 500\b/)
        #expect(!seen.contains("FROZEN") && WatchedScreen.line(seen, /\bmissing 0\b/) != nil)
        try screen.quit()
    }
}

import Foundation
import Testing

@Suite("Losses, on the screen", .enabled(if: Tmux.isThere, "tmux is not installed"))
struct LossScreenTests {
    private let stock = HandStock(locate: 1, symbol: "ACME")

    private func orders(_ count: Int, from reference: UInt64 = 1, at time: UInt64) -> [[UInt8]] {
        (0..<UInt64(count)).map { stock.add(reference + $0, "B", 100, 1_000, time) }
    }

    @Test(
        "messages 1001 to 1010 that never came stand in the ledger as that, and the books are suspect until trusted"
    )
    func ledger() throws {
        let scratch = Scratch()
        var capture = HandCapture()
        var feed = HandFeed()
        for packet in 0..<200 {
            let time = HandCapture.open + UInt64(packet) * 1_000_000
            let datagram = feed.packet(orders(10, from: UInt64(packet * 10 + 1), at: time - 1_000))
            if packet != 100 { capture.add(datagram, at: time) }
        }
        let screen = try WatchedScreen("'\(try capture.write(scratch))' --speed max")
        let seen = try screen.wait(
            "the loss, and all there was after it",
            lines: [
                /\b1001-1010 10 msgs wire lost 09:30:00\.1/, /\bmessages 1,990\b/, /\bmissing 10\b/,
                /\blost wire 10\b/,
                /\(wire gap 1001-1010\)/, /^ACME\b/,
            ])
        #expect(seen.contains(" SUSPECT "))
        let row = WatchedScreen.line(seen, /^ACME\b/) ?? ""
        #expect(row.hasSuffix("SUSPECT ONE-SIDED") || row.hasSuffix("ONE-SIDED SUSPECT"), "\(row)")
        try screen.tmux.send("6")
        let ledger = try screen.wait(
            "the ledger", line: /^09:30:00\.1\d* 14:30:00\.1\d* 1001-1010 10 wire lost\b/)
        #expect(ledger.contains("10 messages missing in 1 gap "))
        try screen.tmux.send("t", "1")
        let trusted = try screen.wait("the books trusted") {
            !$0.contains("SUSPECT") && $0.contains("ONE-SIDED")
        }
        #expect(WatchedScreen.line(trusted, /\bmissing 10\b/) != nil, "a loss stays a loss")
        try screen.quit()
    }

    @Test("five messages that line A alone lost are A's: merged nothing is missing, and no book is suspect")
    func oneLine() throws {
        let sender = HandSender(lines: 2)
        let screen = try WatchedScreen(sender)
        sender.send([stock.directory(sender.now)] + orders(9, at: sender.now))
        sender.send(orders(5, from: 100, at: sender.now), lines: [1])
        for packet in 0..<5 { sender.send(orders(10, from: UInt64(200 + packet * 10), at: sender.now)) }
        let seen = try screen.wait("all messages of both lines") { text in
            WatchedScreen.line(text, /\bmessages 65\b/) != nil
                && WatchedScreen.line(text, /^A 127\.0\.0\.1:\d+ LIVE .*\b60\b.* 5\b/) != nil
        }
        let other = WatchedScreen.line(seen, /^B 127\.0\.0\.1:\d+ LIVE\b/) ?? ""
        #expect(other.contains(/\b65 0 0 0\b/), "\(other)")
        #expect(WatchedScreen.line(seen, /\bmissing 0\b/) != nil && !seen.contains("SUSPECT"), "\(seen)")
        try screen.tmux.send("6")
        try screen.wait("the line's own loss, told once", line: /^line A 5 msgs in 1 range 11-15\b/)
        try screen.tmux.send("o")
        try screen.wait("the same range by range", line: /\b11-15 5 line A\b/)
        try screen.quit()
    }

    @Test("what the kernel drops while the program is kept from running is the kernel's, to the message")
    func kernel() throws {
        let sender = HandSender(query: "?buffer=16384")
        let screen = try WatchedScreen(sender)
        sender.send([stock.directory(sender.now)] + orders(9, at: sender.now))
        try screen.wait("the first ten", line: /\bmessages 10\b/)
        let pid = try #require(try screen.tmux.feedtopPID())
        kill(pid, SIGSTOP)
        for packet in 0..<2_000 { sender.send(orders(1, from: UInt64(100 + packet), at: sender.now)) }
        kill(pid, SIGCONT)
        usleep(200_000)
        sender.send(orders(10, from: 9_000, at: sender.now))
        func count(_ name: String, in text: String) -> Int {
            let line = WatchedScreen.lines(text).first { $0.contains("\(name) ") } ?? ""
            let words = line.components(separatedBy: "\(name) ").last?.split(separator: " ") ?? []
            return Int(words.first?.replacing(",", with: "") ?? "") ?? -1
        }
        // A picture may be taken while the program still catches up.
        let seen = try screen.wait("every message, there or lost by the kernel") { text in
            let lost = count("lost kernel", in: text)
            return lost > 0 && count("messages", in: text) + lost == 2_020
        }
        #expect(count("lost wire", in: seen) == 0 && count("lost here", in: seen) == 0)
        try screen.tmux.send("6")
        try screen.wait("its cause in the ledger") { text in
            WatchedScreen.line(text, /\d-\d+ [\d,]+ kernel lost\b/) != nil && text.contains(/wire +0 msgs/)
        }
        try screen.quit()
    }

    @Test("a loss that nothing follows is seen from the next sequence number of a heartbeat")
    func tail() throws {
        let sender = HandSender()
        let screen = try WatchedScreen(sender)
        sender.send([stock.directory(sender.now)] + orders(9, at: sender.now))
        try screen.wait("the first ten", line: /\bmessages 10\b/)
        sender.feed.sequence += 7
        sender.heartbeat()
        try screen.wait("the loss", lines: [/\b11-17 7 msgs wire lost\b/, /\bmissing 7\b/])
        try screen.quit()
    }

    @Test("an alert is raised, acknowledged with a, cleared, and each of it is in the log")
    func alert() throws {
        let sender = HandSender()
        let screen = try WatchedScreen(
            sender, columns: 120, rows: 40,
            config: "[alerts]\nsilence = \"700ms\"\nlatency = false\nbehind = false\n")
        sender.send([stock.directory(sender.now)] + orders(9, at: sender.now))
        try screen.wait("the badge") { $0.contains(" ALERT 1 ") }
        try screen.tmux.send("7")
        try screen.wait("the alert", line: /^RAISED silence .*nothing came for .* threshold 700 ms/)
        try screen.tmux.send("a")
        try screen.wait("the badge calmed") {
            $0.contains("ALERT 1 acked") && $0.contains(" 1 acknowledged ")
        }
        for reference in 50..<80 {
            sender.send(orders(1, from: UInt64(reference), at: sender.now))
            if try screen.text().contains("Alert silence cleared") { break }
            usleep(100_000)
        }
        try screen.wait("all of it in the log") { text in
            ["Alert silence raised", "1 alert was acknowledged", "Alert silence cleared"].allSatisfy {
                text.contains($0)
            }
        }
        try screen.quit()
    }
}

import Foundation
import Testing

@Suite("Instruments, on the screen", .enabled(if: Tmux.isThere, "tmux is not installed"))
struct InstrumentScreenTests {
    private let stock = HandStock(locate: 1, symbol: "ACME")

    @Test("crossed, locked, one-sided and halted are told while they last, beside the best prices and their spread")
    func flags() throws {
        let sender = HandSender()
        let screen = try WatchedScreen(sender)
        func row(_ what: String, _ pattern: some RegexComponent) throws {
            try screen.wait(what) { text in
                // Or it would be stale as well before long.
                sender.heartbeat()
                return WatchedScreen.line(text, pattern) != nil
            }
        }
        var now: UInt64 { sender.now }
        sender.send([stock.directory(now), stock.add(1, "B", 300, 1_000, now)])
        try row("one side", /^ACME 1 300 10\.00 - .* ONE-SIDED$/)
        sender.send([stock.add(2, "S", 200, 1_005, now)])
        try row("both sides, and nothing odd", /^ACME 1 300 10\.00 10\.05 200 1 0\.05 .*\d (ns|µs|ms|s)$/)
        sender.send([stock.add(3, "B", 100, 1_005, now)])
        try row("equal prices", /^ACME 1 100 10\.05 10\.05 200 1 0\.00 .* LOCKED$/)
        sender.send([stock.add(4, "B", 50, 1_006, now)])
        try row("a bid above the ask", /^ACME 1 50 10\.06 10\.05 200 1 -0\.01 .* CROSSED$/)
        sender.send([stock.delete(4, now), stock.delete(3, now)])
        try row("the book sane again", /^ACME 1 300 10\.00 10\.05 200 1 0\.05 .*\d (ns|µs|ms|s)$/)
        sender.send([stock.action("H", now)])
        try row("the halt", /^ACME .* HALTED$/)
        sender.send([stock.action("T", now)])
        try row("trading", /^ACME 1 300 10\.00 10\.05 200 1 0\.05 .*\d (ns|µs|ms|s)$/)
        try screen.tmux.send("7")
        try screen.wait("both in the log") { text in
            ["ACME is crossed: bid 10.06 above ask 10.05", "no longer crossed", "ACME is halted", "ACME is trading"]
                .allSatisfy { text.contains($0) }
        }
        try screen.quit()
    }

    @Test("the selection stays with its instrument while others overtake it and while the order changes")
    func selection() throws {
        let sender = HandSender()
        let screen = try WatchedScreen(sender)
        let stocks = ["ACME", "BETA", "CRUX", "DELL"].enumerated().map {
            HandStock(locate: UInt16($0.offset + 1), symbol: $0.element)
        }
        var reference: UInt64 = 0
        func send(_ stock: Int, _ count: Int) {
            sender.send(
                (0..<count).map { _ in
                    reference += 1
                    return stocks[stock].add(reference, "B", 100, 1_000, sender.now)
                })
        }
        func order(_ text: String) -> [String] {
            WatchedScreen.lines(text).compactMap { line in
                stocks.map(\.symbol).first { line.hasPrefix("\($0) ") }
            }
        }
        sender.send(stocks.map { $0.directory(sender.now) })
        for (stock, count) in [9, 7, 5, 3].enumerated() { send(stock, count) }
        try screen.wait("the table by messages") { order($0) == ["ACME", "BETA", "CRUX", "DELL"] }
        try screen.tmux.send("g", "Down")
        // Overtaken by two.
        send(2, 20)
        send(3, 30)
        try screen.wait("the new order") { order($0) == ["DELL", "CRUX", "ACME", "BETA"] }
        try screen.tmux.send("Enter")
        try screen.wait("its book", line: /\bBETA\b.*ONE-SIDED/)
        try screen.tmux.send("Escape", "I")
        try screen.wait("the order inverted") { order($0) == ["BETA", "ACME", "CRUX", "DELL"] }
        try screen.tmux.send(">")
        try screen.wait("another order") { $0.contains(" of 4 by ") && !$0.contains("by messages") }
        send(0, 40)
        try screen.tmux.send("Enter")
        try screen.wait("its book", line: /\bBETA\b.*ONE-SIDED/)
        try screen.quit()
    }

    @Test("the tape follows; scrolled up it stands still while messages come, and F goes on to the newest")
    func tape() throws {
        let sender = HandSender()
        let screen = try WatchedScreen(sender, columns: 120, rows: 40)
        func orders(_ references: ClosedRange<UInt64>) {
            for start in stride(from: references.lowerBound, through: references.upperBound, by: 20) {
                let part = start...min(start + 19, references.upperBound)
                sender.send(part.map { stock.add($0, "B", 100, 1_000, sender.now) })
            }
        }
        /// The orders on the tape.
        func shown(_ text: String) -> [Int] {
            WatchedScreen.lines(text).compactMap { line in
                line.firstMatch(of: /ACME ADD BUY 10\.00 100 (\d+)$/).flatMap { Int($0.1) }
            }
        }
        sender.send([stock.directory(sender.now)])
        orders(1_001...1_200)
        try screen.wait("the table", line: /\bmessages 201\b/)
        try screen.tmux.send("3")
        let newest = shown(try screen.wait("the newest") { shown($0).last == 1_200 && $0.contains(" FOLLOW ") })
        try screen.tmux.send("Up", "Up", "Up")
        // What is older comes a picture later.
        let held = try screen.wait("a tape that is held") { text in
            shown(text).last == 1_197 && shown(text).count == newest.count && !text.contains(" FOLLOW ")
        }
        orders(1_201...1_400)
        let later = try screen.wait("the count going on") { $0.contains("+203 newer") }
        #expect(shown(later) == shown(held) && shown(held).count > 5)
        try screen.tmux.send("F")
        try screen.wait("the newest again") { shown($0).last == 1_400 && $0.contains(" FOLLOW ") }
        try screen.quit()
    }

    @Test("a capture through a pipe obeys the keyboard: it is paused, stepped, and goes on")
    func pipe() throws {
        let scratch = Scratch()
        var capture = HandCapture()
        var feed = HandFeed()
        for packet in 0..<3_000 {
            let time = HandCapture.open + UInt64(packet) * 10_000_000
            let order = stock.add(UInt64(packet + 1), "B", 100, 1_000, time - 1_000)
            capture.add(feed.packet([order]), at: time)
        }
        let path = try capture.write(scratch)
        let tmux = try Tmux(100, 30, "cat '\(path)' | LC_ALL=C.UTF-8 TERM=screen-256color '\(Program.path)' -")
        func count(_ lines: [String]) -> Int? {
            let text = lines.joined(separator: "\n").firstMatch(of: /messages +([\d,]+)/)?.1
            return text.flatMap { Int($0.replacing(",", with: "")) }
        }
        try tmux.wait("the replay") { lines in lines.contains { $0.contains("REPLAY") } && count(lines) ?? 0 > 5 }
        try tmux.send("Space")
        try tmux.wait("the pause") { lines in lines.contains { $0.contains("PAUSED") } }
        // What was on its way when it was paused has arrived.
        let there = try #require(count(try tmux.settled()))
        for _ in 0..<3 { try tmux.send(".") }
        try tmux.wait("three steps") { count($0) == there + 3 }
        try tmux.send("Space")
        try tmux.wait("it goes on") { count($0) ?? 0 > there + 20 }
        try tmux.send("q")
        try tmux.wait("the end") { $0.contains("EXIT 0") }
    }
}

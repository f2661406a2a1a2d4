import Foundation
import Testing

@Suite("Where monitors go wrong", .enabled(if: Tmux.isThere, "tmux is not installed"))
struct PitfallTests {
    /// Some minutes of forty instruments, with losses: something to draw in every view.
    private static let day = Result<Scratch, any Error> {
        let scratch = Scratch()
        let made = try Program.run([
            "generate", scratch.file("day.pcap"), "--format", "pcap", "--messages", "20000", "--symbols", "40",
            "--rate", "1000", "--seed", "7", "--loss", "0.5", "--crossed",
        ])
        try #require(made.code == 0, "\(made.errors)")
        return scratch
    }

    private static func path() throws -> String { try day.get().file("day.pcap") }

    /// Everything that a terminal is sent while all views of an ended capture are gone through.
    private func allViews(_ options: [String], _ environment: [String: String]) throws -> String {
        let terminal = try PseudoTerminal(
            Program.path, [try Self.path(), "--speed", "max"] + options, columns: 80, rows: 24,
            environment: environment)
        var drawn = try terminal.readPicture("the end of the replay", "ENDED")
        for (key, word) in [
            ("2", "depth"), ("3", "busiest"), ("4", "bursts"), ("5", "p99.99"), ("6", "ledger"), ("7", "alerts"),
            ("1", "SYMBOL"),
        ] {
            terminal.type(key)
            drawn += try terminal.readPicture("\(word) after \(key)", word)
        }
        terminal.type("q")
        drawn += try terminal.readToEnd()
        return drawn
    }

    @Test("thirty sizes within two seconds, and the picture is whole again")
    func resizeStorm() throws {
        let screen = try WatchedScreen(
            "'\(try Self.path())' --speed max", columns: 80, rows: 24,
            config: "[alerts]\nlatency = false\nbehind = false\n")
        try screen.wait("the end") { $0.contains("ENDED") && $0.contains("SPY") }
        try screen.tmux.send("6")
        try screen.wait("the ledger") { $0.contains("ledger ·") && $0.contains("1–12 of 12") }
        let before = try screen.settled()
        for step in 0..<30 {
            let (columns, rows) = [(20, 5), (200, 60), (40, 10), (81, 24), (132, 43), (79, 23)][step % 6]
            try screen.tmux.resize(columns, rows)
            usleep(40_000)
        }
        try screen.tmux.resize(80, 24)
        // Nothing comes any more that would mend a picture by and by.
        try screen.wait("the picture that was") { $0 == before }
        try screen.tmux.resize(20, 5)
        try screen.wait("the smallest") { text in
            text.contains("ENDED") && text.split(separator: "\n").allSatisfy { $0.count <= 20 }
        }
        try screen.tmux.resize(80, 24)
        try screen.wait("the picture that was") { $0 == before }
        try screen.quit()
    }

    @Test("a terminal that reads nothing for ten seconds loses no message, and then shows all of them")
    func slowReader() throws {
        let sender = HandSender()
        let stock = HandStock(locate: 1, symbol: "ACME")
        let terminal = try PseudoTerminal(
            Program.path, [sender.source.filter { $0 != "'" }], columns: 200, rows: 60)
        _ = try terminal.read("the empty screen") { $0.contains("waiting") }
        Watcher.waitUntilBound(sender.ports)
        // More than any terminal holds: all of a large picture changes with each packet.
        let started = Date()
        var sent = 0
        while Date().timeIntervalSince(started) < 10 {
            sender.send(
                (0..<20).map { stock.add(UInt64(sent + $0 + 1), "B", 100, UInt32(1_000 + sent % 97), sender.now) })
            sent += 20
            if sent % 100 == 0 { terminal.type("\u{0C}") }
            usleep(5_000)
        }
        let grouped = sent < 1_000 ? "\(sent)" : "\(sent / 1_000),\(String("\(1_000 + sent % 1_000)".dropFirst()))"
        for fact in ["messages\(grouped)", "missing0", "losthere0"] { _ = try terminal.readPicture(fact, fact) }
        terminal.type("q")
        _ = try terminal.readToEnd()
    }

    @Test(
        "only ASCII is drawn where the locale knows no more, and where it is asked for",
        arguments: [("C", [String]()), ("POSIX", []), ("C.UTF-8", ["--ascii"])])
    func asciiAlone(locale: String, options: [String]) throws {
        let drawn = try allViews(options, ["LC_ALL": locale])
        let odd = drawn.unicodeScalars.filter { $0.value > 126 }
        #expect(odd.isEmpty, "\(String(String.UnicodeScalarView(odd.prefix(20))))")
    }

    @Test("NO_COLOR: bold and reverse, but no colour is sent; an explicit flag wins")
    func noColour() throws {
        func colours(_ text: String) -> Int {
            text.matches(of: /\u{1B}\[([0-9;]*)m/).count { match in
                match.1.split(separator: ";").contains { code in
                    Int(code).map { (30...38).contains($0) || (40...48).contains($0) || (90...107).contains($0) } == true
                }
            }
        }
        let plain = try allViews([], ["NO_COLOR": "1"])
        #expect(colours(plain) == 0)
        #expect(plain.contains(/\u{1B}\[[0-9;]*[17][;m]/), "bold or reverse")
        #expect(colours(try allViews(["--color", "256"], ["NO_COLOR": "1"])) > 0)
        #expect(colours(try allViews([], ["NO_COLOR": ""])) > 0)
    }

    @Test(
        "what was drawn bit by bit is what a repaint draws, to the last place: with colour, and without, where curses scrolls",
        arguments: [(80, 24), (200, 60)], ["NO_COLOR=1", "NO_COLOR="])
    func repainted(size: (columns: Int, rows: Int), environment: String) throws {
        let screen = try WatchedScreen(
            "'\(try Self.path())' --speed max", columns: size.columns, rows: size.rows,
            config: "[alerts]\nlatency = false\nbehind = false\n", environment: environment)
        try screen.wait("the end") { $0.contains("ENDED") && $0.contains("SPY") }
        // Every view; tables, lists and tapes that move by lines and by pages; boxes that take another size.
        for keys in [
            [], ["6"], ["j", "j"], ["3"], ["k"], ["C-u"], ["j", "j"], ["2"], ["k"], ["7"], ["j"], ["C-f"], ["k"], ["4"], ["w"],
            ["5"], ["w"], ["1"], ["C-d"], ["j"], ["g"], ["?"], ["Escape"], ["C"], ["Escape"],
        ] {
            try screen.tmux.send(keys)
            // Keys are answered at once, and nothing else comes any more.
            let drawn = try screen.settled(looks: 3)
            try screen.tmux.send("C-l")
            usleep(100_000)
            let repainted = try screen.settled(looks: 3)
            #expect(drawn == repainted, "after \(keys)")
        }
        try screen.quit()
    }

    @Test("boxes that grow while feeds come are drawn whole, with colour and without", arguments: ["NO_COLOR=1", "NO_COLOR="])
    func growing(environment: String) throws {
        let stock = HandStock(locate: 1, symbol: "ACME")
        let scratch = Scratch()
        var capture = HandCapture()
        var feeds = (0..<6).map { _ in HandFeed() }
        // A feed more every 400 ms.
        for step in 0..<60 {
            for index in 0...step / 10 {
                let time = HandCapture.open + UInt64(step) * 40_000_000 + UInt64(index) * 1_000
                let order = stock.add(UInt64(step + 1), "B", 100, 1_000, time - 500)
                capture.add(feeds[index].packet([order]), at: time, group: UInt8(index + 1))
            }
        }
        let screen = try WatchedScreen("'\(try capture.write(scratch))'", environment: environment)
        try screen.wait("the end") { $0.contains("ENDED") && $0.contains("all 6 feeds") }
        let drawn = try screen.settled()
        try screen.tmux.send("C-l")
        usleep(100_000)
        #expect(drawn == (try screen.settled()))
        try screen.quit()
    }

    @Test("a dumb terminal is refused in one line that names it, and left as it was")
    func dumb() throws {
        let tmux = try Tmux(80, 24, "TERM=dumb LC_ALL=C.UTF-8 '\(Program.path)' '\(try Self.path())'")
        let lines = try tmux.wait("the refusal") { $0.contains { $0.hasPrefix("EXIT") } }
        #expect(lines.first { $0.hasPrefix("feedtop: ") }?.contains("dumb") == true, "\(lines)")
        #expect(!lines.contains("EXIT 0"))
        #expect(try tmux.state() == "alternate=0 cursor=1 keypad=0")
    }

    @Test("an escape sequence in a symbol never reaches the terminal")
    func hostileSymbol() throws {
        let scratch = Scratch()
        var capture = HandCapture()
        var feed = HandFeed()
        // A window title, as a terminal takes it.
        let stock = HandStock(locate: 1, symbol: "\u{1B}]0;EVI\u{07}")
        let time = HandCapture.open
        capture.add(
            feed.packet(
                [stock.directory(time)] + (1...20).map { stock.add($0, "B", 100, 1_000, time) }), at: time + 1_000)
        let terminal = try PseudoTerminal(
            Program.path, [try capture.write(scratch), "--speed", "max", "--protocol", "itch-5.0"], columns: 80,
            rows: 24)
        var drawn = try terminal.readPicture("the table", "]0;EVI")
        for (key, word) in [("\r", "tapeof"), ("3", "busiest"), ("7", "events")] {
            terminal.type(key)
            drawn += try terminal.readPicture(word, word)
        }
        terminal.type("q")
        drawn += try terminal.readToEnd()
        #expect(!drawn.contains("\u{1B}]") && !drawn.contains("\u{07}"))
    }

    @Test("a picture is never wiped for the next: nothing flickers")
    func noFlicker() throws {
        let terminal = try PseudoTerminal(Program.path, ["demo"], columns: 80, rows: 24)
        _ = try terminal.read("the first pictures") { $0.contains("SPY") }
        var later = ""
        // Two seconds and more of pictures.
        for _ in 0..<25 { later += String(decoding: terminal.read(milliseconds: 100), as: UTF8.self) }
        #expect(later.count > 500, "pictures came")
        #expect(!later.contains(/\u{1B}\[[0-3]?J/))
    }
}

extension PseudoTerminal {
    func type(_ keys: String) { _ = keys.withCString { write(controller, $0, strlen($0)) } }

    /// Reads until all of it together satisfies `isThere`.
    func read(_ what: String, seconds: Double = 20, _ isThere: (String) -> Bool) throws -> String {
        let limit = Date().addingTimeInterval(seconds)
        var bytes = Data()
        while Date() < limit {
            bytes.append(read(milliseconds: 50))
            let text = String(decoding: bytes, as: UTF8.self)
            if isThere(text) { return text }
        }
        let text = String(decoding: bytes, as: UTF8.self)
        Issue.record("waited \(seconds) s for \(what); drawn was \(text.suffix(3_000).debugDescription)")
        return text
    }

    /// Has the picture repainted until it holds a text, which is told without its blanks.
    func readPicture(_ what: String, _ text: String, seconds: Double = 20) throws -> String {
        let limit = Date().addingTimeInterval(seconds)
        var all = ""
        while Date() < limit {
            type("\u{0C}")
            var bytes = Data()
            while case let more = read(milliseconds: 150), !more.isEmpty, bytes.count < 1 << 18 { bytes += more }
            let drawn = String(decoding: bytes, as: UTF8.self)
            all += drawn
            let plain = drawn.replacing(/\u{1B}\[[0-9;?]*[A-Za-z]/, with: "")
                .replacing(/\u{1B}[()].|[ \r\n\u{08}\u{0F}]/, with: "")
            if plain.contains(text) { return all }
        }
        Issue.record("waited \(seconds) s for \(what); drawn was \(all.suffix(3_000).debugDescription)")
        return all
    }

    /// Reads until the program has ended, which it must with code 0.
    func readToEnd() throws -> String {
        let (drawn, status) = readToEnd(seconds: 20)
        #expect(status == 0)
        return String(decoding: drawn, as: UTF8.self)
    }
}

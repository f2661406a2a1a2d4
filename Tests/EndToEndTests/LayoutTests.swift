import Foundation
import Testing

@Suite("What the screen does and keeps, under tmux", .enabled(if: Tmux.isThere, "tmux is not installed"), .serialized)
struct LayoutTests {
    private let scratch = Scratch()
    private var layout: String { scratch.file("feedtop/layout.toml") }

    private func joined(_ lines: [String]) -> String { lines.joined(separator: "\n") }

    /// The demo on a screen whose state is kept in this test's own folder.
    private func demo(_ flags: String = "", _ columns: Int = 100, _ rows: Int = 30, before: String = "") throws -> Tmux {
        try Tmux(
            columns, rows,
            "\(before)\(ScreenTests.utf8) XDG_STATE_HOME='\(scratch.path)' '\(Program.path)' demo \(flags)")
    }

    private func quit(_ tmux: Tmux) throws {
        try tmux.send("q")
        try tmux.wait("the end") { joined($0).contains("EXIT 0") }
    }

    /// The headings of the instrument table.
    private func headings(_ lines: [String]) -> [String] {
        let line = lines.first { $0.contains("SYMBOL") } ?? ""
        return line.split { " ▼▲│".contains($0) }.map { String($0) }
    }

    @Test("columns, order and view are there again in the next run; --reset-layout forgets them")
    func kept() throws {
        let first = try demo()
        try first.wait("the table") { joined($0).contains("SPY") && headings($0).contains("BID") }
        let before = headings(try first.screen())
        try first.send("C")
        try first.wait("the list of columns") { joined($0).contains("[x] symbol") }
        // Symbol stays; what comes after it is hidden.
        try first.send("Down", "Space", "Enter")
        let after = try first.wait("a table without it") { lines in
            !joined(lines).contains("[x]") && headings(lines).count > 3 && headings(lines)[1] != before[1]
        }
        let chosen = headings(after)
        try first.send("I", "6")
        try first.wait("the Gaps view") { !joined($0).contains("SYMBOL") }
        try quit(first)
        let text = try String(contentsOfFile: layout, encoding: .utf8)
        #expect(text.contains("view = \"gaps\"") && text.contains("inverted = true") && text.contains("columns = ["))

        let second = try demo()
        try second.wait("a screen") { joined($0).contains("LIVE") }
        #expect(headings(try second.screen()).isEmpty)
        try second.send("Escape")
        // Wider figures may leave the last ones no room.
        try second.wait("the chosen columns, in the order left") { lines in
            let now = headings(lines)
            return now.count > 3 && zip(now, chosen).allSatisfy { $0 == $1 } && joined(lines).contains("by messages ▲")
        }
        try quit(second)

        let third = try demo("--reset-layout")
        try third.wait("the table as when new") { lines in
            joined(lines).contains("by messages ▼") && headings(lines).count > 3
        }
        // As it began, so it is left, and that is not worth a file.
        try quit(third)
        #expect(!FileManager.default.fileExists(atPath: layout))
    }

    @Test("a layout that makes no sense is told with its line and the remedy, and is not touched")
    func wrongLayout() throws {
        try FileManager.default.createDirectory(
            atPath: scratch.file("feedtop"), withIntermediateDirectories: true)
        let bad = "sort = \"messages\"\nview = \"nowhere\"\n"
        try bad.write(toFile: layout, atomically: true, encoding: .utf8)
        let tmux = try demo("", 160, 40)
        try tmux.wait("the notice") {
            joined($0).contains("layout.toml:2:") && joined($0).contains("--reset-layout")
        }
        try quit(tmux)
        #expect(try String(contentsOfFile: layout, encoding: .utf8) == bad)
    }

    @Test("a filter that is wrong says where, and the one in force stays until it is right")
    func filter() throws {
        let tmux = try demo("--symbols 40")
        try tmux.wait("the table") { joined($0).contains("SPY") }
        try tmux.type("\\")
        try tmux.type("symbol ~ SP")
        try tmux.send("Enter")
        try tmux.wait("the filter in force") { joined($0).contains("filter: symbol ~ SP") }
        try tmux.send("F4", "C-u")
        try tmux.type("spread >")
        try tmux.send("Enter")
        try tmux.wait("the error with its column") { joined($0).contains("column ") }
        try tmux.send("Escape")
        try tmux.wait("the old filter") { joined($0).contains("filter: symbol ~ SP") }
        try tmux.send("F4", "C-u", "Enter")
        try tmux.wait("all instruments") { !joined($0).contains("filter:") && joined($0).contains("of 40") }
        try quit(tmux)
    }

    @Test("Enter opens the book, a frozen screen shows every view and counts on, Escape and Space lead back")
    func freeze() throws {
        let tmux = try demo("", 80, 24)
        try tmux.wait("the table") { joined($0).contains("SPY") }
        try tmux.send("Space")
        try tmux.wait("the banner") { joined($0).contains("FROZEN +") }
        for view in 2...7 {
            try tmux.send("\(view)")
            usleep(200_000)
            #expect(try joined(tmux.screen()).contains("FROZEN +"))
        }
        let before = try tmux.screen().first ?? ""
        try tmux.wait("a count that goes on") { $0.first.map { $0.contains("FROZEN +") && $0 != before } == true }
        try tmux.send("Escape")
        try tmux.wait("the table, held") { headings($0).contains("BID") && joined($0).contains("FROZEN +") }
        try tmux.send("Space")
        try tmux.wait("life") { !joined($0).contains("FROZEN") && joined($0).contains("LIVE") }
        try tmux.send("Enter")
        try tmux.wait("the book") { headings($0).isEmpty }
        try tmux.send("Escape")
        try tmux.wait("the table") { headings($0).contains("BID") }
        try quit(tmux)
    }

    @Test("s writes the ledger into a new file and tells its whole path; elsewhere it says where it would")
    func save() throws {
        let tmux = try demo("--loss 0.2", 100, 30, before: "cd '\(scratch.path)'\n")
        try tmux.wait("a loss") { joined($0).contains("SUSPECT") }
        try tmux.send("s")
        try tmux.wait("where it works") { joined($0).contains("Gaps view (6)") }
        try tmux.send("6", "s")
        try tmux.wait("the path") { joined($0).contains("saved \(scratch.path)/feedtop-gaps-") }
        try tmux.send("s")
        let limit = Date().addingTimeInterval(10)
        func files() -> [String] {
            let all = (try? FileManager.default.contentsOfDirectory(atPath: scratch.path)) ?? []
            return all.filter { $0.hasPrefix("feedtop-gaps-") && $0.hasSuffix(".txt") }
        }
        while files().count < 2, Date() < limit { usleep(50_000) }
        #expect(files().count == 2)
        try quit(tmux)
        for file in files() {
            let text = try String(contentsOfFile: scratch.file(file), encoding: .utf8)
            #expect(text.contains("demo"))
        }
    }

    @Test("the mouse is asked for with --mouse only, and given back, also by a crash")
    func mouse() throws {
        let without = try demo()
        try without.wait("the table") { joined($0).contains("SPY") }
        #expect(try !without.hasMouse())
        try quit(without)
        let tmux = try demo("--mouse", before: "export SWIFT_BACKTRACE=enable=no\n")
        try tmux.wait("the table") { joined($0).contains("SPY") }
        #expect(try tmux.hasMouse())
        let pid = try #require(try tmux.feedtopPID())
        kill(pid, SIGSEGV)
        try tmux.wait("the exit code") { joined($0).contains("EXIT \(128 + SIGSEGV)") }
        #expect(try !tmux.hasMouse())
    }

    @Test("--fps out of range is refused with the range")
    func rate() throws {
        let tmux = try demo("--fps 61")
        try tmux.wait("the refusal") { joined($0).contains("1 to 60") && joined($0).contains("EXIT 2") }
    }
}

import Foundation
import TestSupport
import Testing

@Suite("The screen, under tmux", .enabled(if: Tmux.isThere, "tmux is not installed"), .serialized)
struct ScreenTests {
    static let utf8 = "LC_ALL=C.UTF-8 TERM=screen-256color"

    private func joined(_ lines: [String]) -> String { lines.joined(separator: "\n") }

    @Test(
        "the demo's books move, rates and latencies show, q leaves a clean terminal",
        arguments: [[80, 24], [200, 50]])
    func demo(size: [Int]) throws {
        let tmux = try Tmux(size[0], size[1], "\(Self.utf8) '\(Program.path)' demo")
        let first = try tmux.wait("a live feed with SPY in its table") { lines in
            joined(lines).contains("LIVE") && lines.contains { $0.contains("SPY") }
        }
        #expect(first.allSatisfy { $0.count <= size[0] })
        #expect(joined(first).contains("itch-5.0"))
        let second = try tmux.wait("a book that has moved") { lines in
            let row = lines.first { $0.contains("SPY") }
            return row != nil && row != first.first { $0.contains("SPY") }
        }
        let health = joined(second)
        for word in [
            "messages", "GAPS", "WIRE", "KERN", "HERE", "missing", "feed", "handling", "p99", "behind",
        ] {
            #expect(health.contains(word), "\(word) is on the screen")
        }
        try tmux.send("q")
        let after = try tmux.wait("the exit code") { joined($0).contains("EXIT") }
        #expect(joined(after).contains("EXIT 0"))
        #expect(!joined(after).contains("SPY"))
        #expect(try tmux.state() == "alternate=0 cursor=1 keypad=0")
    }

    @Test("a loss makes the books suspect and says which it was; t trusts them")
    func suspect() throws {
        let tmux = try Tmux(80, 24, "\(Self.utf8) '\(Program.path)' demo --loss 0.2")
        try tmux.wait("a loss") { lines in
            joined(lines).contains(" SUSPECT ") && joined(lines).contains("(wire gap ")
                && joined(lines).contains("· wire · lost ·")
        }
        try tmux.send("t")
        try tmux.wait("the answer") { joined($0).contains("the books count as right again") }
        try tmux.send("q")
        try tmux.wait("the end") { joined($0).contains("EXIT 0") }
    }

    @Test("a replay starts at its own pace; ] speeds it up, [ slows it down, space pauses and goes on")
    func replayKeys() throws {
        let scratch = Scratch()
        let path = scratch.file("day.pcap")
        _ = try Program.run([
            "generate", path, "--format", "pcap", "--messages", "400000", "--symbols", "40", "--rate", "5000",
        ])
        let tmux = try Tmux(100, 30, "\(Self.utf8) '\(Program.path)' '\(path)'")
        try tmux.wait("a replay") { joined($0).contains("REPLAY 1×") }
        try tmux.send("]")
        try tmux.wait("twice the speed") { joined($0).contains("REPLAY 2×") }
        try tmux.send("[", "[")
        try tmux.wait("half the speed") { joined($0).contains("REPLAY 0.5×") }
        try tmux.send("Space")
        try tmux.wait("the pause") { joined($0).contains("PAUSED") }
        usleep(600_000)
        let paused = try tmux.screen().first { $0.contains("messages") }
        usleep(600_000)
        #expect(try tmux.screen().first { $0.contains("messages") } == paused)
        try tmux.send("Space")
        try tmux.wait("movement") { $0.first { $0.contains("messages") } != paused }
        try tmux.send("q")
        try tmux.wait("the end") { joined($0).contains("EXIT 0") }
    }

    @Test("scrolling, search, sorting and help do what their keys say")
    func tableKeys() throws {
        let tmux = try Tmux(80, 24, "\(Self.utf8) '\(Program.path)' demo --symbols 2000")
        try tmux.wait("all symbols") { joined($0).contains("SPY") && joined($0).contains("of 2,000") }
        try tmux.send("<", "<", "<", "<", "<", "<", "<", "<")
        try tmux.send("G")
        try tmux.wait("the last row") { lines in
            lines.contains { $0.contains("of 2,000") && $0.contains("–2,000") }
        }
        try tmux.send("g", "/")
        try tmux.send("M", "S", "F", "T", "Enter")
        try tmux.wait("what was searched") { joined($0).contains("MSFT") }
        try tmux.send("?")
        try tmux.wait("the help") {
            joined($0).lowercased().contains("quit") && joined($0).contains("search")
        }
        try tmux.send("Escape")
        try tmux.send("q")
        try tmux.wait("the end") { joined($0).contains("EXIT 0") }
    }

    @Test("any size is laid out again, and 80×24 comes back whole")
    func resizing() throws {
        let tmux = try Tmux(80, 24, "\(Self.utf8) '\(Program.path)' demo")
        try tmux.wait("the table") { joined($0).contains("SPY") }
        for size in [[20, 5], [200, 50], [40, 10], [132, 43], [80, 24]] {
            try tmux.resize(size[0], size[1])
            try tmux.wait("a screen of \(size[0])×\(size[1])") { lines in
                lines.allSatisfy { $0.count <= size[0] } && joined(lines).contains("LIVE")
            }
        }
        try tmux.wait("the table again") { joined($0).contains("SPY") && joined($0).contains("p99") }
        try tmux.send("q")
        try tmux.wait("the end") { joined($0).contains("EXIT 0") }
    }

    @Test(
        "a signal restores the terminal and ends with 128 + n",
        arguments: [SIGTERM, SIGINT, SIGHUP, SIGSEGV, SIGABRT])
    func signals(number: Int32) throws {
        let tmux = try Tmux(80, 24, "\(Self.utf8) SWIFT_BACKTRACE=enable=no '\(Program.path)' demo")
        try tmux.wait("the table") { joined($0).contains("SPY") }
        let pid = try #require(try tmux.feedtopPID())
        kill(pid, number)
        try tmux.wait("the exit code") { joined($0).contains("EXIT \(128 + number)") }
        #expect(try tmux.state() == "alternate=0 cursor=1 keypad=0")
    }

    @Test("^Z gives the terminal back, fg repaints in full")
    func suspending() throws {
        let scratch = Scratch()
        let script = scratch.file("bash.rc")
        try "PS1='PROMPT> '\n".write(toFile: script, atomically: true, encoding: .utf8)
        let tmux = try Tmux(80, 24, "\(Self.utf8) bash --rcfile '\(script)' -i")
        try tmux.wait("a prompt") { joined($0).contains("PROMPT>") }
        try tmux.send("'\(Program.path)' demo", "Enter")
        try tmux.wait("the table") { joined($0).contains("SPY") }
        try tmux.send("C-z")
        try tmux.wait("the shell") { joined($0).contains("Stopped") && joined($0).contains("PROMPT>") }
        #expect(try tmux.state().hasPrefix("alternate=0 cursor=1"))
        try tmux.send("fg", "Enter")
        try tmux.wait("the whole screen") { joined($0).contains("SPY") && joined($0).contains("p99") }
        try tmux.send("q")
        try tmux.wait("the shell again") { joined($0).contains("PROMPT>") && !joined($0).contains("p99") }
    }

    @Test("a closed terminal ends the program")
    func hangUp() throws {
        let tmux = try Tmux(80, 24, "\(Self.utf8) '\(Program.path)' demo")
        try tmux.wait("the table") { joined($0).contains("SPY") }
        let pid = try #require(try tmux.feedtopPID())
        try tmux.kill()
        let limit = Date().addingTimeInterval(10)
        while kill(pid, 0) == 0, Date() < limit { usleep(50_000) }
        #expect(kill(pid, 0) != 0, "still running after its terminal went away")
    }

    @Test("a capture on standard input still takes keys from the terminal")
    func standardInput() throws {
        let scratch = Scratch()
        let path = scratch.file("day.pcap")
        _ = try Program.run(["generate", path, "--format", "pcap", "--messages", "20000", "--symbols", "40"])
        let tmux = try Tmux(80, 24, "cat '\(path)' | \(Self.utf8) '\(Program.path)' -")
        try tmux.wait("the end of the replay") { joined($0).contains("ENDED") }
        try tmux.send("q")
        try tmux.wait("the end") { joined($0).contains("EXIT 0") }
    }

    @Test(
        "dumb terminals, other locales and no colour at all do not stop it",
        arguments: [
            "LC_ALL=C TERM=xterm", "LC_ALL=C.UTF-8 TERM=vt100", "LC_ALL=C.UTF-8 TERM=linux",
            "NO_COLOR=1 LC_ALL=C.UTF-8 TERM=screen-256color",
        ])
    func plainTerminals(environment: String) throws {
        let tmux = try Tmux(80, 24, "\(environment) '\(Program.path)' demo")
        try tmux.wait("the table") { joined($0).contains("SPY") && joined($0).contains("LIVE") }
        try tmux.send("q")
        try tmux.wait("the end") { joined($0).contains("EXIT 0") }
    }

    @Test("without a terminal: one line, never escape codes")
    func withoutTerminal() throws {
        let result = try Program.run(["demo"], seconds: 20)
        #expect(result.code == 2)
        #expect(!result.output.contains("\u{1B}") && !result.errors.contains("\u{1B}"))
        #expect(result.errors.split(separator: "\n").count == 1)
    }

    @Test("datagrams of no known format are told on the screen, with their first bytes and the remedy")
    func unknownDatagrams() throws {
        let port = UInt16.random(in: 20_000..<60_000)
        let tmux = try Tmux(80, 24, "\(Self.utf8) '\(Program.path)' udp://127.0.0.1:\(port)")
        try tmux.wait("the empty screen") { joined($0).contains("waiting for the first packet") }
        let sender = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(sender) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        _ = withUnsafeBytes(of: &address) { name in
            sendto(sender, "hello", 5, 0, name.baseAddress!.assumingMemoryBound(to: sockaddr.self), 16)
        }
        try tmux.wait("the explanation") { lines in
            joined(lines).contains("6c 6c 6f") && joined(lines).contains("--protocol")
        }
        try tmux.send("q")
        try tmux.wait("the end") { joined($0).contains("EXIT 0") }
    }

    @Test("a silent feed costs below 2 % of a core")
    func idleCost() throws {
        let port = Int.random(in: 20_000..<60_000)
        let tmux = try Tmux(80, 24, "\(Self.utf8) '\(Program.path)' udp://127.0.0.1:\(port)")
        try tmux.wait("the empty screen") { joined($0).contains("feedtop") }
        let pid = try #require(try tmux.feedtopPID())
        sleep(1)
        let before = Child.processorTime(pid)
        sleep(5)
        // Unoptimised code takes some four times as long, and on a machine full of tests longer still.
        let share = (Child.processorTime(pid) - before) / 5
        #expect(share < (Build.isOptimised ? 0.02 : 0.04), "\(share * 100) % of a core")
        try tmux.send("q")
        try tmux.wait("the end") { joined($0).contains("EXIT 0") }
    }
}

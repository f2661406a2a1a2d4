import Foundation
import Testing

@Suite("The tape, on the screen", .enabled(if: Tmux.isThere, "tmux is not installed"), .serialized)
struct TapeScreenTests {
    /// Messages that the market keeps.
    private static let kept = 65_536

    private func demo(_ flags: String) throws -> Tmux {
        let scratch = Scratch()
        let tmux = try Tmux(
            80, 24, "\(ScreenTests.utf8) XDG_STATE_HOME='\(scratch.path)' '\(Program.path)' demo \(flags)")
        try tmux.wait("a feed") { $0.joined().contains("LIVE") && $0.joined().contains("SPY") }
        return tmux
    }

    /// How many messages came since, as the title of the tape tells.
    private func newer(_ lines: [String]) -> Int? {
        lines.joined(separator: "\n").firstMatch(of: /\+([0-9,]+) newer, F follows/).flatMap {
            Int($0.output.1.replacing(",", with: ""))
        }
    }

    /// The messages, from the heading down: each begins with its time.
    private func messages(_ lines: [String]) -> [String] {
        Array(lines.drop { !$0.contains("REFERENCE") }.dropFirst()).filter { $0.dropFirst().first?.isNumber == true }
    }

    /// Whether they fill the view, down to the line above the foot.
    private func isFull(_ lines: [String]) -> Bool {
        guard let heading = lines.firstIndex(where: { $0.contains("REFERENCE") }) else { return false }
        return messages(lines).count == 24 - 1 - (heading + 1)
    }

    @Test("scrolled up it stays, line for line, when the market has long lost what is read")
    func stays() throws {
        let tmux = try demo("--rate 30000")
        try tmux.send("3")
        try tmux.wait("the tape") { isFull($0) }
        // Keys are taken in their order: once the last of them shows, the tape has been scrolled by all before it.
        try tmux.send("Up", "Up", "Up", "w")
        let held = messages(
            try tmux.wait("a page that is held") { lines in
                newer(lines) ?? 0 > 100 && lines.joined().contains("last 10 s") && isFull(lines)
            })
        #expect(held.count > 5)
        let later = try tmux.wait(seconds: 60, "twice as many messages as are kept") {
            newer($0) ?? 0 > 2 * Self.kept
        }
        #expect(messages(later) == held)
        try tmux.send("F")
        try tmux.wait("the newest again") { lines in
            lines.joined().contains("FOLLOW") && messages(lines) != held
        }
    }

    @Test("keys typed ahead of the view's switch act in it once it is there")
    func typedAhead() throws {
        let tmux = try demo("--rate 200")
        // All at once: 3, and up three times.
        try tmux.type("3kkk")
        let lines = try tmux.wait("a tape that was scrolled") { newer($0) ?? 0 >= 3 }
        #expect(messages(lines).count > 3)
    }
}

import Foundation
import Testing

/// A replay at the keyboard: pause, step, places, and going back.
@Suite("Replay keys", .enabled(if: Tmux.isThere), .serialized)
struct ReplayKeysTests {
    /// - Parameter isJob: Run with job control, as at a person's prompt: the shell fetches it back when it has stopped.
    private static func terminal(
        _ folder: Scratch, messages: Int = 100_000, isJob: Bool = false
    ) throws -> Tmux {
        let path = folder.file("day.pcap")
        let made = try Program.run(
            [
                "generate", path, "--format", "pcap", "--messages", "\(messages)", "--seed", "5", "--rate",
                "2000",
            ])
        try #require(made.code == 0)
        let command = "\(Program.path) \(path) --reset-layout"
        return try Tmux(100, 30, isJob ? "set -m; \(command); fg" : command)
    }

    /// The instruments, below the table's head.
    private static func table(_ lines: [String]) -> [String] {
        guard let head = lines.firstIndex(where: { $0.contains("SYMBOL") }) else { return [] }
        return Array(lines[head...].prefix(12))
    }

    private static func stands(_ lines: [String], at messages: String) -> Bool {
        lines.contains { $0.contains("PAUSED") } && lines.contains { $0.contains("messages \(messages) ") }
    }

    /// How far it has come on the way to a place.
    private static func progress(_ lines: [String]) -> String? {
        lines.first?.firstMatch(of: /SEEKING [0-9.]+ %/).map { String($0.output) }
    }

    @Test("pause, a place by number, steps, back, and the same screen again; q quits wherever it is")
    func thereAndBack() throws {
        let folder = Scratch()
        let tmux = try Self.terminal(folder)
        try tmux.wait("the replay") { $0.contains { $0.contains("messages ") } }
        try tmux.send("Space")
        try tmux.wait("the pause") { $0.contains { $0.contains("PAUSED") } }
        try tmux.send(":", "#20000", "Enter")
        let there = try tmux.wait("message 20,000") { Self.stands($0, at: "19,999") }
        for _ in 0..<3 { try tmux.send(".") }
        let stepped = try tmux.wait("three steps") { Self.stands($0, at: "20,002") }
        #expect(Self.table(stepped) != Self.table(there))
        try tmux.send(":", "start", "Enter")
        try tmux.wait("the start") { lines in !lines.contains { $0.contains("20,002") } }
        try tmux.send(":", "#20000", "Enter")
        let again = try tmux.wait("message 20,000 again") { lines in
            Self.stands(lines, at: "19,999") && Self.table(lines) == Self.table(there)
        }
        #expect(Self.table(again).count > 5)
        try tmux.send("q")
        try tmux.wait("the end") { $0.contains("EXIT 0") }
    }

    @Test("stopped and continued on the way, it arrives; quit on the way, it ends at once")
    func suspendedOnTheWay() throws {
        let folder = Scratch()
        let tmux = try Self.terminal(folder, messages: 2_000_000, isJob: true)
        try tmux.wait("the replay") { $0.contains { $0.contains("messages ") } }
        try tmux.send("Space", ":", "#1900000", "Enter")
        let pid = try #require(try tmux.feedtopPID())
        let began = Date()
        kill(pid, SIGTSTP)
        try tmux.wait("message 1,900,000", progress: Self.progress) { Self.stands($0, at: "1,899,999") }
        let way = -began.timeIntervalSinceNow
        try tmux.send(":", "#1800000", "Enter", "q")
        // On a slow host "at once" takes its time too, but nothing near that of the way.
        let end = try tmux.wait(seconds: max(3, way / 4), "the end") { $0.contains("EXIT 0") }
        #expect(end.joined().contains(Program.path), "the shell tells what it has fetched back")
    }
}

import Foundation
import Testing

/// A terminal for one test: its own tmux server, so that tests do not meet.
final class Tmux {
    private let socket = "feedtop-\(UUID().uuidString.prefix(8))"
    private let folder = Scratch()

    static let path = "/usr/bin/tmux"
    static let isThere = FileManager.default.isExecutableFile(atPath: path)

    /// Starts a shell command in a window of that size.
    init(_ columns: Int, _ rows: Int, _ command: String) throws {
        // The exit code stays on the screen, and the shell behind it keeps the window open.
        let script = folder.file("run.sh")
        try "\(command)\necho \"EXIT $?\"\nexec cat\n".write(
            toFile: script, atomically: true, encoding: .utf8)
        try tmux("-f", "/dev/null", "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)", "sh", script)
    }

    deinit { _ = try? tmux("kill-server") }

    @discardableResult
    private func tmux(_ arguments: String...) throws -> String {
        if arguments.contains("new-session") {
            // The server that this leaves behind would hold a pipe open for ever.
            let nowhere = open("/dev/null", O_RDWR)
            defer { close(nowhere) }
            let child = try Child.spawn(
                Self.path, ["-L", socket] + arguments, environment: ["LC_ALL": "C.UTF-8"], input: nowhere,
                output: nowhere, errors: nowhere)
            _ = Child.wait(child)
            return ""
        }
        return try Child.run(
            Self.path, ["-L", socket] + arguments, environment: ["LC_ALL": "C.UTF-8"], seconds: 20
        ).output
    }

    func send(_ keys: String...) throws { try send(keys) }
    func send(_ keys: [String]) throws { for key in keys { try tmux("send-keys", key) } }
    /// Letters as they are, where ``send(_:)`` takes names of keys.
    func type(_ text: String) throws { try tmux("send-keys", "-l", text) }
    func resize(_ columns: Int, _ rows: Int) throws {
        try tmux("resize-window", "-x", "\(columns)", "-y", "\(rows)")
    }
    func kill() throws { try tmux("kill-server") }

    /// What stands on the screen, line by line.
    func screen() throws -> [String] {
        try tmux("capture-pane", "-p").split(separator: "\n", omittingEmptySubsequences: false).map {
            String($0)
        }
    }

    /// The picture once it changes no more, for so many looks in a row: unless told otherwise for longer than the longest
    /// wait for one.
    func settled(looks: Int = 11) throws -> [String] {
        var lines = try screen()
        var unchanged = 0
        for _ in 0..<100 where unchanged < looks {
            usleep(100_000)
            let next = try screen()
            unchanged = next == lines ? unchanged + 1 : 0
            lines = next
        }
        return lines
    }

    /// The alternate screen is on, the cursor is shown: what a program may leave behind.
    func state() throws -> String {
        try tmux(
            "display-message", "-p", "alternate=#{alternate_on} cursor=#{cursor_flag} keypad=#{keypad_flag}"
        )
        .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Whether the program in the window has asked for the mouse: the button mode, and numbers as decimals.
    func hasMouse() throws -> Bool {
        let flags = try tmux("display-message", "-p", "#{mouse_standard_flag}#{mouse_sgr_flag}")
        return flags.trimmingCharacters(in: .whitespacesAndNewlines) == "11"
    }

    /// Waits until the screen satisfies `isThere`, and returns it.
    ///
    /// - Parameters:
    ///   - seconds: How long at most; a slow host is given more as long as it gets on.
    ///   - progress: What tells that it gets on: whenever this changes, the time begins anew.
    @discardableResult
    func wait(
        seconds: Double = 20, _ what: String, progress: ([String]) -> String? = { _ in nil },
        _ isThere: ([String]) -> Bool
    ) throws -> [String] {
        var limit = Date().addingTimeInterval(seconds)
        var reached: String?
        while Date() < limit {
            let lines = try screen()
            if isThere(lines) { return lines }
            if let now = progress(lines), now != reached {
                reached = now
                limit = Date().addingTimeInterval(seconds)
            }
            usleep(50_000)
        }
        let last = try screen().joined(separator: "\n")
        Issue.record("waited \(seconds) s for \(what); the screen says:\n\(last)")
        return []
    }

    /// The process that runs in the window and is a feedtop.
    func feedtopPID() throws -> pid_t? {
        let shell = try tmux("display-message", "-p", "#{pane_pid}").trimmingCharacters(
            in: .whitespacesAndNewlines)
        let children = try? String(contentsOfFile: "/proc/\(shell)/task/\(shell)/children", encoding: .utf8)
        return (children ?? "").split(separator: " ").compactMap { pid_t($0) }.first
    }
}

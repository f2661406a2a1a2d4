import Foundation
import Testing

/// A screen under tmux that a test reads by its words.
struct WatchedScreen {
    let tmux: Tmux
    private let scratch = Scratch()

    /// - Parameters:
    ///   - what: The source and options, as typed in a shell.
    ///   - config: The text of a configuration file.
    ///   - environment: As in a shell before a command.
    init(_ what: String, columns: Int = 200, rows: Int = 60, config: String = "", environment: String = "")
        throws
    {
        let path = scratch.file("config.toml")
        try config.write(toFile: path, atomically: true, encoding: .utf8)
        tmux = try Tmux(
            columns, rows,
            "LC_ALL=C.UTF-8 TERM=screen-256color \(environment) '\(Program.path)' \(what) --config '\(path)'")
    }

    /// Of a live feed; waits until it hears what is sent.
    init(
        _ sender: HandSender, _ options: String = "", columns: Int = 200, rows: Int = 60, config: String = ""
    ) throws {
        try self.init("\(sender.source) \(options)", columns: columns, rows: rows, config: config)
        try wait("the empty screen") { $0.contains("waiting for the first packet") }
        Watcher.waitUntilBound(sender.ports)
    }

    @discardableResult
    func wait(_ what: String, seconds: Double = 20, _ isThere: (String) -> Bool) throws -> String {
        try tmux.wait(seconds: seconds, what) { isThere(Self.text($0)) }.joined(separator: "\n")
    }

    /// Waits for a line that matches, its blanks counting as one, and its frame not at all.
    @discardableResult
    func wait(_ what: String, line pattern: some RegexComponent) throws -> String {
        try wait(what) { Self.line($0, pattern) != nil }
    }

    /// Waits for one picture that has them all: one may be taken at any moment, in the middle of a file too.
    @discardableResult
    func wait(_ what: String, lines patterns: [Regex<Substring>]) throws -> String {
        try wait(what) { text in patterns.allSatisfy { Self.line(text, $0) != nil } }
    }

    /// The first line that matches, its blanks made one and its frame left out.
    static func line(_ text: String, _ pattern: some RegexComponent) -> String? {
        lines(text).first { $0.contains(pattern) }
    }

    static func lines(_ text: String) -> [String] {
        text.split(separator: "\n").map { $0.split { " │".contains($0) }.joined(separator: " ") }
    }

    private static func text(_ lines: [String]) -> String { lines.joined(separator: "\n") }

    func text() throws -> String { Self.text(try tmux.screen()) }

    func settled(looks: Int = 11) throws -> String { Self.text(try tmux.settled(looks: looks)) }

    func quit() throws {
        try tmux.send("q")
        try wait("the end") { $0.contains("EXIT 0") }
    }
}

import Foundation
import Testing

@Suite("A day of 24 hours, replayed at top speed", .serialized)
struct DayReplayTests {
    @Test("leaves memory flat once it has warmed up", .timeLimit(.minutes(5)))
    func flatMemory() throws {
        let scratch = Scratch()
        let day = scratch.file("12302019.NASDAQ_ITCH50")
        // Fourteen messages a second, from midnight to midnight.
        let made = try Program.run([
            "generate", day, "--messages", "1200000", "--rate", "14", "--symbols", "200", "--start", "00:00",
        ])
        try #require(made.code == 0, "\(made.errors)")
        let terminal = try PseudoTerminal(
            Program.path, [day, "--speed", "max"], columns: 80, rows: 24,
            environment: ["XDG_STATE_HOME": scratch.path])
        var drawn = Data()
        var sizes: [Int] = []
        let limit = Date().addingTimeInterval(120)
        while Date() < limit {
            drawn.append(terminal.read(milliseconds: 20))
            if let size = Self.anonymousMemory(terminal.child) { sizes.append(size) }
            // The last picture of a day that has been read to its end.
            if String(decoding: drawn, as: UTF8.self).contains("ENDED") { break }
        }
        try #require(sizes.count > 20, "the day was over after \(sizes.count) looks")
        let warm = sizes[sizes.count * 2 / 5]
        let most = sizes[(sizes.count * 2 / 5)...].max() ?? 0
        #expect(most - warm < 4 << 20, "from \(warm >> 10) kB to \(most >> 10) kB in \(sizes.count) looks")
    }

    /// Bytes of a process's own memory, without the files it maps.
    static func anonymousMemory(_ pid: pid_t) -> Int? {
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("RssAnon:") })
        else { return nil }
        return line.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) }.map { $0 << 10 }
    }
}

import Foundation
import Testing

@Suite("How much the terminal is sent", .serialized)
struct OutputVolumeTests {
    /// Bytes that a screen sends in so many seconds, after the first ones with its first pictures.
    private func measure(_ arguments: [String], keys: String = "", seconds: Double) throws -> (bytes: Int, writes: Int) {
        let terminal = try PseudoTerminal(Program.path, arguments, columns: 80, rows: 24)
        _ = fcntl(terminal.controller, F_SETFL, O_NONBLOCK)
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let start = Date()
        var (bytes, writes) = (0, 0)
        var isTyped = false
        while Date().timeIntervalSince(start) < 3 + seconds {
            let count = read(terminal.controller, &buffer, buffer.count)
            if Date().timeIntervalSince(start) > 2, !isTyped {
                isTyped = true
                _ = keys.withCString { write(terminal.controller, $0, strlen($0)) }
            }
            if count > 0, Date().timeIntervalSince(start) > 3 {
                bytes += count
                writes += 1
            } else if count <= 0 {
                usleep(5_000)
            }
        }
        return (bytes, writes)
    }

    @Test("at 80×24 the demo sends at most 4 KB a second, and at least one picture", arguments: ["auto", "truecolor", "16"])
    func demo(colour: String) throws {
        let sent = try measure(["demo", "--color", colour], seconds: 8)
        // Half a second's worth of slack: where the 8 s begin and end is chance.
        #expect(sent.bytes <= 4096 * 8 + 2048)
        #expect(sent.bytes > 4096, "pictures came")
        #expect(sent.writes >= 8)
    }

    @Test("a slower rate of pictures takes less")
    func slower() throws {
        let sent = try measure(["demo", "--fps", "1"], seconds: 6)
        #expect(sent.bytes <= 4096 * 6)
    }
}

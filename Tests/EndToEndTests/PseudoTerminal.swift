import Foundation
import Testing

/// A bare terminal that nobody has to read: its controlling end stays here.
final class PseudoTerminal {
    let controller: Int32
    let child: pid_t

    /// Starts a program with the terminal as its own.
    init(
        _ path: String, _ arguments: [String], columns: UInt16, rows: UInt16, environment: [String: String] = [:]
    ) throws {
        controller = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        // TIOCSPTLCK and TIOCGPTN: unlocks the other end, and asks for its number.
        var locked: Int32 = 0
        var number: UInt32 = 0
        try #require(
            controller >= 0 && ioctl(controller, 0x4004_5431, &locked) == 0
                && ioctl(controller, 0x8004_5430, &number) == 0)
        let name = "/dev/pts/\(number)"
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(controller, UInt(TIOCSWINSZ), &size)
        child = try Child.spawn(
            path, arguments,
            environment: ["TERM": "xterm-256color", "LC_ALL": "C.UTF-8"].merging(environment) { $1 },
            terminal: name)
    }

    /// What was drawn meanwhile; empty when nothing came in time.
    func read(milliseconds: Int32) -> Data {
        var poller = pollfd(fd: controller, events: Int16(POLLIN), revents: 0)
        guard poll(&poller, 1, milliseconds) > 0 else { return Data() }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = Foundation.read(controller, &bytes, bytes.count)
        return Data(bytes.prefix(max(0, count)))
    }

    deinit {
        kill(child, SIGKILL)
        close(controller)
    }
}

@Suite("A terminal that stops reading", .serialized)
struct StalledTerminalTests {
    @Test("stalls nothing: the feed is read on, and a signal ends the program at once")
    func stalledTerminal() throws {
        let terminal = try PseudoTerminal(Program.path, ["demo"], columns: 400, rows: 100)
        // 40,000 cells and not a byte read: the terminal's buffer is full after the first picture.
        sleep(3)
        let before = Child.ticks(terminal.child)
        sleep(2)
        let used = Child.ticks(terminal.child) - before
        #expect(used > 2, "the receiver works on")
        #expect(used < 150, "and nothing spins: \(used) ticks in two seconds")
        let started = Date()
        kill(terminal.child, SIGTERM)
        var status: Int32 = 0
        var ended: pid_t = 0
        while ended == 0, Date().timeIntervalSince(started) < 10 {
            ended = waitpid(terminal.child, &status, WNOHANG)
            usleep(20_000)
        }
        #expect(ended == terminal.child)
        #expect(status & 0x7F == SIGTERM)
    }
}

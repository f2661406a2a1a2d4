import Foundation
import Testing

/// A bare terminal that nobody has to read: its controlling end stays here.
final class PseudoTerminal {
    let controller: Int32
    let child: pid_t
    /// As `waitpid` tells it, once the child has ended and was reaped.
    private var status: Int32?

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

    /// Waits for the end while reading on, for whoever is not read from may not end.
    ///
    /// - Returns: What was drawn meanwhile, and the status as `waitpid` tells it; `nil`: it goes on.
    func readToEnd(seconds: Double) -> (drawn: Data, status: Int32?) {
        let limit = Date().addingTimeInterval(seconds)
        var drawn = Data()
        while !hasEnded(), Date() < limit { drawn.append(read(milliseconds: 20)) }
        return (drawn, status)
    }

    /// Waits for the end without reading a byte.
    func waitUnread(seconds: Double) -> Int32? {
        let limit = Date().addingTimeInterval(seconds)
        while !hasEnded(), Date() < limit { usleep(20_000) }
        return status
    }

    private func hasEnded() -> Bool {
        var found: Int32 = 0
        if status == nil, waitpid(child, &found, WNOHANG) == child { status = found }
        return status != nil
    }

    deinit {
        // A child that nobody reaps would hide the ends of all others from the runner of exit tests, which looks at the
        // first there is.
        if !hasEnded() {
            kill(child, SIGKILL)
            _ = Child.wait(child)
        }
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
        let before = Child.processorTime(terminal.child)
        sleep(2)
        let used = Child.processorTime(terminal.child) - before
        #expect(used > 0.02, "the receiver works on")
        #expect(used < 1.5, "and nothing spins: \(used) s in two")
        kill(terminal.child, SIGTERM)
        #expect(terminal.waitUnread(seconds: 10).map { $0 & 0x7F } == SIGTERM)
    }
}

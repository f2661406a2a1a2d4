internal import Glibc
internal import Ring

/// A pseudoterminal for the benchmark: what is drawn is read and dropped at once, or not read at all.
final class BenchTerminal: Sendable {
    let controller: Int32
    /// The path of the end that a program draws on.
    let path: String

    init(rows: UInt16, columns: UInt16) throws(Failure) {
        controller = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)
        guard controller >= 0 else { throw .failed("no pseudoterminal for the benchmark") }
        // TIOCSPTLCK, TIOCGPTN (ioctl_tty(2)): unlocks the other end, and asks for its number.
        var locked: Int32 = 0
        var number: UInt32 = 0
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        // SAFETY: each call reads or writes the one value it is given.
        let isReady =
            unsafe ioctl(controller, 0x4004_5431, &locked) == 0
            && ioctl(controller, 0x8004_5430, &number) == 0
            && ioctl(controller, UInt(TIOCSWINSZ), &size) == 0
        path = "/dev/pts/\(number)"
        guard isReady else { throw .failed("no pseudoterminal for the benchmark") }
    }

    deinit { close(controller) }

    /// Types.
    func type(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            // SAFETY: the pointer and the count are the text's own.
            _ = unsafe write(controller, bytes.baseAddress, bytes.count)
        }
    }

    /// Takes what was drawn, at most for a tenth of a second.
    ///
    /// - Returns: How many bytes.
    func read() -> Int {
        var poller = pollfd(fd: controller, events: Int16(POLLIN), revents: 0)
        // SAFETY: one entry, for the time of the call.
        guard unsafe poll(&poller, 1, 100) > 0 else { return 0 }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        // SAFETY: the array has as many bytes as are asked for.
        return max(0, unsafe Glibc.read(controller, &bytes, bytes.count))
    }
}

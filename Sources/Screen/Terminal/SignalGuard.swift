import CNcurses
import Glibc

/// Signals while the screen is open: a crash restores the terminal before it takes its course, and whatever
/// asks for something comes through a pipe that the loop polls. The handlers, and what they share, are in
/// CNcurses' `shim.h`.
struct SignalGuard: ~Copyable {
    /// A byte for each signal, its number.
    let descriptor: Int32

    init(terminal: Int32) throws(ScreenError) {
        descriptor = cncurses_guard_install(terminal)
        guard descriptor >= 0 else { throw .failed("pipe2 or tcgetattr") }
    }

    deinit { cncurses_guard_remove() }

    /// Sets the terminal's modes; from here on a crash restores them and sends `restore`.
    func open(restore: [UInt8]) throws(ScreenError) {
        // SAFETY: the bytes are copied, at most as many as fit, during the call.
        var bytes = restore.map(CChar.init(bitPattern:))
        let result = unsafe cncurses_guard_open(&bytes, bytes.count)
        guard result == 0 else { throw .failed("tcsetattr") }
    }

    func close() { cncurses_guard_close() }

    /// Stops the process until it is continued.
    func stop() { cncurses_guard_stop() }

    /// The signals that came since the last call.
    func take() -> [Int32] {
        var bytes = [UInt8](repeating: 0, count: 64)
        // SAFETY: the buffer is the array's own, for the time of the call.
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
        return bytes.prefix(max(0, count)).map(Int32.init)
    }
}

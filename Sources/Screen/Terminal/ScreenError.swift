import Glibc

/// Why the screen could not be opened.
public enum ScreenError: Error, Equatable {
    case noTerminal(reason: String)
    case unknownTerminal(name: String)
    case cannotMoveCursor(name: String)
    case system(call: String, reason: String)
    /// Whatever failed, it failed for want of descriptors.
    case noDescriptors(reason: String)
}

extension ScreenError {
    /// A call that has just failed, as `errno` tells it. To be asked at once: a descriptor that was lacking may be there a
    /// moment later, when another thread has closed one.
    static func failed(_ call: String, _ code: Int32 = errno) -> ScreenError {
        let reason = systemMessage(code)
        return isShortage(code) ? .noDescriptors(reason: reason) : .system(call: call, reason: reason)
    }

    static func isShortage(_ code: Int32) -> Bool { code == EMFILE || code == ENFILE }

    /// An error, or what is behind it: without a descriptor left a terminal's abilities cannot be read, and its name
    /// seems unknown.
    static func orShortage(_ error: ScreenError) -> ScreenError {
        // SAFETY: a constant path.
        let probe = unsafe open("/dev/null", O_RDONLY | O_CLOEXEC)
        guard probe < 0 else {
            close(probe)
            return error
        }
        return isShortage(errno) ? .noDescriptors(reason: systemMessage(errno)) : error
    }
}

extension ScreenError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noTerminal(let reason):
            "there is no terminal to draw on (/dev/tty: \(reason)); use 'feedtop summary' where none is"
        case .unknownTerminal(let name):
            name.isEmpty
                ? "TERM is not set, so what the terminal can do is unknown; try TERM=xterm-256color"
                : "TERM=\(name) is not in this host's terminfo database; "
                    + "install its entry, or try TERM=xterm-256color"
        case .cannotMoveCursor(let name):
            "TERM=\(name) cannot place its cursor, which a full screen needs; "
                + "set TERM to what the terminal is, or use 'feedtop summary'"
        case .system(let call, let reason):
            "\(call) failed while opening the screen: \(reason)"
        case .noDescriptors(let reason):
            "no descriptor is left to open the screen with: \(reason); raise the limit of open files (ulimit -n)"
        }
    }
}

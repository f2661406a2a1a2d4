internal import Glibc
internal import OrderFlow

/// The standard streams, written without buffers of our own.
enum Standard {
    case output
    case error

    var descriptor: Int32 { self == .output ? STDOUT_FILENO : STDERR_FILENO }

    var isTerminal: Bool { isatty(descriptor) == 1 }

    /// Writes a line; on standard error there is nobody left to tell of a failure.
    func line(_ text: String) { _ = put(HarmlessText.of(text) + "\n") }

    /// Writes it all, or throws. Whatever the text is made of, nothing harmful gets out (``HarmlessText``).
    func write(_ text: String) throws(Failure) { try writeExactly(HarmlessText.of(text, keeping: ["\n"])) }

    /// Writes it all as it is, escape sequences too, or throws: for what this program itself has drawn.
    func writeExactly(_ text: String) throws(Failure) {
        let code = put(text)
        guard code != 0 else { return }
        // SAFETY: strerror returns a zero-terminated text; the message is copied at once.
        let reason = code == EBADF ? "it is closed" : unsafe String(cString: strerror(code))
        throw .failed("standard output: \(reason)")
    }

    /// - Returns: 0, or the system's error number.
    private func put(_ text: String) -> Int32 {
        var text = text
        return text.withUTF8 { bytes in
            var done = 0
            while done < bytes.count {
                // SAFETY: `done ..< count` lies inside the text's bytes.
                let written = unsafe Glibc.write(descriptor, bytes.baseAddress! + done, bytes.count - done)
                if written >= 0 {
                    done += written
                } else if errno == EAGAIN {
                    var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    unsafe poll(&waiting, 1, -1)
                } else if errno != EINTR {
                    return errno
                }
            }
            return 0
        }
    }
}

extension String {
    /// Up to the first line break.
    var firstLine: String { split(whereSeparator: \.isNewline).first.map { String($0) } ?? self }
}

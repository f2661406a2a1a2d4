internal import Glibc

/// The standard streams, written without buffers of our own.
enum Standard {
    case output
    case error

    var descriptor: Int32 { self == .output ? STDOUT_FILENO : STDERR_FILENO }

    var isTerminal: Bool { isatty(descriptor) == 1 }

    func line(_ text: String) { write(text + "\n") }

    func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            var done = 0
            while done < bytes.count {
                // SAFETY: `done ..< count` lies inside the text's bytes.
                let written = unsafe Glibc.write(descriptor, bytes.baseAddress! + done, bytes.count - done)
                if written < 0, errno == EINTR { continue }
                if written <= 0 { return }
                done += written
            }
        }
    }
}

extension String {
    /// Up to the first line break.
    var firstLine: String { split(whereSeparator: \.isNewline).first.map { String($0) } ?? self }
}

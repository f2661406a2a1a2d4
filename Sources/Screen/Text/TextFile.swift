import Glibc
import OrderFlow

/// Why a file is no text to read.
public enum TextFileError: Error {
    case cannotRead(reason: String)
    case notText, tooLong
}

/// A small file that a person wrote.
public enum TextFile {
    /// Bytes, at most.
    public static let longest = 1 << 20
    /// A pipe whose writer says nothing for so long, in milliseconds, is given up.
    private static let patience: Int32 = 2000

    /// Reads it whole. A pipe or a device in its place never holds the program up for long.
    public static func read(_ path: String) throws(TextFileError) -> String {
        // SAFETY: Swift lends the path as a string that ends with a zero, for the time of the call. To open a pipe
        // without a writer would otherwise take until there is one.
        let file = unsafe open(path.systemPath, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard file >= 0 else { throw .cannotRead(reason: systemMessage(errno)) }
        defer { close(file) }
        var text: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            // SAFETY: the buffer is the array's own, for the time of the call.
            let count = unsafe chunk.withUnsafeMutableBytes {
                unsafe Glibc.read(file, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR || (errno == EAGAIN && isReadable(file)) { continue }
            guard count >= 0 else { throw .cannotRead(reason: systemMessage(errno)) }
            if count == 0 { break }
            text += chunk[..<count]
            guard text.count <= longest else { throw .tooLong }
        }
        guard let text = String(validating: text, as: UTF8.self) else { throw .notText }
        return text
    }

    private static func isReadable(_ file: Int32) -> Bool {
        var poller = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
        // SAFETY: one entry, for the time of the call.
        let count = unsafe poll(&poller, 1, patience)
        if count == 0 { errno = ETIMEDOUT }
        return count > 0
    }
}

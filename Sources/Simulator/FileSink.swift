internal import Glibc
internal import OrderFlow

/// A file being written, or standard output.
public struct FileSink: ~Copyable {
    public let path: String
    /// Bytes written so far.
    public private(set) var written = 0
    private var descriptor: Int32
    private let isStandardOutput: Bool

    /// - Parameter path: Created, or emptied if it exists; `-` is standard output.
    public init(path: String) throws(FileSinkError) {
        self.path = path
        isStandardOutput = path == "-"
        // SAFETY: the path is a string of this call; the flags and mode are constants.
        descriptor =
            isStandardOutput
            ? 1 : unsafe open(path.systemPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        if descriptor < 0 { throw FileSinkError(.create, path, offset: 0, errno) }
    }

    deinit {
        if descriptor > 2 { _ = Glibc.close(descriptor) }
    }

    /// Writes all of `bytes`, in as many calls as it takes.
    public mutating func write(_ bytes: RawSpan) throws(FileSinkError) {
        var done = 0
        while done < bytes.byteCount {
            let rest = bytes.extracting(done..<bytes.byteCount)
            let descriptor = descriptor
            // SAFETY: the span lends the bytes for the time of the call.
            let count = unsafe rest.withUnsafeBytes { buffer in
                unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw FileSinkError(.write, path, offset: written, errno)
            }
            done += count
            written += count
        }
    }

    /// Closes the file; what the system could not store may show only now.
    public mutating func close() throws(FileSinkError) {
        guard !isStandardOutput, descriptor >= 0 else { return }
        let result = Glibc.close(descriptor)
        descriptor = -1
        if result < 0, errno != EINTR { throw FileSinkError(.close, path, offset: written, errno) }
    }
}

/// Why a file could not be written.
public struct FileSinkError: Error, Equatable, Sendable {
    public enum Operation: String, Sendable {
        case create, write, close
    }

    public let operation: Operation
    public let path: String
    /// Bytes written before.
    public let offset: Int
    /// The system's error number.
    public let code: Int32

    init(_ operation: Operation, _ path: String, offset: Int, _ code: Int32) {
        self.operation = operation
        self.path = path
        self.offset = offset
        self.code = code
    }
}

extension FileSinkError: CustomStringConvertible {
    /// `cannot write day.itch after 4096 bytes: No space left on device`
    public var description: String {
        let name = path == "-" ? "standard output" : path
        let place = operation == .create ? "" : " after \(offset) bytes"
        return "cannot \(operation.rawValue) \(name)\(place): \(systemText(code))"
    }
}

/// The system's words for an error number.
func systemText(_ code: Int32) -> String {
    var text = [CChar](repeating: 0, count: 128)
    // SAFETY: the call writes a terminated string into the buffer, whose size it is given.
    guard unsafe strerror_r(code, &text, text.count) == 0 else { return "error \(code)" }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

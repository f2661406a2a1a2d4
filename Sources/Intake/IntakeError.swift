internal import Glibc
internal import Protocols

/// Why a source cannot be read (further). Each says what, where, and what to do about it, in one line.
public struct IntakeError: Error, Sendable, CustomStringConvertible {
    public enum Kind: Sendable {
        /// Could not be opened, read or understood.
        case failed
        /// Nothing in it is a feed.
        case noData
        /// It was asked for in a way that cannot be.
        case usage
    }
    public let kind: Kind
    public let description: String

    public init(_ description: String, kind: Kind = .failed) {
        self.kind = kind
        self.description = description
    }

    /// A mapped file lost its end.
    static func shrank(_ label: String, at position: Int) -> IntakeError {
        IntakeError(
            "\(label): the file became shorter while it was read, at or before byte \(position); "
                + "what came before counts; replay a copy that nobody writes to")
    }

    /// The C library's words for `errno`.
    static func reason(_ code: Int32 = errno) -> String {
        // SAFETY: strerror returns a zero-terminated text; the message is copied at once.
        unsafe String(cString: strerror(code))
    }
}

extension IntakeError {
    /// Nothing that was tried fits; `what` is the sentence that says so.
    static func unrecognised(_ what: String, _ firstBytes: [UInt8]) -> IntakeError {
        let bytes = firstBytes.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count < 2 ? "0" + digits : digits
        }
        let names = FeedProtocol.allCases.map(\.rawValue).joined(separator: ", ")
        return IntakeError(
            "\(what); first bytes: \(bytes.joined(separator: " ")); tried "
                + "\(ProtocolRegistry.known.joined(separator: ", ")); if you know it, name it with --protocol (\(names))"
        )
    }
}

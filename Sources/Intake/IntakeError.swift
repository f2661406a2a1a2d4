internal import CLinux
internal import Glibc
internal import OrderFlow
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

    /// The program that decompresses ended with an error.
    static func damaged(_ label: String, _ complaint: String) -> IntakeError {
        IntakeError(
            "\(label): the compressed data is cut or damaged (\(complaint)); what came before counts, and may be wrong; "
                + "get the file anew")
    }

    /// The system's words for `errno`, and for a shortage what to do about it.
    static func reason(_ code: Int32 = errno) -> String {
        // SAFETY: a zero-terminated text; it is copied at once.
        unsafe String(cString: linux_reason(code))
    }
}

extension IntakeError {
    /// Nothing that was tried fits; `what` is the sentence that says so.
    static func unrecognised(_ what: String, _ firstBytes: [UInt8]) -> IntakeError {
        let names = FeedProtocol.allCases.map(\.rawValue).joined(separator: ", ")
        return IntakeError(
            "\(what); first bytes: \(HexText.of(firstBytes, separator: " ")); tried "
                + "\(ProtocolRegistry.known.joined(separator: ", ")); if you know it, name it with --protocol (\(names))"
        )
    }
}

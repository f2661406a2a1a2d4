/// Why a file cannot be sent. Each says what, where, and what to do about it, in one line.
public struct RecordingError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Kind: Sendable {
        case failed
        /// What was asked for does not go together.
        case usage
        /// Nothing in it could be sent.
        case noData
    }
    public let kind: Kind
    public let description: String

    init(_ description: String, _ kind: Kind = .failed) {
        self.kind = kind
        self.description = description
    }
}

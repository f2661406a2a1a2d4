/// The framing of a byte stream is lost. `at` counts bytes from the front of the span that was given.
public enum StreamError: Error, Equatable, Sendable {
    /// A length that no message can have.
    case badLength(at: Int, found: Int, least: Int, most: Int)
    /// A SoupBinTCP packet that cannot stand there.
    case badPacket(at: Int, SoupFault)

    /// Where, from the front of the span that was given.
    public var offset: Int {
        switch self {
        case .badLength(let at, _, _, _), .badPacket(let at, _): at
        }
    }
}

extension StreamError: CustomStringConvertible {
    /// What was found there, and what to do; without the place, which the caller may count from elsewhere.
    public var explanation: String {
        switch self {
        case .badLength(_, let found, let least, let most):
            """
            a message says it has \(found) bytes, where \(least) to \(most) are possible; \
            is it the protocol it was taken for?
            """
        case .badPacket(_, let fault): "\(fault); the stream is out of step or of another protocol"
        }
    }

    public var description: String { "at byte \(offset), \(explanation)" }
}

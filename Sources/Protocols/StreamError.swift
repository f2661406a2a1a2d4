/// The framing of a byte stream is lost. `at` counts bytes from the front of the span that was given.
public enum StreamError: Error, Equatable, Sendable {
    /// A length that no message can have.
    case badLength(at: Int, found: Int, least: Int, most: Int)

    /// Where, from the front of the span that was given.
    public var offset: Int {
        switch self {
        case .badLength(let at, _, _, _): at
        }
    }
}

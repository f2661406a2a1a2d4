internal import Capture

/// Which destinations of a capture (or an interface) are taken for lines of one feed.
public enum CaptureLines: Sendable, Equatable {
    /// In a capture, those that carry the same datagrams at its beginning; see `LineSearch`.
    case found
    /// Those named, A first: addresses and ports as a feed's name has them, `239.1.2.3:26477`.
    case named([String])
    /// None: each destination is a feed.
    case separate

    /// Whether a text can name a line.
    public static func isName(_ text: String) -> Bool { Endpoint(text) != nil }

    /// The groups that are known before anything was read.
    var groups: LineGroups {
        guard case .named(let names) = self else { return LineGroups() }
        return LineGroups([names.compactMap { Endpoint($0) }])
    }
}

/// One column of one row.
public struct Cell: Sendable, Hashable {
    /// The character; ``Cell/continuation`` in the right half of a wide one.
    public var scalar: Unicode.Scalar
    public var style: Style

    public init(_ scalar: Unicode.Scalar = " ", _ style: Style = Style(.foreground)) {
        self.scalar = scalar
        self.style = style
    }

    /// Marks the right half of a character two columns wide.
    public static let continuation: Unicode.Scalar = "\0"
}

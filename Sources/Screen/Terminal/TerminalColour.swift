/// A colour as a terminal is asked for it.
public enum TerminalColour: Sendable, Hashable {
    /// Its own.
    case standard
    /// One of its 256 entries; the first 16 are the basic ones.
    case entry(Int)
    case rgb(UInt8, UInt8, UInt8)

    /// What it looks like: the basic entries as xterm has them.
    public var shown: Colour {
        switch self {
        case .standard: .standard
        case .entry(let entry): Palette.colour(of: entry)
        case .rgb(let red, let green, let blue): .rgb(red, green, blue)
        }
    }

    init(_ colour: Colour) {
        switch colour {
        case .standard: self = .standard
        case .rgb(let red, let green, let blue): self = .rgb(red, green, blue)
        }
    }
}

/// How a cell is drawn at some colour depth.
public struct DrawnLook: Sendable, Hashable {
    public var foreground: TerminalColour
    public var background: TerminalColour
    public var attributes: Attributes

    public init(_ foreground: TerminalColour, _ background: TerminalColour, _ attributes: Attributes) {
        self.foreground = foreground
        self.background = background
        self.attributes = attributes
    }
}

/// A key, as it comes from the terminal.
public enum Key: Sendable, Hashable {
    case character(Unicode.Scalar)
    /// With Control held: the letter, upper case.
    case control(Unicode.Scalar)
    case up, down, left, right, home, end, pageUp, pageDown
    case enter, escape, tab, backTab, backspace, delete
    case function(Int)
    case mouse(MouseEvent)
}

/// What a mouse did, where it is asked for.
public struct MouseEvent: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        /// The left button went down.
        case press
        case wheelUp, wheelDown
    }

    public var kind: Kind
    /// Cell of the screen, from 0.
    public var row: Int
    public var column: Int

    public init(_ kind: Kind, row: Int, column: Int) {
        self.kind = kind
        self.row = row
        self.column = column
    }

    /// What xterm reports ("Mouse Tracking" in its control sequences): the button's code and the cell, from 1.
    /// `nil`: releases, movements and other buttons.
    init?(code: Int, column: Int, row: Int) {
        // Shift, Meta and Control add 4, 8 and 16; 32 is a movement.
        switch code & ~(4 | 8 | 16) {
        case 0: kind = .press
        case 64: kind = .wheelUp
        case 65: kind = .wheelDown
        default: return nil
        }
        guard row > 0, column > 0, row < 10_000, column < 10_000 else { return nil }
        self.row = row - 1
        self.column = column - 1
    }
}

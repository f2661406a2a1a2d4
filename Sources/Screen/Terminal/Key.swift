/// A key, as it comes from the terminal.
public enum Key: Sendable, Hashable {
    case character(Unicode.Scalar)
    /// With Control held: the letter, upper case.
    case control(Unicode.Scalar)
    case up, down, left, right, home, end, pageUp, pageDown
    case enter, escape, tab, backspace, delete
    case function(Int)
}

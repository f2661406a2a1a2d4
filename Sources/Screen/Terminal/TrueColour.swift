/// Any colour through a terminfo entry that knows 256.
///
/// Most terminals draw 24-bit colours while their terminfo entry does not say so; they tell by `COLORTERM`.
/// Changing the terminal's palette would outlive the program. So curses is given entries 16–255 as plain
/// names for our own colours, and `ESC [ 38 ; 5 ; n m` in its output is replaced by `ESC [ 38 ; 2 ; r ; g ; b
/// m` (ECMA-48 SGR 38 and 48, ISO/IEC 8613-6) by ``PenStream``.
public struct TrueColour: Sendable {
    private var colours: [Colour] = []
    private static let first = 16

    public init() {}

    /// The entry that stands for a colour, made when first asked for.
    public mutating func entry(for colour: Colour) -> Int {
        if let index = colours.firstIndex(of: colour) { return Self.first + index }
        guard colours.count < 240 else { return Self.first }
        colours.append(colour)
        return Self.first + colours.count - 1
    }

    /// The colour that an entry stands for; `nil`: it is the terminal's own entry.
    public func colour(of entry: Int) -> Colour? {
        let index = entry - Self.first
        return colours.indices.contains(index) ? colours[index] : nil
    }
}

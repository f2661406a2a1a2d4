/// Any colour through a terminfo entry that knows 256.
///
/// Most terminals draw 24-bit colours while their terminfo entry does not say so; they tell by `COLORTERM`.
/// Changing the terminal's palette would outlive the program. So curses is given entries 16–255 as plain
/// names for our own colours, and `ESC [ 38 ; 5 ; n m` in its output is replaced by `ESC [ 38 ; 2 ; r ; g ; b
/// m` (ECMA-48 SGR 38 and 48, ISO/IEC 8613-6).
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

    /// Replaces the entries in the output of curses, which writes each such sequence whole.
    public func rewrite(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + bytes.count / 4)
        var index = 0
        while index < bytes.count {
            if let (isBackground, entry, end) = sequence(bytes, at: index),
                entry >= Self.first, entry - Self.first < colours.count,
                case .rgb(let red, let green, let blue) = colours[entry - Self.first]
            {
                result += "\u{1B}[\(isBackground ? 48 : 38);2;\(red);\(green);\(blue)m".utf8
                index = end
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }

    /// `ESC [ (3|4) 8 ; 5 ; digits m`
    private func sequence(_ bytes: [UInt8], at start: Int) -> (isBackground: Bool, entry: Int, end: Int)? {
        guard bytes[start] == 0x1B, start + 8 <= bytes.count, bytes[start + 1] == UInt8(ascii: "[") else {
            return nil
        }
        let layer = bytes[start + 2]
        guard layer == UInt8(ascii: "3") || layer == UInt8(ascii: "4"),
            bytes[(start + 3)..<(start + 7)].elementsEqual("8;5;".utf8)
        else { return nil }
        var index = start + 7
        var entry = 0
        while index < bytes.count, index < start + 10, bytes[index] >= 0x30, bytes[index] <= 0x39 {
            entry = entry * 10 + Int(bytes[index] - 0x30)
            index += 1
        }
        guard index > start + 7, index < bytes.count, bytes[index] == UInt8(ascii: "m") else { return nil }
        return (layer == UInt8(ascii: "4"), entry, index + 1)
    }
}

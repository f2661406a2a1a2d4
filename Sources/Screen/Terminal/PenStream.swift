/// A stage behind curses, which sets both colours for every run, puts them back after it, and designates a character
/// set each time. It follows what the next character is to be drawn with, and tells the terminal only when a character
/// comes and only what has changed since the one before.
///
/// Lines that scrolling brings in have the ground of what is drawn with, so that has to be told before. curses scrolls
/// once it has set margins or gone to a place; elsewhere a line feed just moves the cursor.
///
/// It also turns entries of the palette into the 24-bit colours that they stand for; see ``TrueColour``. Sequences it does
/// not know pass as they are, and what the terminal draws with counts as unknown after them.
struct PenStream: Sendable {
    /// The terminal knows how to end one attribute or colour (SGR 22 to 27, 39, 49); if not, it is reset and set anew.
    let canEnd: Bool
    private var wanted = Pen()
    /// What the terminal draws with; `nil`: not known.
    private var current: Pen?
    /// Margins were set, or a place was gone to, and nothing was drawn since: a line feed may scroll.
    private var mayScroll = false
    /// A sequence whose end has not come yet.
    private var partial: [UInt8] = []
    private var output: [UInt8] = []

    init(canEnd: Bool) { self.canEnd = canEnd }

    /// The terminal has been written to by others, or an unknown part of what was written has been lost.
    mutating func forget() { current = nil }

    /// - Parameter colours: What entries of the palette stand for; `nil`: themselves.
    mutating func process(_ bytes: [UInt8], _ colours: TrueColour? = nil) -> [UInt8] {
        let bytes = partial.isEmpty ? bytes : partial + bytes
        partial = []
        output.removeAll(keepingCapacity: true)
        output.reserveCapacity(bytes.count)
        var rest = bytes[...]
        while let first = rest.first {
            switch first {
            case 0x1B:
                guard let length = Self.sequenceLength(rest) else {
                    partial = Array(rest)
                    return output
                }
                take(rest.prefix(length), colours)
                rest = rest.dropFirst(length)
                continue
            case 0x0E, 0x0F: wanted.isShifted = first == 0x0E
            case 0x08, 0x0D: output.append(first)
            case 0x0A:
                if mayScroll { settle() }
                output.append(first)
            default:
                mayScroll = false
                settle()
                output.append(first)
            }
            rest = rest.dropFirst()
        }
        return output
    }

    private mutating func take(_ sequence: ArraySlice<UInt8>, _ colours: TrueColour?) {
        let bytes = Array(sequence)
        if bytes[1] == UInt8(ascii: "("), bytes.count == 3 {
            wanted.characters = bytes[2]
            return
        }
        // Down and up a line (IND, RI), at a margin scrolling.
        if bytes.count == 2, "DM".utf8.contains(bytes[1]) {
            if mayScroll { settle() }
            output += bytes
            return
        }
        if bytes[1] == UInt8(ascii: "["), let final = bytes.last {
            let parameters = bytes[2..<(bytes.count - 1)]
            if final == UInt8(ascii: "m"), wanted.apply(parameters, colours) { return }
            let isPlain = parameters.allSatisfy { $0 >= 0x30 && $0 <= 0x3B }
            switch final {
            // The cursor moves, margins are set; nothing is drawn.
            case _ where isPlain && "ABCDEFGHdf`r".utf8.contains(final):
                if "Hr".utf8.contains(final) { mayScroll = true }
                output += bytes
                return
            // Erased and inserted columns take the ground's colour; a repeated character is drawn.
            case _ where isPlain && "@JKLMPXSTb".utf8.contains(final):
                settle()
                output += bytes
                return
            default: break
            }
        }
        settle()
        output += bytes
        forget()
    }

    /// Tells the terminal what the next character is drawn with.
    private mutating func settle() {
        guard current != wanted else { return }
        output += wanted.sequence(after: current, canEnd: canEnd)
        current = wanted
    }

    /// How many bytes an escape sequence takes (ECMA-35 and ECMA-48); `nil`: its end has not come.
    private static func sequenceLength(_ bytes: ArraySlice<UInt8>) -> Int? {
        var index = bytes.startIndex + 1
        guard index < bytes.endIndex else { return nil }
        let isControl = bytes[index] == UInt8(ascii: "[")
        if isControl { index += 1 }
        let middle: ClosedRange<UInt8> = isControl ? 0x20...0x3F : 0x20...0x2F
        while index < bytes.endIndex, middle ~= bytes[index] { index += 1 }
        guard index < bytes.endIndex else { return nil }
        return index - bytes.startIndex + 1
    }
}

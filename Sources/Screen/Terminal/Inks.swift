import CNcurses

/// Turns styles into what curses draws with: attributes and a colour pair, made when first used.
struct Inks {
    struct Ink: Hashable {
        var attributes: attr_t
        var pair: Int32
        /// The ground's number, where that is all there is to see of a blank; `nil`: it is underlined or reversed.
        var blankGround: Int32?
        /// Equal inks have the same number, counted from 0.
        var number = 0
    }

    let theme: Theme
    let depth: ColourDepth
    /// Pairs there are, the terminal's own (0) among them.
    let pairLimit: Int
    private(set) var trueColour = TrueColour()
    private var inks: [Style: Ink] = [:]
    private var numbers: [Ink: Int] = [:]
    private var pairs: [Pair: Int32] = [:]

    private struct Pair: Hashable {
        var foreground: Int32
        var background: Int32
    }

    init(theme: Theme, depth: ColourDepth, pairLimit: Int) {
        self.theme = theme
        self.depth = depth
        self.pairLimit = pairLimit
    }

    mutating func ink(for style: Style) -> Ink {
        if let known = inks[style] { return known }
        let look = theme.drawn(style, at: depth)
        var attributes: attr_t = 0
        if look.attributes.contains(.bold) { attributes |= cncurses_bold }
        if look.attributes.contains(.dim) { attributes |= cncurses_dim }
        if look.attributes.contains(.reverse) { attributes |= cncurses_reverse }
        if look.attributes.contains(.underline) { attributes |= cncurses_underline }
        let ground = depth == .none ? -1 : index(look.background)
        var ink = Ink(
            attributes: attributes, pair: depth == .none ? 0 : pair(index(look.foreground), ground),
            blankGround: look.attributes.isDisjoint(with: [.underline, .reverse]) ? ground : nil)
        ink.number = numbers[ink] ?? numbers.count
        var key = ink
        key.number = 0
        numbers[key] = ink.number
        inks[style] = ink
        return ink
    }

    /// What curses calls a colour; -1 is the terminal's own.
    private mutating func index(_ colour: TerminalColour) -> Int32 {
        switch colour {
        case .standard: return -1
        case .entry(let entry): return Int32(entry)
        case .rgb(let red, let green, let blue):
            if depth == .rewritten { return Int32(trueColour.entry(for: colour.shown)) }
            return Self.packed(red, green, blue)
        }
    }

    /// A colour's number on a direct terminal, whose first eight numbers are the basic colours.
    static func packed(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Int32 {
        let packed = Int32(red) << 16 | Int32(green) << 8 | Int32(blue)
        return packed > 0 && packed < 8 ? 8 : packed
    }

    private mutating func pair(_ foreground: Int32, _ background: Int32) -> Int32 {
        let wanted = Pair(foreground: foreground, background: background)
        if foreground < 0, background < 0 { return 0 }
        if let known = pairs[wanted] { return known }
        let number = Int32(pairs.count + 1)
        guard Int(number) < pairLimit, init_extended_pair(number, foreground, background) != ERR else {
            // None left: another text on the same ground, which can be read there, or the terminal's own colours.
            return pairs.first { $0.key.background == background }?.value ?? 0
        }
        pairs[wanted] = number
        return number
    }
}

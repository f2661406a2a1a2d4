import CNcurses

/// Turns styles into what curses draws with: attributes and a colour pair, made when first used.
struct Inks {
    struct Ink: Equatable {
        var attributes: attr_t
        var pair: Int32
    }

    let theme: Theme
    let depth: ColourDepth
    /// Pairs there are, the terminal's own (0) among them.
    let pairLimit: Int
    private(set) var trueColour = TrueColour()
    private var inks: [Style: Ink] = [:]
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
        let look = theme.resolve(style, hasColours: depth != .none)
        var attributes: attr_t = 0
        if look.attributes.contains(.bold) { attributes |= cncurses_bold }
        if look.attributes.contains(.dim) { attributes |= cncurses_dim }
        if look.attributes.contains(.reverse) { attributes |= cncurses_reverse }
        if look.attributes.contains(.underline) { attributes |= cncurses_underline }
        var pair: Int32 = 0
        if depth != .none {
            let colours = Self.indices(look.foreground, look.background ?? .standard, depth, &trueColour)
            if colours.isBold { attributes |= cncurses_bold }
            pair = self.pair(colours.foreground, colours.background)
        }
        let ink = Ink(attributes: attributes, pair: pair)
        inks[style] = ink
        return ink
    }

    /// What curses calls two colours at a depth; -1 is the terminal's own.
    static func indices(
        _ foreground: Colour, _ background: Colour, _ depth: ColourDepth, _ trueColour: inout TrueColour
    ) -> (foreground: Int32, background: Int32, isBold: Bool) {
        var front = index(foreground, depth, &trueColour)
        var back = index(background, depth, &trueColour)
        var isBold = false
        if depth == .eight {
            // Bold stands for bright. Bright black would be invisible where bold does not brighten: white
            // instead.
            isBold = front > 8
            front = front == 8 ? 7 : front & 7 | (front < 0 ? front : 0)
            back = back < 0 ? back : back & 7
        }
        if depth == .eight || depth == .sixteen, front == back, front >= 0 { front = back & 7 == 7 ? 0 : 7 }
        return (front, back, isBold)
    }

    private static func index(_ colour: Colour, _ depth: ColourDepth, _ trueColour: inout TrueColour) -> Int32
    {
        guard case .rgb(let red, let green, let blue) = colour else { return -1 }
        switch depth {
        case .none: return -1
        case .eight, .sixteen: return Int32(Palette.nearest16(red, green, blue))
        case .twoHundredFiftySix: return Int32(Palette.nearest256(red, green, blue))
        case .direct:
            let packed = Int32(red) << 16 | Int32(green) << 8 | Int32(blue)
            // The first eight numbers of a direct terminal are the basic colours.
            return packed > 0 && packed < 8 ? 8 : packed
        case .rewritten: return Int32(trueColour.entry(for: colour))
        }
    }

    private mutating func pair(_ foreground: Int32, _ background: Int32) -> Int32 {
        let wanted = Pair(foreground: foreground, background: background)
        if let known = pairs[wanted] { return known }
        let number = Int32(pairs.count + 1)
        guard Int(number) < pairLimit, init_extended_pair(number, foreground, background) != ERR else {
            // None left: the same foreground on another ground, or the terminal's own colours.
            return pairs.first { $0.key.foreground == foreground }?.value ?? 0
        }
        pairs[wanted] = number
        return number
    }
}

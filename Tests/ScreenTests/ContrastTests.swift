import Testing

@testable import Screen

/// Every text of every theme can be read at every depth. What no program can know is the terminal's own ground: for a
/// theme that leaves it as it is (`terminal`, `mono`), the colours are judged on black, and the rest by its attributes.
@Suite("Legibility")
struct ContrastTests {
    static let depths: [ColourDepth] = [.direct, .rewritten, .twoHundredFiftySix, .sixteen, .eight]
    static let grounds: [Role?] = [nil, .header, .heading, .selection, .frozenBanner]

    /// The two colours that are seen, bold brightening the first eight, and a reversal undone.
    static func seen(_ look: DrawnLook, _ depth: ColourDepth) -> (text: Colour, ground: Colour) {
        var text = look.foreground
        if depth == .eight, look.attributes.contains(.bold), case .entry(let entry) = text, entry < 8 {
            text = .entry(entry + 8)
        }
        let isReversed = look.attributes.contains(.reverse)
        return isReversed ? (look.background.shown, text.shown) : (text.shown, look.background.shown)
    }

    static func every(_ visit: (_ theme: Theme, _ depth: ColourDepth, _ style: Style) -> Void) throws {
        for name in Theme.builtIn {
            let theme = try Theme.builtInTheme(name)
            for depth in depths {
                for role in Role.allCases where role != .background {
                    for ground in grounds { visit(theme, depth, Style(role, on: ground)) }
                    visit(theme, depth, Style(role, [.bold]))
                    if role != .border { visit(theme, depth, .badge(role)) }
                }
            }
        }
    }

    @Test("text has a contrast of at least 4.5 to its ground (WCAG 2.2, 1.4.3), lines of at least 1.5")
    func everything() throws {
        var checked = 0
        try Self.every { theme, depth, style in
            let look = theme.drawn(style, at: depth)
            // The terminal's own colour on its own ground is the person's choice.
            if look.foreground == .standard, look.background == .standard { return }
            let (text, ground) = Self.seen(look, depth)
            let ratio = Contrast.ratio(text, ground)
            let least = style.role == .border ? 1.5 : 4.5
            checked += 1
            let isLegible = ratio >= least
            if style.role == .border, style.ground != nil { return }
            #expect(
                isLegible,
                "\(theme.name), \(depth): \(style.role.key) on \(style.ground?.key ?? "its ground"), \(look): \(ratio)")
            // Where bold brightens what is dark, too.
            if depth == .sixteen, look.attributes.contains(.bold), case .entry(let entry) = look.foreground, entry < 8 {
                let bright = Contrast.ratio(Palette.colour(of: entry + 8), ground)
                let isStillLegible = bright >= least
                #expect(isStillLegible, "\(theme.name): bold \(style.role.key): \(bright)")
            }
        }
        #expect(checked > 9000)
    }

    @Test("the high-contrast theme has 7 everywhere but on lines (level AAA)")
    func enhanced() throws {
        let theme = try Theme.builtInTheme("high-contrast")
        for role in Role.allCases where role != .background && role != .border {
            let (text, ground) = Self.seen(theme.drawn(Style(role), at: .direct), .direct)
            let ratio = Contrast.ratio(text, ground)
            #expect(ratio >= 7, "\(role.key): \(ratio)")
        }
    }

    @Test("what must be told apart never looks alike", arguments: Theme.builtIn.filter { $0 != "mono" })
    func distinct(name: String) throws {
        let theme = try Theme.builtInTheme(name)
        let pairs: [(Role, Role)] = [(.bid, .ask), (.up, .down), (.ok, .alert), (.ok, .warning), (.foreground, .alert)]
        for depth in Self.depths {
            for (one, other) in pairs {
                let (first, second) = (
                    theme.drawn(Style(one), at: depth), theme.drawn(Style(other), at: depth)
                )
                #expect(first != second, "\(depth): \(one.key) and \(other.key)")
            }
            let selected = theme.drawn(Style(.foreground, on: .selection), at: depth)
            let plain = theme.drawn(Style(.foreground), at: depth)
            let differs = selected.background != plain.background || selected.attributes != plain.attributes
            #expect(differs, "\(depth): the selected row")
        }
    }

    @Test("blue and orange stay apart for eyes without red or green cones (Viénot, Brettel and Mollon, 1999)")
    func colourBlind() throws {
        let theme = try Theme.builtInTheme("colour-blind")
        for (one, other) in [(Role.bid, Role.ask), (.up, .down), (.ok, .alert), (.ok, .warning), (.graphLow, .graphHigh)] {
            for isGreenMissing in [false, true] {
                let first = Self.dichromat(theme[one].foreground, isGreenMissing)
                let second = Self.dichromat(theme[other].foreground, isGreenMissing)
                let distance = Palette.distance(first, second)
                #expect(distance > 80 * 80, "\(one.key) and \(other.key): \(first), \(second)")
            }
        }
    }

    /// How a colour looks without one kind of cone: the matrices of that paper, for linear light.
    private static func dichromat(_ colour: Colour, _ isGreenMissing: Bool) -> Colour {
        guard case .rgb(let red, let green, let blue) = colour else { return colour }
        let light = [red, green, blue].map { channel in
            Contrast.luminance(.rgb(channel, channel, channel))
        }
        let matrix =
            isGreenMissing
            ? [[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]]
            : [[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]]
        let channels = matrix.map { row in
            let value = row[0] * light[0] + row[1] * light[1] + row[2] * light[2]
            return (0...255 as ClosedRange<UInt8>).min {
                abs(Contrast.luminance(.rgb($0, $0, $0)) - value) < abs(Contrast.luminance(.rgb($1, $1, $1)) - value)
            } ?? 0
        }
        return .rgb(channels[0], channels[1], channels[2])
    }

    @Test("the ratio is WCAG's")
    func ratio() {
        let (white, black) = (Colour.rgb(255, 255, 255), Colour.rgb(0, 0, 0))
        let most = Contrast.ratio(white, black)
        #expect(most == 21)
        // WebAIM's contrast checker gives 4.54 and 4.48 for these greys on white.
        let legible = Contrast.ratio(.rgb(0x76, 0x76, 0x76), white)
        let faint = Contrast.ratio(.rgb(0x77, 0x77, 0x77), white)
        #expect(abs(legible - 4.54) < 0.005 && abs(faint - 4.48) < 0.005)
    }

    @Test("no theme needs more colour pairs than a terminal with 64 of them has", arguments: Theme.builtIn)
    func pairs(name: String) throws {
        struct Pair: Hashable {
            var text: TerminalColour
            var ground: TerminalColour
        }
        let theme = try Theme.builtInTheme(name)
        var pairs: Set<Pair> = []
        for role in Role.allCases {
            for ground in Self.grounds {
                for attributes: Attributes in [[], .bold, [.reverse, .bold], .underline, .reverse] {
                    let look = theme.drawn(Style(role, on: ground, attributes), at: .eight)
                    pairs.insert(Pair(text: look.foreground, ground: look.background))
                }
            }
        }
        pairs.remove(Pair(text: .standard, ground: .standard))
        #expect(pairs.count <= 63)
    }

    @Test("a person's own faint colours stay as they are, and lose nothing where there are fewer colours")
    func own() throws {
        let faint = try ThemeFile(
            parsing: "background = \"#000000\"\nmuted = \"#444444\"", name: "own", path: "own.toml"
        ).theme
        let asked = Contrast.ratio(.rgb(0x44, 0x44, 0x44), .rgb(0, 0, 0))
        #expect(faint.drawn(Style(.muted), at: .direct).foreground == .rgb(0x44, 0x44, 0x44))
        for depth in Self.depths {
            let (text, ground) = Self.seen(faint.drawn(Style(.muted), at: depth), depth)
            let ratio = Contrast.ratio(text, ground)
            #expect(ratio >= asked, "\(depth): \(ratio)")
        }
    }
}

extension Theme {
    /// The theme in the program itself, whatever the person at the keyboard has.
    static func builtInTheme(_ name: String) throws -> Theme {
        try ThemeChoice(name: name).load().theme
    }
}

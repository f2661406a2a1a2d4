import Testing

@testable import Screen

@Suite("Themes")
struct ThemeTests {
    private func parse(_ text: String) throws(ThemeError) -> ThemeFile {
        try ThemeFile(parsing: text, name: "test", path: "test.toml")
    }

    @Test("the built-in theme names every role and has nothing odd")
    func dark() throws {
        let file = try Theme.load("dark")
        #expect(file.warnings.isEmpty)
        #expect(file.theme == Theme.dark)
        #expect(file.theme[.background].background == Colour("#10151b"))
        #expect(file.theme[.bid].foreground != file.theme[.ask].foreground)
    }

    @Test("a missing role looks like its parent, and that one like its own")
    func parents() throws {
        let theme = try parse("background = \"#000000\"\nforeground = \"#aaaaaa\"\nup = \"#00ff00\"").theme
        #expect(theme[.bid].foreground == Colour("#00ff00"))
        #expect(theme[.ok].foreground == Colour("#00ff00"))
        #expect(theme[.ask].foreground == Colour("#aaaaaa"))
        #expect(theme[.graphHigh].foreground == Colour("#aaaaaa"))
        let empty = try parse("").theme
        #expect(empty[.alert].foreground == .standard)
        #expect(empty.resolve(Style(.alert), hasColours: true).background == .standard)
    }

    @Test(
        "a table header without a name is an error, not the end of the program",
        arguments: ["[!]", "[[ !", "[\n", "[,", "[é]", "[#x]", "[\r\n"])
    func oddHeaders(header: String) {
        #expect(
            throws: ThemeError.syntax(
                path: "test.toml", line: 2, reason: "a table's name is missing after '['")
        ) {
            try parse("\n" + header)
        }
    }

    @Test("a table may carry a ground and attributes, and inherits the colour it does not name")
    func tables() throws {
        let text =
            "warning = \"#ffff00\"\nalert = { bg = \"#300000\", attributes = [\"bold\", \"underline\"] }"
        let look = try parse(text).theme[.alert]
        #expect(look.foreground == Colour("#ffff00"))
        #expect(look.background == Colour("#300000"))
        #expect(look.attributes == [.bold, .underline])
    }

    @Test("an unknown role is a warning that names the nearest known one")
    func unknown() throws {
        let file = try parse("background = \"#000000\"\nalart = \"#ff0000\"\n\"grph-low\" = \"#00ff00\"")
        #expect(
            file.warnings == [
                "test.toml:2: unknown role 'alart'; did you mean 'alert'?",
                "test.toml:3: unknown role 'grph-low'; did you mean 'graph-low'?",
            ])
        let inner = try parse("[bid]\nfg = \"#00ff00\"\nbackground = \"#000000\"")
        #expect(inner.warnings.count == 1 && inner.warnings[0].contains("unknown key 'bid.background'"))
    }

    @Test(
        "a wrong value names file, line, key and remedy",
        arguments: [
            ("\nbid = \"green\"", "test.toml:2: 'bid' is \"green\""), ("bid = 3", "'bid' is 3"),
            ("bid = \"#12345\"", "#rrggbb"), ("bid = \"#+12345\"", "\"#+12345\""),
            ("bid = { fg = 3 }", "'bid.fg'"),
            ("bid = { fg = \"#000000\", attributes = [\"loud\"] }", "holds \"loud\" but knows only \"bold\""),
            ("bid = { fg = \"#000000\", attributes = \"bold\" }", "'bid.attributes'"),
            ("background = { fg = \"#000000\" }", "'background'"), ("bid = \"#000000", "test.toml:1"),
            ("a\0b", "not a text file"),
        ])
    func wrong(text: String, part: String) {
        do throws(ThemeError) {
            _ = try parse(text)
            Issue.record("accepted: \(text)")
        } catch {
            #expect(error.description.contains(part), "\(error)")
        }
    }

    @Test("a file full of unknown roles is read at once, and only the first of them are told")
    func manyUnknown() throws {
        let text = (0..<30_000).map { "key\($0) = 1\n" }.joined() + "title = \"#010203\"\n"
        let file = try parse(text)
        #expect(file.warnings.count == 32)
        #expect(file.theme != (try parse("")).theme)
    }

    @Test("a theme that is nowhere names where it was looked for")
    func missing() {
        #expect(throws: ThemeError.self) { try Theme.load("no-such-theme") }
        #expect(throws: ThemeError.cannotRead(path: "/no/such.toml", reason: "No such file or directory")) {
            try Theme.load("/no/such.toml")
        }
    }

    @Test("without colours a ground becomes reverse and alarms bold")
    func colourless() {
        let selected = Theme.dark.resolve(Style(.bid, on: .selection), hasColours: false)
        #expect(selected.attributes.contains(.reverse))
        #expect(Theme.dark.resolve(Style(.alert), hasColours: false).attributes.contains(.bold))
        #expect(!Theme.dark.resolve(Style(.foreground), hasColours: false).attributes.contains(.reverse))
    }
}

@Suite("Colours at every depth")
struct ColourTests {
    @Test(
        "the nearest of 256 uses the real levels of the cube and the greys",
        arguments: [
            (0, 0, 0, 16), (255, 255, 255, 231), (95, 0, 0, 52), (255, 0, 0, 196), (128, 128, 128, 244),
            (8, 8, 8, 232),
            (238, 238, 238, 255), (0, 95, 135, 24), (46, 46, 46, 236),
        ] as [(UInt8, UInt8, UInt8, Int)])
    func nearest256(red: UInt8, green: UInt8, blue: UInt8, entry: Int) {
        #expect(Palette.nearest256(red, green, blue) == entry)
    }

    @Test("no other entry is nearer than the one chosen")
    func exhaustive() {
        func level(_ entry: Int) -> [Int] {
            if entry >= 232 { return Array(repeating: 8 + 10 * (entry - 232), count: 3) }
            let cube = entry - 16
            return [Palette.levels[cube / 36], Palette.levels[cube / 6 % 6], Palette.levels[cube % 6]]
        }
        func distance(_ one: [Int], _ other: [Int]) -> Int {
            zip(one, other).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        }
        var seed: UInt64 = 1
        for _ in 0..<100 {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1
            let (red, green, blue) = (
                UInt8(truncatingIfNeeded: seed >> 40), UInt8(truncatingIfNeeded: seed >> 48),
                UInt8(truncatingIfNeeded: seed >> 56)
            )
            let colour = [Int(red), Int(green), Int(blue)]
            let chosen = distance(colour, level(Palette.nearest256(red, green, blue)))
            let best = (16...255).map { distance(colour, level($0)) }.min() ?? 0
            #expect(chosen == best, "\(colour)")
        }
    }

    @Test(
        "sixteen colours keep the hue",
        arguments: [
            ("#79d68c", 10), ("#ff8585", 9), ("#10151b", 0), ("#cfd6de", 15), ("#f2bd5c", 11), ("#8593a1", 7),
            ("#4b5b6b", 7),
        ])
    func nearest16(text: String, entry: Int) throws {
        guard case .rgb(let red, let green, let blue) = try #require(Colour(text)) else { return }
        #expect(Palette.nearest16(red, green, blue) == entry)
    }

    @Test("eight colours: bold stands for bright, and text never has the colour of its ground")
    func eight() throws {
        let text = "background = \"#10151b\"\nup = \"#79d68c\"\ndown = \"#10151b\"\nbid = { fg = \"#ff8080\", bg = \"#8fd3e8\" }"
        let theme = try ThemeFile(parsing: text, name: "test", path: "test.toml").theme
        #expect(theme.drawn(Style(.up), at: .eight) == DrawnLook(.entry(2), .entry(0), .bold))
        // Green's badge: dark text that is not brightened, on the colour itself.
        #expect(theme.drawn(.badge(.up), at: .eight) == DrawnLook(.entry(0), .entry(2), []))
        let odd = theme.drawn(Style(.bid, on: .selection), at: .eight)
        #expect(odd.foreground != odd.background)
        let standard = try ThemeFile(parsing: "", name: "test", path: "test.toml").theme
        #expect(standard.drawn(Style(.up), at: .eight) == DrawnLook(.standard, .standard, []))
        #expect(standard.drawn(Style(.up), at: .none) == DrawnLook(.standard, .standard, []))
    }

    @Test("a direct terminal is given packed colours, none of them taken for one of its first eight")
    func direct() {
        var inks = Inks(theme: .dark, depth: .none, pairLimit: 0)
        #expect(inks.ink(for: Style(.alert)).pair == 0)
        #expect(Inks.packed(1, 2, 3) == 0x010203 && Inks.packed(0, 0, 5) == 8 && Inks.packed(0, 0, 0) == 0)
    }

    @Test("the depth follows the option, the terminal and the environment")
    func depth() {
        func choose(
            _ option: ColourOption, _ colours: Int, direct: Bool = false, no: Bool = false, term: String = ""
        ) -> ColourDepth {
            ColourDepth.choose(option, colours: colours, isDirect: direct, noColour: no, colourTerm: term)
        }
        #expect(choose(.auto, 0) == .none)
        #expect(choose(.always, 0) == .none)
        #expect(choose(.auto, 8) == .eight)
        #expect(choose(.auto, 16) == .sixteen)
        #expect(choose(.auto, 256) == .twoHundredFiftySix)
        #expect(choose(.auto, 256, term: "truecolor") == .rewritten)
        #expect(choose(.auto, 256, no: true) == .none)
        #expect(choose(.always, 256, no: true) == .twoHundredFiftySix)
        #expect(choose(.sixteen, 256, no: true) == .sixteen)
        #expect(choose(.sixteen, 8) == .eight)
        #expect(choose(.twoHundredFiftySix, 256, term: "truecolor") == .twoHundredFiftySix)
        #expect(choose(.trueColour, 256) == .rewritten)
        #expect(choose(.trueColour, 8) == .eight)
        #expect(choose(.auto, 1 << 24, direct: true) == .direct)
        #expect(choose(.never, 256) == .none)
    }
}

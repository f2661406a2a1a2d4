import Testing

@testable import Screen

@Suite("Bytes for the terminal")
struct TerminalTextTests {
    @Test("entries of our own become 24-bit colours; everything else stays")
    func rewrite() {
        var colours = TrueColour()
        #expect(colours.entry(for: .rgb(1, 2, 3)) == 16)
        #expect(colours.entry(for: .rgb(200, 100, 0)) == 17)
        #expect(colours.entry(for: .rgb(1, 2, 3)) == 16)
        let bytes = Array(
            "a\u{1B}[38;5;16mb\u{1B}[48;5;17mc\u{1B}[38;5;99md\u{1B}[1;38;5;16me\u{1B}[38;5".utf8)
        let expected =
            "a\u{1B}[38;2;1;2;3mb\u{1B}[48;2;200;100;0mc\u{1B}[38;5;99md\u{1B}[1;38;5;16me\u{1B}[38;5"
        #expect(String(decoding: colours.rewrite(bytes), as: UTF8.self) == expected)
    }

    @Test("there are never more entries than the terminal has")
    func limit() {
        var colours = TrueColour()
        let entries = (0..<400).map { colours.entry(for: .rgb(UInt8($0 % 256), UInt8($0 / 256), 9)) }
        #expect(entries.allSatisfy { (16...255).contains($0) })
    }

    @Test(
        "delays of terminals of old are taken out",
        arguments: [
            ("\u{1B}[H\u{1B}[J$<50>", "\u{1B}[H\u{1B}[J"), ("$<5/>x$<2*>y", "xy"), ("cost $5", "cost $5"),
            ("$<5", "$<5"),
        ])
    func delays(text: String, expected: String) {
        #expect(String(decoding: Ability.withoutDelays(Array(text.utf8)), as: UTF8.self) == expected)
    }

    @Test("errors name the terminal and the remedy")
    func errors() {
        #expect(ScreenError.unknownTerminal(name: "nosuch").description.contains("TERM=nosuch"))
        #expect(ScreenError.unknownTerminal(name: "").description.contains("TERM is not set"))
        #expect(ScreenError.cannotMoveCursor(name: "dumb").description.contains("TERM=dumb"))
    }
}

import Glibc
import Testing

@testable import Screen

@Suite("Bytes for the terminal")
struct TerminalTextTests {
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
        // Whatever call it was, and whatever is free by now.
        for code in [EMFILE, ENFILE] {
            #expect(ScreenError.failed("pipe2", code).description.contains("ulimit -n"))
        }
        #expect(ScreenError.failed("pipe2", EPERM) == .system(call: "pipe2", reason: "Operation not permitted"))
    }
}

import Market
import Testing

@testable import Screen

@Suite("Keys")
struct KeyTests {
    @Test(
        "sequences of the common terminals",
        arguments: [
            ("\u{1B}[A", Key.up), ("\u{1B}OA", .up), ("\u{1B}[1;5B", .down), ("\u{1B}[5~", .pageUp),
            ("\u{1B}[6;2~", .pageDown),
            ("\u{1B}[H", .home), ("\u{1B}[1~", .home), ("\u{1B}[7~", .home), ("\u{1B}OF", .end),
            ("\u{1B}[4~", .end),
            ("\u{1B}OP", .function(1)), ("\u{1B}[11~", .function(1)), ("\u{1B}[[A", .function(1)),
            ("\u{1B}[17~", .function(6)),
            ("\u{1B}[21~", .function(10)), ("\u{1B}[3~", .delete), ("\r", .enter), ("\u{7F}", .backspace),
            ("\u{8}", .backspace),
            ("\t", .tab), ("\u{1B}[Z", .backTab), ("\u{2}", .control("B")), ("\u{C}", .control("L")), ("é", .character("é")),
            ("東", .character("東")),
        ])
    func sequences(text: String, key: Key) {
        var decoder = KeyDecoder()
        #expect(decoder.decode(text.utf8) == [key])
        #expect(!decoder.isWaiting)
        // The same byte by byte, as a slow line brings it.
        var slow = KeyDecoder()
        #expect(text.utf8.flatMap { slow.decode([$0]) } == [key])
    }

    @Test("a lone escape is a key once nothing follows, and before another key")
    func escape() {
        var decoder = KeyDecoder()
        #expect(decoder.decode([0x1B]) == [])
        #expect(decoder.isWaiting)
        #expect(decoder.flush() == [.escape])
        #expect(!decoder.isWaiting)
        #expect(decoder.decode("\u{1B}q".utf8) == [.escape, .character("q")])
    }

    @Test(
        "unknown sequences are swallowed whole",
        arguments: ["\u{1B}[?62;4c", "\u{1B}[?1;2c", "\u{1B}[200~", "\u{1B}[99;99R", "\u{1B}Oq", "\u{1B}[[Z"])
    func swallowed(text: String) {
        var decoder = KeyDecoder()
        #expect(decoder.decode(text.utf8) == [])
        #expect(decoder.decode("j".utf8) == [.character("j")])
    }

    @Test(
        "a mouse is read in both of xterm's ways, with modifiers; releases and movements are no keys",
        arguments: [
            ("\u{1B}[<0;5;3M", Key.mouse(MouseEvent(.press, row: 2, column: 4))),
            ("\u{1B}[<64;1;1M", .mouse(MouseEvent(.wheelUp, row: 0, column: 0))),
            ("\u{1B}[<69;300;80M", .mouse(MouseEvent(.wheelDown, row: 79, column: 299))),
            ("\u{1B}[M %#", .mouse(MouseEvent(.press, row: 2, column: 4))),
            ("\u{1B}[<0;5;3m", nil), ("\u{1B}[<35;5;3M", nil), ("\u{1B}[<2;5;3M", nil), ("\u{1B}[<0;0;3M", nil),
            ("\u{1B}[<0;5M", nil), ("\u{1B}[<99999999999999999999;5;1M", nil), ("\u{1B}[M#q!", nil),
        ])
    func mouse(text: String, key: Key?) {
        var decoder = KeyDecoder()
        #expect(decoder.decode(text.utf8) == (key.map { [$0] } ?? []))
        var slow = KeyDecoder()
        #expect(text.utf8.flatMap { slow.decode([$0]) } == (key.map { [$0] } ?? []))
        #expect(decoder.decode("q".utf8) == [.character("q")])
    }

    @Test("any bytes are survived, and do not pile up")
    func random() {
        var seed: UInt64 = 5
        var decoder = KeyDecoder()
        for _ in 0..<3000 {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1
            let bytes = (0..<Int(seed >> 61)).map { UInt8(truncatingIfNeeded: seed >> UInt64($0 * 7)) }
            _ = decoder.decode(bytes + (seed >> 60 == 3 ? [0x1B, 0x5B] : []))
        }
        _ = decoder.decode(Array(repeating: UInt8(ascii: "j"), count: 200))
        _ = decoder.flush()
        #expect(decoder.decode("q".utf8) == [.character("q")])
    }

    @Test(
        "keys ask for what the list of keys says",
        arguments: [
            (Key.up, Action.move(-1)), (.character("j"), .move(1)), (.control("F"), .moveHalfPages(2)),
            (.control("U"), .moveHalfPages(-1)),
            (.character("g"), .first), (.end, .last), (.character("/"), .openSearch),
            (.character("N"), .searchAgain(-1)),
            (.function(6), .sort(1)), (.character("<"), .sort(-1)), (.character("I"), .invert),
            (.character(" "), .hold),
            (.character("]"), .speed(faster: true)), (.character("-"), .refresh(faster: false)),
            (.control("L"), .repaint),
            (.character("F"), .follow), (.enter, .open), (.escape, .back), (.tab, .nextView(1)),
            (.backTab, .nextView(-1)), (.character("7"), .show(.events)), (.character("1"), .show(.overview)),
            (.character("\\"), .openFilter), (.function(4), .openFilter), (.character(":"), .openGoTo),
            (.character("C"), .columns), (.function(2), .columns), (.left, .skip(-10)), (.right, .skip(10)),
            (.character("."), .step), (.character("s"), .save), (.character("a"), .acknowledge),
            (.function(1), .help), (.function(10), .quit), (.control("C"), .quit), (.control("Z"), .suspend),
        ])
    func actions(key: Key, action: Action) { #expect(Action(key) == action) }

    @Test(
        "keys without a meaning here do nothing",
        arguments: [Key.character("x"), .character("8"), .character("0"), .function(3), .delete, .control("G")])
    func ignored(key: Key) { #expect(Action(key) == nil) }
}

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
            ("\t", .tab), ("\u{2}", .control("B")), ("\u{C}", .control("L")), ("é", .character("é")),
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
            (.function(1), .help), (.function(10), .quit), (.control("C"), .quit), (.control("Z"), .suspend),
        ])
    func actions(key: Key, action: Action) { #expect(Action(key) == action) }

    @Test(
        "keys without a meaning here do nothing",
        arguments: [Key.character("h"), .character("l"), .character("x"), .tab, .function(2)])
    func ignored(key: Key) { #expect(Action(key) == nil) }
}

@Suite("What keys do to the view")
struct ViewStateTests {
    private let shown = Samples.snapshot()

    @Test("moves add up until they are sent, and are sent once")
    func moves() {
        var state = ViewState()
        #expect(state.handle(.down, showing: shown, Samples.live()) == .ask)
        #expect(state.handle(.down, showing: shown, Samples.live()) == .ask)
        #expect(state.takeRequest().move == 2)
        #expect(state.takeRequest().move == 0)
    }

    @Test("the selection sticks to the instrument once it was moved, and not before")
    func pinned() {
        var state = ViewState()
        var answer = shown
        answer.request.selected = answer.rows[0].key
        state.adopt(answer, sent: state.takeRequest())
        #expect(state.request.selected == nil)
        _ = state.handle(.down, showing: shown, Samples.live())
        answer.request.selected = answer.rows[1].key
        answer.request.firstRow = 3
        state.adopt(answer, sent: state.takeRequest())
        #expect(state.request.selected == answer.rows[1].key)
        #expect(state.request.firstRow == 3)
    }

    @Test("Home pressed while an answer is on its way is not undone by it")
    func race() {
        var state = ViewState()
        _ = state.handle(.end, showing: shown, Samples.live())
        let sent = state.takeRequest()
        _ = state.handle(.home, showing: shown, Samples.live())
        var answer = shown
        answer.request.firstRow = 5000
        answer.request.selected = answer.rows[9].key
        state.adopt(answer, sent: sent)
        #expect(state.request.firstRow == 0 && state.request.selected == nil)
    }

    @Test("a search looks for more with each letter, from where it began; Escape goes back there")
    func search() {
        var state = ViewState()
        state.request.selected = InstrumentKey(feed: 0, instrument: 7)
        for key in [Key.character("/"), .character("a"), .character("q")] {
            _ = state.handle(key, showing: shown, Samples.live())
        }
        let sent = state.takeRequest()
        #expect(
            sent.pattern == "aq" && sent.search == 1 && sent.selected == InstrumentKey(feed: 0, instrument: 7)
        )
        var answer = shown
        answer.request.selected = InstrumentKey(feed: 0, instrument: 30)
        state.adopt(answer, sent: sent)
        #expect(state.request.selected == InstrumentKey(feed: 0, instrument: 30))
        var cancelled = state
        _ = cancelled.handle(.escape, showing: shown, Samples.live())
        #expect(
            cancelled.prompt == nil && cancelled.request.selected == InstrumentKey(feed: 0, instrument: 7))
        _ = state.handle(.enter, showing: shown, Samples.live())
        #expect(state.prompt == nil)
        #expect(state.handle(.character("N"), showing: shown, Samples.live()) == .ask)
        #expect(state.takeRequest().search == -1)
    }

    @Test("a search that finds nothing says so")
    func searchFails() {
        var state = ViewState()
        _ = state.handle(.character("/"), showing: shown, Samples.live())
        _ = state.handle(.character("z"), showing: shown, Samples.live())
        var answer = shown
        answer.searchFailed = true
        state.adopt(answer, sent: state.takeRequest())
        #expect(Samples.draw(rows: 24, columns: 80, shown, Samples.live(), state)[23].contains("no match"))
    }

    @Test("letters typed into a search are no commands; ^C still is")
    func typing() {
        var state = ViewState()
        _ = state.handle(.character("/"), showing: shown, Samples.live())
        #expect(state.handle(.character("q"), showing: shown, Samples.live()) == .ask)
        #expect(state.prompt == "q")
        _ = state.handle(.backspace, showing: shown, Samples.live())
        #expect(state.prompt == "")
        #expect(state.handle(.control("C"), showing: shown, Samples.live()) == .quit)
    }

    @Test("sort steps through all columns and comes round")
    func sort() {
        var state = ViewState()
        state.request.sort = .symbol
        state.request.isInverted = true
        _ = state.handle(.character("<"), showing: shown, Samples.live())
        #expect(state.request.sort == .flags && !state.request.isInverted)
        for _ in TableColumn.allCases { _ = state.handle(.function(6), showing: shown, Samples.live()) }
        #expect(state.request.sort == .flags)
    }

    @Test("Space pauses a replay, and holds the picture of a live feed")
    func hold() {
        var state = ViewState()
        #expect(state.handle(.character(" "), showing: shown, Samples.replay()) == .togglePause)
        #expect(state.frozen == nil)
        _ = state.handle(.character(" "), showing: shown, Samples.live())
        #expect(state.frozen != nil)
        #expect(state.handle(.down, showing: shown, Samples.live()) == .none)
        #expect(state.frozen?.request.selected == shown.rows[1].key)
        _ = state.handle(.character(">"), showing: shown, Samples.live())
        #expect(state.message == "frozen; Space lets it go on")
        _ = state.handle(.character(" "), showing: shown, Samples.live())
        #expect(state.frozen == nil)
    }

    @Test("speed is for replays; the refresh rate stays within 1 and 60")
    func rates() {
        var state = ViewState()
        #expect(state.handle(.character("]"), showing: shown, Samples.live()) == .none)
        #expect(state.handle(.character("]"), showing: shown, Samples.replay()) == .changeSpeed(faster: true))
        for _ in 0..<9 { _ = state.handle(.character("+"), showing: shown, Samples.live()) }
        #expect(state.framesPerSecond == 60)
        for _ in 0..<9 { _ = state.handle(.character("-"), showing: shown, Samples.live()) }
        #expect(state.framesPerSecond == 1)
    }
}

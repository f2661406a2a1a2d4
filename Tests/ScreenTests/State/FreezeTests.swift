import Market
import OrderFlow
import Testing

@testable import Screen

@Suite("A frozen picture")
struct FreezeTests {
    @Test("Space asks for a complete picture and holds the one that comes; what came before it is not it")
    func complete() {
        var probe = StateProbe()
        let early = probe.state.takeRequest()
        #expect(probe.type(" ") == .ask)
        var answer = probe.shown
        answer.request = early
        probe.state.adopt(answer, sent: early)
        #expect(probe.state.frozen == nil)
        let sent = probe.answer()
        #expect(sent.isComplete && sent.rowCount == Snapshot.longestList)
        #expect(sent.tapeCount == Snapshot.longestList && sent.listCount == Snapshot.longestList)
        #expect(probe.state.frozen != nil)
        #expect(!probe.state.takeRequest().isComplete)
        probe.type(" ")
        #expect(probe.state.frozen == nil)
        #expect(!probe.state.takeRequest().isComplete)
    }

    @Test("Space twice before the picture came holds nothing")
    func cancelled() {
        var probe = StateProbe()
        probe.type("  ")
        probe.answer()
        #expect(probe.state.frozen == nil)
    }

    @Test("the selection moves through all rows that are held, beyond what is on the screen")
    func selection() {
        var probe = StateProbe()
        probe.shown = Samples.snapshot(rows: 300, count: 300)
        probe.draw()
        probe.freeze()
        #expect(probe.press(.end) == .none)
        #expect(probe.state.request.move == 0)
        #expect(probe.state.request.selected == probe.shown.rows[299].key)
        #expect(probe.drawn().contains { $0.contains("SYM299 ") })
        #expect(probe.drawn()[23].contains("–300 of 300"))
        probe.press(.home)
        #expect(probe.drawn().contains { $0.contains("SYM0 ") })
        probe.press(.pageDown)
        #expect(probe.state.request.selected != probe.shown.rows[0].key)
    }

    @Test("every view can be looked at, tape and lists scroll, and the count goes on")
    func views() {
        var probe = StateProbe()
        probe.draw()
        probe.shown.events.entries = (1...50).reversed().map { number in
            var event = MarketEvent(.endOfSession)
            event.number = UInt64(number)
            return event
        }
        probe.shown.events.count = 50
        probe.shown.flow.tape = StateProbe.tape(1...300, total: 300, kept: 300)
        probe.freeze()
        probe.shown.events = EventList()
        probe.shown.flow = FlowDetail()
        probe.shown.counters.messages += 1234
        for view in SnapshotView.allCases {
            probe.type("\(view.number)")
            let top = probe.drawn()[0]
            #expect(top.contains("FROZEN +1,234"))
        }
        probe.state.request.listCount = 10
        probe.press(.pageDown)
        let events = probe.state.frozen?.window(probe.state.request).events
        #expect(events?.entries.first?.number == 40 && events?.entries.count == 10 && events?.first == 10)
        probe.type("3")
        probe.state.request.tapeCount = 20
        probe.press(.up, .up)
        let tape = probe.state.frozen?.window(probe.state.request).flow.tape
        #expect(tape?.entries.last?.number == 298 && tape?.entries.count == 20 && tape?.newer == 2)
        probe.press(.home)
        #expect(probe.state.frozen?.window(probe.state.request).flow.tape.entries.first?.number == 1)
        probe.press(.end)
        #expect(probe.state.frozen?.window(probe.state.request).flow.tape.newer == 0)
    }

    @Test(
        "what would need the market says that the picture is frozen",
        arguments: ["/", "\\", "n", ">", "I"])
    func refused(key: String) {
        var probe = StateProbe()
        probe.state.request.pattern = "A"
        probe.freeze()
        #expect(probe.type(key) == .none)
        #expect(probe.state.message == "frozen; Space lets it go on")
        #expect(probe.state.prompt == nil)
    }

    @Test("of the books only the selected one is held, and another selection says so")
    func book() {
        var probe = StateProbe()
        probe.shown.book.row = probe.shown.rows[0]
        probe.freeze { $0.request.selected = $0.rows[0].key }
        probe.press(.down, .enter)
        #expect(probe.state.view == .book)
        #expect(probe.state.message?.contains("the book of SYM0 only") == true)
        #expect(probe.state.frozen?.window(probe.state.request).request.selected == probe.shown.rows[0].key)
        #expect(probe.press(.down) == .none)
        #expect(probe.state.message?.contains("Space lets it go on") == true)
    }

    @Test("an answer that comes while frozen changes nothing")
    func answers() {
        var probe = StateProbe()
        probe.freeze()
        let before = probe.state.request
        probe.answer {
            $0.request.firstRow = 77
            $0.request.selected = InstrumentKey(feed: 0, instrument: 9)
        }
        #expect(probe.state.request == before)
    }

    @Test("windows onto held pictures are safe with any numbers")
    func hostile() {
        var held = Samples.snapshot(rows: 3, count: 3)
        held.flow.tape = StateProbe.tape(5...9, total: 9, kept: 5)
        for first in [Int.min / 2, -1, 0, 2, 3, Int.max / 2] {
            for count in [0, 1, 5000] {
                for end: UInt64? in [nil, 0, 4, 5, 7, .max] {
                    var request = SnapshotRequest()
                    (request.firstRow, request.rowCount, request.listFirst) = (first, count, first)
                    (request.listCount, request.tapeCount, request.depth) = (count, count, count)
                    request.tapeEnd = end
                    let shown = held.window(request)
                    #expect(!shown.rows.isEmpty && !shown.flow.tape.entries.isEmpty)
                    #expect(Snapshot().window(request).rows.isEmpty)
                }
            }
        }
    }
}

@Suite("Saving the ledger")
struct SaveKeyTests {
    @Test("s in Gaps asks for a complete picture once, and hands it over once")
    func save() {
        var probe = StateProbe()
        probe.type("6")
        #expect(probe.type("s") == .ask)
        #expect(probe.answer().isComplete)
        let saved = probe.state.takeSave()
        #expect(saved != nil)
        #expect(probe.state.takeSave() == nil)
        #expect(!probe.answer().isComplete)
        #expect(probe.state.frozen == nil)
    }

    @Test("frozen, it is the held picture")
    func frozen() {
        var probe = StateProbe()
        probe.type("6")
        probe.freeze { $0.number = 42 }
        probe.type("s")
        #expect(probe.state.takeSave()?.number == 42)
    }

    @Test("elsewhere there is nothing to save, and it says where", arguments: ["1", "2", "3", "4", "5", "7"])
    func elsewhere(view: String) {
        var probe = StateProbe()
        probe.type(view)
        #expect(probe.type("s") == .none)
        #expect(probe.state.message?.contains("Gaps view (6)") == true)
        #expect(!probe.answer().isComplete)
    }
}

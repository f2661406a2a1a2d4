import Market
import OrderFlow
import Testing

@testable import Screen

@Suite("What keys do to the table")
struct SelectionTests {
    @Test("moves add up until they are sent, and are sent once")
    func moves() {
        var probe = StateProbe()
        #expect(probe.press(.down) == .ask)
        #expect(probe.press(.down) == .ask)
        #expect(probe.state.takeRequest().move == 2)
        #expect(probe.state.takeRequest().move == 0)
    }

    @Test("the selection sticks to the instrument once it was moved, and not before")
    func pinned() {
        var probe = StateProbe()
        probe.answer { $0.request.selected = $0.rows[0].key }
        #expect(probe.state.request.selected == nil)
        probe.press(.down)
        let second = probe.shown.rows[1].key
        probe.answer {
            $0.request.selected = second
            $0.request.firstRow = 3
        }
        #expect(probe.state.request.selected == second)
        #expect(probe.state.request.firstRow == 3)
    }

    @Test("Home pressed while an answer is on its way is not undone by it")
    func race() {
        var probe = StateProbe()
        probe.press(.end)
        let sent = probe.state.takeRequest()
        probe.press(.home)
        var answer = probe.shown
        answer.request.firstRow = 5000
        answer.request.selected = answer.rows[9].key
        probe.state.adopt(answer, sent: sent)
        #expect(probe.state.request.firstRow == 0 && probe.state.request.selected == nil)
    }

    @Test("Enter opens the book of the selected instrument, movement there selects another, Escape leads back")
    func openAndBack() {
        var probe = StateProbe()
        #expect(probe.press(.enter) == .ask)
        #expect(probe.state.view == .book)
        #expect(probe.press(.down) == .ask)
        #expect(probe.state.request.move == 1)
        probe.press(.escape)
        #expect(probe.state.view == .overview)
        #expect(probe.press(.escape) == .none)
        #expect(probe.state.view == .overview)
    }

    @Test("1 to 7, Tab and Shift-Tab go through all views and come round")
    func views() {
        var probe = StateProbe()
        for (index, view) in SnapshotView.allCases.enumerated() {
            probe.type("\(index + 1)")
            #expect(probe.state.view == view)
        }
        probe.press(.tab)
        #expect(probe.state.view == .overview)
        probe.press(.backTab)
        #expect(probe.state.view == .events)
        probe.type("9")
        #expect(probe.state.view == .events)
    }

    @Test("sort steps through the columns that are shown, from a hidden one to the first, and comes round")
    func sort() {
        var probe = StateProbe()
        probe.state.columns = [.symbol, .bid, .volume]
        probe.draw()
        probe.state.request.sort = .messages
        probe.state.request.isInverted = true
        var seen: [TableColumn] = []
        for _ in 0..<4 {
            probe.type(">")
            seen.append(probe.state.request.sort)
        }
        #expect(seen == [.symbol, .bid, .volume, .symbol])
        #expect(!probe.state.request.isInverted)
        probe.type("<")
        #expect(probe.state.request.sort == .volume)
        probe.type("I")
        #expect(probe.state.request.isInverted)
    }

    @Test("sort and columns are of the table: elsewhere they say so and change nothing", arguments: [">", "I", "C"])
    func elsewhere(key: String) {
        var probe = StateProbe()
        probe.type("4")
        let before = probe.state.request
        #expect(probe.type(key) == .none)
        #expect(probe.state.request == before && probe.state.chooser == nil)
        #expect(probe.state.message?.contains("Overview (1)") == true)
    }

    @Test("where nothing can move, movement does nothing", arguments: ["4", "5"])
    func nothingMoves(view: String) {
        var probe = StateProbe()
        probe.type(view)
        let before = probe.state.request
        for key in [Key.up, .down, .pageUp, .pageDown, .home, .end] { #expect(probe.press(key) == .none) }
        #expect(probe.state.request == before)
    }

    @Test("a click selects a row, a second one opens it, one on a view's name goes there; the wheel moves")
    func mouse() {
        var probe = StateProbe()
        probe.draw()
        probe.draw()
        guard let table = probe.state.places.table else {
            Issue.record("the table has no place")
            return
        }
        let third = MouseEvent(.press, row: table.row + 2, column: 4)
        #expect(probe.press(.mouse(third)) == .ask)
        #expect(probe.state.request.selected == probe.shown.rows[2].key)
        probe.shown.request.selected = probe.shown.rows[2].key
        probe.press(.mouse(third))
        #expect(probe.state.view == .book)
        let tab = MouseEvent(.press, row: 1, column: SnapshotView.gaps.tab(columns: 80).lowerBound + 2)
        probe.press(.mouse(tab))
        #expect(probe.state.view == .gaps)
        probe.type("1")
        probe.press(.mouse(MouseEvent(.wheelDown, row: 9, column: 9)))
        #expect(probe.state.request.move == 3)
        for event in [MouseEvent(.press, row: 9999, column: 0), MouseEvent(.press, row: 0, column: 9999)] {
            #expect(probe.press(.mouse(event)) == .none)
        }
    }
}

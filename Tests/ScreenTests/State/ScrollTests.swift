import Market
import Testing

@testable import Screen

@Suite("Scrolling tape and lists")
struct ScrollTests {
    /// The Flow view of a tape that shows 981 to 1000 of 1000 messages.
    private func flow() -> StateProbe {
        var probe = StateProbe()
        probe.type("3")
        probe.shown.flow.tape = StateProbe.tape(981...1000, total: 1000, kept: 500)
        probe.state.request.tapeCount = 20
        return probe
    }

    @Test("up leaves following, by as many messages as are asked for; down comes back and follows again")
    func upAndDown() {
        var probe = flow()
        probe.press(.up)
        #expect(probe.state.request.tapeEnd == 999)
        // The answer has not come: what is pressed still counts.
        probe.press(.up)
        #expect(probe.state.request.tapeEnd == 998)
        probe.press(.pageUp)
        #expect(probe.state.request.tapeEnd == 978)
        probe.shown.flow.tape = StateProbe.tape(959...978, total: 1010, kept: 500, newer: 32)
        probe.press(.down)
        #expect(probe.state.request.tapeEnd == 979)
        probe.press(.pageDown)
        #expect(probe.state.request.tapeEnd == 999)
        probe.press(.pageDown)
        #expect(probe.state.request.tapeEnd == nil)
    }

    @Test("the oldest page is as far as it goes, F and End resume", arguments: [Key.character("F"), .end])
    func oldest(resume: Key) {
        var probe = flow()
        probe.press(.home)
        // 501 is the oldest kept, 520 the last of its page.
        #expect(probe.state.request.tapeEnd == 520)
        probe.shown.flow.tape = StateProbe.tape(501...520, total: 1000, kept: 500, newer: 480)
        probe.press(.up)
        #expect(probe.state.request.tapeEnd == 520)
        #expect(probe.press(resume) == .ask)
        #expect(probe.state.request.tapeEnd == nil)
    }

    @Test("with a filter the numbers have holes: up goes by what is shown, down gets on and ends in following")
    func filtered() {
        var probe = flow()
        var tape = StateProbe.tape(1...5, total: 1000, kept: 1000, newer: 10)
        for index in tape.entries.indices { tape.entries[index].number = UInt64(100 + index * 50) }
        probe.shown.flow.tape = tape
        probe.state.request.tapeCount = 5
        probe.state.request.tapeEnd = 300
        probe.press(.up)
        #expect(probe.state.request.tapeEnd == 250)
        probe.state.request.tapeEnd = 300
        probe.press(.down)
        let end = probe.state.request.tapeEnd ?? 0
        #expect(end > 300 && end < 1000)
        probe.press(.pageDown, .pageDown, .pageDown, .pageDown)
        probe.shown.flow.tape.newer = 1
        probe.press(.pageDown)
        #expect(probe.state.request.tapeEnd == nil)
    }

    @Test("an empty tape, or one shorter than the screen, cannot be scrolled", arguments: [0, 5])
    func short(count: UInt64) {
        var probe = flow()
        probe.shown.flow.tape =
            count == 0 ? Tape() : StateProbe.tape(1...count, total: count, kept: Int(count))
        for key in [Key.up, .pageUp, .home, .down, .end] { probe.press(key) }
        #expect(probe.state.request.tapeEnd == nil)
    }

    @Test("hostile tapes are survived")
    func hostile() {
        var probe = flow()
        for total: UInt64 in [0, 1, .max] {
            for kept in [0, 1, Int.max] {
                for newer in [0, 1, Int.max] {
                    var tape = StateProbe.tape(1...3, total: total, kept: kept, newer: newer)
                    tape.entries[2].number = .max
                    probe.shown.flow.tape = tape
                    for key in [Key.up, .pageUp, .home, .up, .down, .pageDown, .down] { probe.press(key) }
                }
            }
        }
        probe.press(.end)
        #expect(probe.state.request.tapeEnd == nil)
    }

    @Test("lists scroll within what there is, from the newest down", arguments: [SnapshotView.gaps, .events])
    func lists(view: SnapshotView) {
        var probe = StateProbe()
        probe.type("\(view.number)")
        probe.shown.gaps.count = 100
        probe.shown.events.count = 100
        probe.state.request.listCount = 20
        probe.press(.up)
        #expect(probe.state.request.listFirst == 0)
        probe.press(.down, .pageDown)
        #expect(probe.state.request.listFirst == 21)
        probe.press(.end)
        #expect(probe.state.request.listFirst == 80)
        probe.press(.down)
        #expect(probe.state.request.listFirst == 80)
        probe.type("F")
        #expect(probe.state.request.listFirst == 0)
    }

    @Test("a list that was scrolled stays where it is while newer entries come; one at its top shows them")
    func listStays() {
        var probe = StateProbe()
        probe.type("7")
        probe.state.request.listCount = 20
        probe.shown.events.count = 100
        probe.press(.down)
        probe.answer()
        probe.shown.events.count = 100
        probe.shown.events.evicted = 7
        probe.answer()
        #expect(probe.state.request.listFirst == 8)
        probe.type("F")
        probe.answer()
        probe.shown.events.evicted = 9
        probe.answer()
        #expect(probe.state.request.listFirst == 0)
    }
}

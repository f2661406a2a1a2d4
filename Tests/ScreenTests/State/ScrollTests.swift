import Market
import Testing

@testable import Screen

/// A market that has taped so many messages, keeps the last of them, and answers as the real one does.
private struct TapedMarket {
    var total: UInt64
    var kept: UInt64 = 500
    /// Only messages whose number it divides match.
    var every: UInt64 = 1

    func tape(_ request: SnapshotRequest) -> Tape {
        let first = total - min(total, kept) + 1
        let all = total == 0 ? [] : (first...total).filter { $0 % every == 0 }
        let wanted = max(0, min(request.tapeCount, all.count))
        let end =
            if let from = request.tapeFrom {
                all.filter { $0 < from }.count + wanted
            } else {
                request.tapeEnd.map { end in all.filter { $0 <= end }.count } ?? all.count
            }
        let stop = max(wanted, min(end, all.count))
        var tape = StateProbe.tape(1...1, total: total, kept: Int(min(total, kept)), newer: all.count - stop)
        tape.entries = all[(stop - wanted)..<stop].map { StateProbe.tape($0...$0, total: 0, kept: 0).entries[0] }
        tape.matched = total / every
        return tape
    }
}

@Suite("Scrolling tape and lists")
struct ScrollTests {
    /// The Flow view of a market, on a screen with room for twenty messages.
    private func flow(_ market: TapedMarket) -> StateProbe {
        var probe = StateProbe()
        probe.type("3")
        probe.state.request.tapeCount = 20
        ask(market, &probe)
        return probe
    }

    /// Asks until nothing more is wanted.
    private func ask(_ market: TapedMarket, _ probe: inout StateProbe) {
        for _ in 0..<200 {
            let sent = probe.answer { $0.flow.tape = market.tape($0.request) }
            probe.shown.flow.tape = market.tape(sent)
            probe.shown.request = sent
            if probe.state.tapeWish == nil { return }
        }
        Issue.record("it asks without end")
    }

    /// The numbers that the picture shows.
    private func seen(_ probe: StateProbe) -> [UInt64] {
        probe.state.shown(probe.shown).flow.tape.entries.suffix(20).map(\.number)
    }

    private func newer(_ probe: StateProbe) -> Int { probe.state.shown(probe.shown).flow.tape.newer }

    @Test("up leaves following, by as many messages as are asked for; down comes back and follows again")
    func upAndDown() {
        var market = TapedMarket(total: 1000)
        var probe = flow(market)
        #expect(seen(probe) == Array(981...1000))
        probe.press(.up)
        #expect(probe.state.request.tapeEnd == 999)
        // The answer has not come: what is pressed still counts.
        probe.press(.up)
        #expect(probe.state.request.tapeEnd == 998)
        probe.press(.pageUp)
        ask(market, &probe)
        #expect(probe.state.request.tapeEnd == 978)
        #expect(seen(probe) == Array(959...978))
        market.total = 1010
        ask(market, &probe)
        #expect(newer(probe) == 32)
        probe.press(.down)
        #expect(probe.state.request.tapeEnd == 979)
        probe.press(.pageDown)
        #expect(probe.state.request.tapeEnd == 999)
        // Its last messages are not held yet.
        probe.press(.pageDown)
        ask(market, &probe)
        #expect(probe.state.request.tapeEnd == nil)
        #expect(seen(probe) == Array(991...1010))
    }

    @Test("what is read stays, line for line, when the market has long lost it, and how many came since is told")
    func stays() {
        var market = TapedMarket(total: 100_000)
        var probe = flow(market)
        probe.press(.up, .up)
        ask(market, &probe)
        #expect(seen(probe) == Array(99_979...99_998))
        for _ in 0..<5 {
            market.total += 1_000_000
            ask(market, &probe)
            #expect(seen(probe) == Array(99_979...99_998))
        }
        #expect(newer(probe) == 5_000_002)
        // What was fetched around it is there too; beyond that nothing is.
        probe.press(.pageUp)
        #expect(seen(probe) == Array(99_959...99_978))
        for _ in 0..<60 {
            probe.press(.pageUp)
            ask(market, &probe)
        }
        let oldest = seen(probe)
        #expect(oldest.count == 20 && oldest[0] >= 99_400)
        // Down again: past the last message held there is a hole, and it is told.
        for _ in 0..<60 where probe.state.message == nil || seen(probe)[0] < 200_000 {
            probe.press(.pageDown)
            ask(market, &probe)
        }
        #expect(probe.state.message?.contains("no longer kept") == true)
        #expect(seen(probe) == Array(5_099_501...5_099_520))
        probe.type("F")
        ask(market, &probe)
        #expect(seen(probe) == Array(5_099_981...5_100_000))
    }

    @Test("frozen while it is scrolled, it stays there too")
    func frozen() {
        var market = TapedMarket(total: 1000)
        var probe = flow(market)
        probe.press(.up, .up)
        ask(market, &probe)
        market.total = 50_000
        probe.press(.character(" "))
        ask(market, &probe)
        #expect(probe.state.frozen != nil)
        let held = probe.state.frozen?.window(probe.state.request).flow.tape
        #expect(held?.entries.map(\.number) == Array(979...998))
        #expect(held?.newer == 49_002)
        probe.press(.up)
        #expect(probe.state.frozen?.window(probe.state.request).flow.tape.entries.last?.number == 997)
    }

    @Test("whatever becomes of the room, the last line stays; above it stands what is older, as far as there is any")
    func room() {
        func numbers(_ probe: StateProbe) -> [UInt64] {
            let shown = probe.state.frozen?.window(probe.state.request) ?? probe.state.shown(probe.shown)
            return shown.flow.tape.entries.map(\.number)
        }
        var market = TapedMarket(total: 10_000, kept: 10_000)
        var probe = flow(market)
        probe.press(.up, .up)
        ask(market, &probe)
        for rows: UInt64 in [20, 19, 21, 5, 12, 800, 20] {
            probe.state.request.tapeCount = Int(rows)
            market.total += 100
            ask(market, &probe)
            #expect(numbers(probe) == Array((9_998 - rows + 1)...9_998), "\(rows) rows")
        }
        // Nothing is older than the oldest page: what is newer fills a larger room.
        (market.total, market.kept) = (1000, 500)
        probe = flow(market)
        probe.press(.home)
        ask(market, &probe)
        for (rows, wanted) in [(20, 501...520), (30, 501...530), (10, 511...520), (20, 501...520)] {
            probe.state.request.tapeCount = rows
            ask(market, &probe)
            #expect(numbers(probe) == wanted.map(UInt64.init), "\(rows) rows")
        }
        probe.press(.character(" "))
        ask(market, &probe)
        for (rows, wanted) in [(20, 501...520), (30, 501...530), (10, 511...520)] {
            probe.state.request.tapeCount = rows
            #expect(numbers(probe) == wanted.map(UInt64.init), "\(rows) rows, frozen")
        }
        // A tape that has fewer messages than there is room for is shown whole.
        (market.total, market.kept) = (25, 500)
        probe = flow(market)
        probe.press(.up)
        ask(market, &probe)
        probe.state.request.tapeCount = 40
        ask(market, &probe)
        #expect(numbers(probe) == Array(1...25))
    }

    @Test("a tape that begins anew is followed")
    func restarted() {
        var probe = flow(TapedMarket(total: 1000))
        probe.press(.up)
        let market = TapedMarket(total: 30)
        ask(market, &probe)
        ask(market, &probe)
        #expect(probe.state.request.tapeEnd == nil)
        #expect(seen(probe) == Array(11...30))
    }

    @Test("the oldest page is as far as it goes, F and End resume", arguments: [Key.character("F"), .end])
    func oldest(resume: Key) {
        let market = TapedMarket(total: 1000)
        var probe = flow(market)
        probe.press(.home)
        ask(market, &probe)
        // 501 is the oldest kept, 520 the last of its page.
        #expect(probe.state.request.tapeEnd == 520)
        probe.press(.up)
        ask(market, &probe)
        #expect(probe.state.request.tapeEnd == 520)
        #expect(seen(probe) == Array(501...520))
        #expect(probe.press(resume) == .ask)
        #expect(probe.state.request.tapeEnd == nil)
    }

    @Test("with a filter the numbers have holes: up and down go by what matches")
    func filtered() {
        var market = TapedMarket(total: 10_000, kept: 10_000, every: 7)
        var probe = flow(market)
        let all = (1...10_000).filter { $0 % 7 == 0 }.map(UInt64.init)
        #expect(seen(probe) == Array(all.suffix(20)))
        probe.press(.pageUp, .up)
        ask(market, &probe)
        #expect(seen(probe) == Array(all.dropLast(21).suffix(20)))
        #expect(newer(probe) == 21)
        market.total = 10_070
        ask(market, &probe)
        #expect(newer(probe) == 31)
        probe.press(.down)
        ask(market, &probe)
        #expect(seen(probe) == Array(all.dropLast(20).suffix(20)))
        probe.press(.pageDown, .pageDown)
        ask(market, &probe)
        #expect(probe.state.request.tapeEnd == nil)
    }

    @Test("keys typed ahead of a view's switch are not lost")
    func typedAhead() {
        let market = TapedMarket(total: 1000)
        var probe = StateProbe()
        probe.shown.request.view = .overview
        probe.type("3")
        probe.press(.up, .up, .pageUp)
        // The first answer comes before the view is drawn and knows of no tape; then there is room for twenty.
        ask(market, &probe)
        #expect(probe.state.request.tapeEnd == nil)
        probe.state.request.tapeCount = 20
        ask(market, &probe)
        ask(market, &probe)
        #expect(seen(probe) == Array(959...978))

        probe.type("7")
        probe.press(.down, .down)
        probe.state.request.listCount = 20
        probe.answer { $0.events.count = 100 }
        #expect(probe.state.request.listFirst == 2)
        // Another view in between: what was meant for the one before is not made there.
        probe.type("6")
        probe.press(.down)
        probe.type("7")
        probe.answer { $0.events.count = 100 }
        #expect(probe.state.request.listFirst == 0)
    }

    @Test("an empty tape, or one shorter than the screen, cannot be scrolled", arguments: [0, 5])
    func short(count: UInt64) {
        let market = TapedMarket(total: count)
        var probe = flow(market)
        for key in [Key.up, .pageUp, .home, .down, .end] {
            probe.press(key)
            ask(market, &probe)
        }
        #expect(probe.state.request.tapeEnd == nil)
    }

    @Test("hostile tapes are survived")
    func hostile() {
        var probe = flow(TapedMarket(total: 1000))
        for total: UInt64 in [0, 1, .max] {
            for kept in [0, 1, Int.max] {
                for newer in [0, 1, Int.max, -1] {
                    var tape = StateProbe.tape(1...3, total: total, kept: kept, newer: newer)
                    tape.entries[2].number = .max
                    tape.matched = total
                    probe.shown.flow.tape = tape
                    for key in [Key.up, .pageUp, .home, .up, .down, .pageDown, .down] {
                        probe.press(key)
                        probe.answer()
                        _ = probe.drawn()
                    }
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
        (probe.shown.request.view, probe.shown.request.listCount) = (view, 20)
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
        (probe.shown.request.view, probe.shown.request.listCount) = (.events, 20)
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

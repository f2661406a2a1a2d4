import Market
import OrderFlow
import Testing

@testable import Screen

@Suite("The events")
struct EventsViewTests {
    private func lines(_ rows: Int, _ columns: Int, _ snapshot: Snapshot = Samples.views()) -> [String] {
        Samples.draw(.events, rows: rows, columns: columns, snapshot)
    }

    @Test("stand newest first below the alerts, which tell value, threshold and since when")
    func essentials() {
        let narrow = lines(24, 80)
        #expect(
            narrow[2].hasPrefix("─ alerts ") && narrow[2].hasSuffix(" 2 not acknowledged, 2 acknowledged ─"))
        #expect(narrow[3] == "  RAISED   silence 239.1.2.3:26477  3.00 s then, 3.20 s now · since 09:31:04")
        #expect(narrow[4] == "  CLEARED  crossed SYM3  crossed for 4.50 s · threshold 1.00 s · since 09:31:04")
        #expect(narrow[5].hasPrefix("  acked    gap "))
        #expect(narrow[7].hasSuffix(" 1–14 of 26 ─"))
        #expect(narrow[8] == " 09:31:07.412  ·  2 alerts were acknowledged.")
        #expect(narrow[9] == " 09:31:04.899  !  Alert silence raised: nothing came for 3.20 s.")
        #expect(narrow[22] == " and 7 earlier ones, which were not kept")
        let wide = lines(40, 120).joined(separator: "\n")
        #expect(wide.contains("nothing came for 3.00 s then, 3.20 s now · threshold 3.00 s · since 09:31:04"))
        #expect(wide.contains("ALERT  239.1.2.3:26477  Wire gap of 10 messages: 1001-1010."))
        #expect(wide.contains("host 09:30:04  info   239.1.2.3:26477  LIVE: the first messages came."))
    }

    @Test("are one sentence each, whole at 80 columns", arguments: Samples.events().entries.map(\.number))
    func sentences(number: UInt64) throws {
        let event = try #require(Samples.events().entries.first { $0.number == number })
        let text = EventText.sentence(event)
        #expect(text.last == "." && Glyph.width(of: text) <= 61)
        #expect(text.unicodeScalars.first.map { "a"..."z" ~= $0 } == text.hasPrefix("feedtop"))
        #expect(Glyph.width(of: EventText.brief(event)) <= 27)
        #expect(
            lines(40, 80).contains { $0.hasSuffix(text) } || lines(60, 80).contains { $0.hasSuffix(text) })
    }

    @Test("say singular and plural, and prices at their own scale")
    func words() {
        #expect(
            EventText.sentence(MarketEvent(.kernelDrops(1)))
                == "The kernel dropped 1 datagram: socket buffer full.")
        #expect(EventText.sentence(MarketEvent(.acknowledged(alerts: 1))) == "1 alert was acknowledged.")
        #expect(
            EventText.sentence(MarketEvent(.reset(next: 0))) == "The sender began anew; books start over.")
        var event = MarketEvent(.crossed(bid: 12_345_678, ask: 12_345_000))
        event.symbol = SymbolName("X")
        event.priceScale = 8
        #expect(EventText.sentence(event) == "X is crossed: bid 0.12345678 above ask 0.12345.")
    }

    @Test("name the instrument an alert was about, and how many more an entry stands for")
    func others() {
        var snapshot = Samples.views()
        var event = MarketEvent(.raised(.crossed, value: 1.05), severity: .alert)
        event.time = Samples.clock
        event.symbol = SymbolName("MSFT")
        event.joined = 12
        event.until = Samples.clock + Samples.second
        #expect(EventText.sentence(event) == "Alert crossed raised: MSFT crossed for 1.05 s.")
        var cleared = event
        cleared.kind = .cleared(.crossed, lasted: 205_000_000_000)
        #expect(EventText.sentence(cleared) == "Alert crossed cleared: MSFT after 205 s.")
        snapshot.events.entries = [event]
        let wide = "Alert crossed raised: MSFT crossed for 1.05 s. And 12 more until 09:31:08."
        #expect(lines(40, 120, snapshot).contains { $0.hasSuffix(wide) })
        #expect(lines(24, 80, snapshot).contains { $0.hasSuffix("for 1.05 s. +12") })
        snapshot.alerts.unlisted = 7
        #expect(lines(40, 120, snapshot)[2].contains("2 not acknowledged, 2 acknowledged, 7 not listed"))
    }

    @Test("tell that there is none, or what is waited for")
    func empty() {
        var snapshot = Samples.snapshot()
        #expect(lines(24, 80, snapshot).contains(" nothing notable so far: 391,999 messages came"))
        #expect(lines(24, 80, snapshot).contains(" no alert so far"))
        snapshot.alerts.raisedCount = 3
        #expect(lines(24, 80, snapshot).contains(" no alert now; 3 raised since the start"))
        snapshot.since = Samples.clock - 67 * Samples.second
        #expect(lines(24, 80, snapshot).contains(" no alert now; 3 raised since 09:30:00"))
        #expect(
            lines(24, 80, snapshot).contains {
                $0.hasPrefix("─ events · newest first · since 09:30:00 · ET ")
            })
        #expect(lines(24, 80, snapshot)[0].contains(" SINCE 09:30:00 "))
        #expect(lines(24, 80, Snapshot()).contains { $0.contains("waiting for the first packet") })
    }

    @Test("tell in a few words on the smallest screens")
    func small() {
        let tiny = lines(5, 20)
        #expect(tiny[1] == "silence 3.20 s" && tiny[2] == "· 2 acknowledged" && tiny[3] == "! silence 3.20 s")
        #expect(lines(12, 40).contains("09:30:59 · burst over, 12.1 s"))
    }

    @Test("below the alert of a loss stands what follows from it, once")
    func consequence() {
        var snapshot = Samples.views()
        snapshot.alerts.alerts[2].crossedBooks = 48
        snapshot.alerts.alerts[2].crossedNow = 12
        for (rows, columns) in [(24, 80), (40, 120)] {
            let lines = lines(rows, columns, snapshot)
            let row = lines.firstIndex { $0.hasPrefix("  acked    gap ") } ?? 0
            #expect(lines[row + 1].contains("└ 48 books crossed since, 12 now: suspect"))
            #expect(lines.count { $0.contains("└") && $0.contains("crossed since") } == 1)
        }
    }

    @Test(
        "an alert that is back on the right side of its threshold says so, and never tells that value alone")
    func back() {
        var alert = AlertState()
        (alert.rule, alert.threshold) = (.behind, 0.1)
        (alert.initial, alert.value, alert.worst) = (0.15, 0.09, 0.3)
        #expect(
            AlertText.values(alert) == [
                "books 150 ms behind the wire then, 90.0 ms now, 300 ms at worst",
                "books 150 ms behind the wire then, 90.0 ms now", "150 ms then, 90.0 ms now",
                "books 300 ms behind the wire",
            ])
        (alert.rule, alert.value) = (.silence, 0)
        #expect(AlertText.values(alert)[1] == "nothing came for 150 ms then, over now")
        var snapshot = Samples.views()
        alert.feed = 0
        snapshot.alerts.alerts = [alert]
        for columns in [20, 40, 59, 60, 80, 100, 120, 200] {
            let text = lines(24, columns, snapshot).dropFirst(columns < 60 ? 1 : 3).first ?? ""
            #expect(text.contains("300 ms") || text.contains("then, over now"), "\(text)")
        }
    }

    @Test("values of alerts that are no numbers are -, and whole ones keep their unit")
    func values() {
        #expect(AlertText.value(.silence, .nan) == "-" && AlertText.value(.gap, 1) == "1 msg")
        #expect(
            AlertText.value(.burst, 1511) == "1,511 msgs in 1 ms"
                && AlertText.value(.latency, 0.01) == "10.0 ms")
        #expect(AlertText.value(.behind, .infinity) == "-" && AlertText.value(.gap, -1).hasPrefix("-"))
    }
}

@Suite("Alerts and holes in the header")
struct AlertBadgeTests {
    private func picture(_ alerts: AlertSummary, _ status: SourceStatus = Samples.live()) -> Picture {
        var snapshot = Samples.snapshot()
        snapshot.alerts = alerts
        return Picture(snapshot: snapshot, status: status, state: ViewState(), newestMessages: 0)
    }

    @Test("open alerts are counted first, those acknowledged are calmer, and none is nothing")
    func badge() {
        let open = picture(Samples.alerts()).badges.first
        #expect(open == Picture.Badge(text: "ALERT 2", style: .badge(.alert)))
        var seen = Samples.alerts()
        for index in seen.alerts.indices { seen.alerts[index].isAcknowledged = true }
        let calm = picture(seen).badges.first
        #expect(calm == Picture.Badge(text: "ALERT 3 acked", style: Style(.warning, on: .header)))
        #expect(picture(AlertSummary()).badges.map(\.text) == ["LIVE"])
    }

    @Test("is there at every size", arguments: [(5, 20), (12, 40), (24, 80), (60, 200)])
    func sizes(rows: Int, columns: Int) {
        #expect(Samples.draw(.overview, rows: rows, columns: columns)[0].contains(" ALERT 2 "))
    }

    @Test("a replay in a hole of its file says when the next packet is due, not that the feed is silent")
    func hole() {
        var snapshot = Samples.snapshot()
        snapshot.feeds[0].state = .silent
        var status = Samples.replay()
        #expect(Samples.draw(.overview, rows: 24, columns: 80, snapshot, status)[0].contains(" SILENT "))
        status.nextDue = Samples.clock + 60 * Samples.second
        let header = Samples.draw(.overview, rows: 24, columns: 80, snapshot, status)[0]
        #expect(header.contains(" NEXT 09:32:07 ") && !header.contains("SILENT"))
    }
}

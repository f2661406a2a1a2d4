import Market
import OrderFlow
import Testing

@testable import Screen

@Suite("The header, with everything at once")
struct FullHeaderTests {
    /// Frozen, with alerts, on suspect books.
    private func header(rows: Int, columns: Int, view: SnapshotView = .overview) -> String {
        var probe = StateProbe()
        probe.shown.alerts = Samples.alerts()
        probe.shown.feeds[0].suspicion = Suspicion()
        probe.draw(rows: rows, columns: columns)
        probe.freeze()
        probe.state.view = view
        probe.shown.counters.messages += 206_522
        // A line is told without the blanks at its end.
        return probe.drawn(rows: rows, columns: columns)[0] + " "
    }

    @Test("says at every size that the picture is held, and how the feed is")
    func frozen() {
        for (rows, columns) in [(5, 20), (8, 30), (10, 40), (12, 60), (24, 80), (40, 120), (50, 200)] {
            let line = header(rows: rows, columns: columns)
            #expect(line.contains(" FROZEN"), "\(columns): \(line)")
            #expect(line.contains(" LIVE "), "\(columns): \(line)")
        }
    }

    @Test("keeps all badges from 40 columns on, and the count and the time from 60 on")
    func all() {
        for columns in [40, 50, 60, 66, 76, 80, 100, 200] {
            let line = header(rows: 24, columns: columns)
            for badge in [" ALERT 2 ", " SUSPECT ", " LIVE "] {
                #expect(line.contains(badge), "\(columns): \(line)")
            }
            #expect(line.contains("FROZEN +206,522") == (columns >= 50), "\(columns): \(line)")
            #expect(line.contains("09:31:07") == (columns >= 60), "\(columns): \(line)")
        }
        #expect(header(rows: 24, columns: 80).contains("feedtop  udp"))
        #expect(!header(rows: 24, columns: 80).contains("2025-11-21"))
        #expect(header(rows: 24, columns: 110).contains("2025-11-21"))
    }

    @Test("a plus says that there are more alerts than are kept")
    func more() {
        var snapshot = Samples.snapshot()
        snapshot.alerts = Samples.alerts()
        snapshot.alerts.unlisted = 3
        #expect(Samples.draw(rows: 24, columns: 80, snapshot)[0].contains(" ALERT 2+ "))
    }

    @Test("names all seven views from 60 columns on", arguments: [60, 61, 66, 67, 68, 80])
    func tabs(columns: Int) {
        for view in SnapshotView.allCases {
            let line = Samples.draw(view, rows: 12, columns: columns)[1]
            for name in SnapshotView.allCases {
                #expect(line.contains("\(name.number) \(name.title)"), "\(line)")
            }
            let tab = view.tab(columns: columns)
            #expect(tab.upperBound <= columns)
        }
    }

    @Test("a filter that nothing passes is named as the reason, not the feed")
    func empty() throws {
        var snapshot = Samples.snapshot(rows: 0, count: 0)
        snapshot.unfilteredCount = 300
        snapshot.request.filter = try Filter("crossed")
        let text = Samples.draw(rows: 24, columns: 80, snapshot).joined(separator: "\n")
        #expect(text.contains("no instrument of 300 passes the filter"))
        #expect(!text.contains("none about an instrument"))
        var without = snapshot
        without.request.filter = nil
        #expect(Samples.draw(rows: 24, columns: 80, without).joined().contains("none about an instrument"))
    }

    @Test("an alert whose condition is over, and that is not cleared yet, does not tell a time of 0")
    func over() {
        var alert = AlertState()
        (alert.initial, alert.worst) = (1.5, 1.5)
        for (rule, text) in [
            (.crossed, "crossed for 1.50 s then, over now"), (.silence, "nothing came for 1.50 s then, over now"),
            (.latency, "handling p99 of 10 s at 1.50 s then, 0 ns now"),
        ] as [(AlertRule, String)] {
            alert.rule = rule
            #expect(AlertText.values(alert)[0] == text && AlertText.values(alert).last?.contains("1.50 s") == true)
        }
    }

    @Test("where a replay has ended there is nothing to pause, and a way back where there is one")
    func ended() {
        var status = Samples.replay()
        status.phase = .ended
        status.canGoBack = true
        let foot = Samples.draw(.gaps, rows: 24, columns: 80, Samples.views(), status)[23]
        #expect(!foot.contains("Space") && !foot.contains("[ ]"))
        #expect(foot.contains(": go to"))
        status.canGoBack = false
        let last = Samples.draw(.gaps, rows: 24, columns: 80, Samples.views(), status)[23]
        #expect(!last.contains(": go to"))
    }

    @Test("a stream has no packets, and a day that nobody named is none")
    func unknown() {
        var snapshot = Samples.snapshot()
        snapshot.counters.packets = 0
        snapshot.feedClock = 52_200_000_000_000
        let text = Samples.draw(rows: 24, columns: 80, snapshot).joined(separator: "\n")
        #expect(text.contains("packets -"))
        #expect(text.contains("no date") && !text.contains("1970"))
    }

    @Test("bytes beside the mean of ten seconds are of ten seconds too")
    func rateLine() {
        let text = Samples.draw(rows: 24, columns: 80).joined(separator: "\n")
        #expect(text.contains("10 s 11,020 msg/s  1.10 MB/s"))
    }

    @Test("another order asks for the selection to be brought into view, once")
    func sorting() {
        for key in ["<", ">", "I"] {
            var probe = StateProbe()
            probe.draw()
            probe.type(key)
            #expect(probe.answer().isRevealing)
            #expect(!probe.state.takeRequest().isRevealing)
        }
    }

    @Test("a path that is too long keeps its end, where the name of the file stands")
    func path() {
        var status = Samples.replay()
        status.source = "/var/captures/nasdaq/2025/11/21/line-a/totalview.pcap.gz"
        let line = Samples.draw(rows: 24, columns: 80, Samples.snapshot(), status)[0]
        #expect(line.contains("feedtop  …") && line.contains("totalview.pcap.gz"))
    }

    @Test("a search that found nothing is not told any more in another view")
    func searched() {
        var probe = StateProbe()
        probe.state.hasSearchFailed = true
        probe.state.request.pattern = "ZZZZ"
        #expect(probe.drawn()[23].contains("no instrument matches 'ZZZZ'"))
        probe.type("5")
        #expect(!probe.drawn()[23].contains("ZZZZ"))
    }

    @Test("the help tells the bytes a second of this size and rate")
    func budget() {
        func help(rows: Int, columns: Int) -> String {
            var state = ViewState()
            state.isHelpShown = true
            let lines = Samples.draw(
                rows: rows, columns: columns, Samples.snapshot(), Samples.live(), state)
            return lines.joined()
        }
        #expect(help(rows: 24, columns: 80).contains("fewer above 4 kB/s"))
        #expect(help(rows: 40, columns: 120).contains("fewer above 10 kB/s"))
    }
}

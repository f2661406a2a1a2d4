import Market
import OrderFlow
import Testing

@testable import Screen

@Suite("The ledger of gaps")
struct GapsViewTests {
    private func lines(
        _ rows: Int, _ columns: Int, _ snapshot: Snapshot = Samples.views(),
        _ status: SourceStatus = Samples.live()
    ) -> [String] {
        Samples.draw(.gaps, rows: rows, columns: columns, snapshot, status)
    }

    @Test("stands in plain fixed columns, newest first, with totals by cause above and its place beside")
    func essentials() {
        let lines = lines(24, 80)
        let text = lines.joined(separator: "\n")
        for figure in [
            "1,014 messages missing in 2 gaps", "wire 1,014 msgs", "kernel 0 msgs", "here 0 msgs",
            "line B 2,027 msgs", "losses over time · last 1 min",
            "1–12 of 208", "and 12 older, which were not kept",
        ] {
            #expect(text.contains(figure), "\(figure)")
        }
        let heads = lines.firstIndex { $0.hasPrefix(" TIME ") } ?? 0
        #expect(lines[heads] == " TIME           SEQUENCE        MESSAGES  CAUSE    FATE               BOOKS")
        #expect(
            lines[heads + 1] == " 09:31:07.412   391001-391010         10  wire     lost               8,032")
        #expect(
            lines[heads + 2] == " 09:30:59.999   390001-390010         10  line B   other line had it   none")
        #expect(!text.contains("####"))
    }

    @Test("asks for as many entries as it has rows")
    func room() {
        var state = ViewState()
        state.view = .gaps
        var grid = Grid(rows: 24, columns: 80)
        Picture.draw(Samples.views(), Samples.live(), &state, into: &grid)
        #expect(state.request.listCount == 12)
    }

    @Test(
        "where there is room, totals have bars, and a strip tells when messages were lost",
        arguments: [(40, 120), (50, 200)])
    func panels(rows: Int, columns: Int) {
        var snapshot = Samples.views()
        for index in snapshot.history.seconds.indices {
            (snapshot.history.seconds[index].lost, snapshot.history.seconds[index].lostOnLines) = (0, 0)
        }
        let count = snapshot.history.seconds.count
        snapshot.history.seconds[count - 20].lost = 1_400
        snapshot.history.seconds[count - 40].lostOnLines = 700
        let lines = lines(rows, columns, snapshot)
        let time = ClockText.time(snapshot.history.seconds[count - 20].time, .eastern)
        #expect(lines[2].contains("most 1.40k in 1 s at \(time)"))
        #expect(lines[2].contains("losses over time · last 1 min"))
        #expect(lines[3].contains("wire") && lines[3].contains("1,014 msgs") && lines[3].contains("███"))
        let dots = lines[3...9].joined().unicodeScalars.filter { (0x2801...0x28FF).contains($0.value) }
        #expect(dots.count > columns / 3)
        #expect(lines.count { $0.isEmpty } <= rows / 3, "room is left empty")
    }

    @Test("what one line lost is a row for the line, until it is to be listed")
    func folded() {
        var snapshot = Samples.views()
        var losses = LineLosses()
        (losses.line, losses.ranges, losses.messages) = (1, 310, 1_204)
        (losses.first, losses.last) = (1_001, 9_120)
        (losses.since, losses.until) = (Samples.clock - 66 * Samples.second, Samples.clock)
        snapshot.gaps.lines = [losses]
        for (rows, columns) in [(24, 80), (40, 120)] {
            let lines = lines(rows, columns, snapshot)
            #expect(lines[rows - 3].hasPrefix("─ lost on one line, while another had them ─"))
            #expect(
                lines[rows - 2] == " line B  1,204 msgs  in 310 ranges  1001-9120  09:30:01 to 09:31:07")
        }
        var probe = StateProbe()
        probe.shown = snapshot
        probe.type("6o")
        #expect(probe.state.request.showsLineLosses)
        let drawn = probe.drawn(rows: 24, columns: 80).joined(separator: "\n")
        #expect(!drawn.contains("while another had them") && drawn.contains("with one-line losses"))
        #expect(drawn.contains("o fold one-line losses"))
        probe.type("o1o")
        #expect(
            !probe.state.request.showsLineLosses && probe.state.message?.contains("Gaps view (6)") == true)
    }

    @Test("says that the filter lets nothing through, and how much of the ledger it does")
    func filtered() throws {
        var snapshot = Samples.views()
        (snapshot.gaps.entries, snapshot.gaps.count) = ([], 0)
        var state = ViewState()
        state.view = .gaps
        state.request.filter = try Filter("cause=kernel count>10")
        var lines = Samples.draw(rows: 24, columns: 80, snapshot, Samples.live(), state)
        #expect(lines.contains(" the filter lets none of the 208 losses through"))
        snapshot.gaps.count = 7
        lines = Samples.draw(rows: 24, columns: 120, snapshot, Samples.live(), state)
        #expect(lines[23].contains("filter: cause=kernel count>10 · 7 of 208"))
    }

    @Test("tells where in the whole it stands")
    func position() {
        var snapshot = Samples.views()
        snapshot.gaps.entries = Array(snapshot.gaps.entries.dropFirst(100).prefix(12))
        snapshot.gaps.first = 100
        #expect(lines(24, 80, snapshot).contains { $0.contains("101–112 of 208") })
    }

    @Test("says that nothing was lost, that nothing is known, or what is waited for")
    func empty() {
        var snapshot = Samples.views()
        snapshot.gaps = GapList()
        (snapshot.counters.gaps, snapshot.counters.missing, snapshot.counters.lostWire) = (0, 0, 0)
        func text(_ status: SourceStatus = Samples.live()) -> String {
            lines(24, 80, snapshot, status).joined(separator: "\n")
        }
        #expect(text().contains("no gap so far: 391,999 messages whole"))
        var status = Samples.live()
        status.knowsSequence = false
        #expect(text(status).contains("gaps cannot be known: this transport does not number its messages"))
        #expect(text(status).contains("wire -"))
        let new = lines(24, 80, Snapshot()).joined(separator: "\n")
        #expect(new.contains("waiting for the first packet") && new.contains("wire -"))
    }

    @Test("names the feeds where there are several, and other days than the clock's")
    func feeds() {
        var snapshot = Samples.views()
        snapshot.feeds.append(snapshot.feeds[0])
        snapshot.feeds[1].name = "239.1.2.4:26477"
        snapshot.gaps.entries[0].feed = 1
        snapshot.gaps.entries[1].range.noticed -= 86_400 * Samples.second
        let lines = lines(40, 120, snapshot)
        #expect(lines.contains { $0.contains("09:31:07.412") && $0.hasSuffix("239.1.2.4:26477") })
        #expect(lines.contains { $0.contains(" 11-20 09:30:59.999 ") && $0.hasSuffix("239.1.2.3:26477") })
        #expect(
            lines.contains { $0.contains("  14:31:07.412  ") } && lines.contains { $0.contains("TIME UTC") })
    }

    @Test("shows numbers and cause on the smallest screens")
    func small() {
        #expect(lines(5, 20).contains("391001-391010 wire"))
        #expect(lines(5, 20).contains { $0.hasPrefix("wire 1,014") })
        #expect(lines(12, 40).contains("09:31:07.412 391001-391010 10 wire"))
    }
}

@Suite("The ledger as text for a ticket")
struct GapReportTests {
    @Test("holds source, protocol, times with their zone and in UTC, totals, and every entry")
    func complete() {
        let text = GapReport.text(Samples.views(), Samples.live())
        for line in [
            "source        udp://239.1.2.3:26477\n", "moldudp64 · itch50",
            "feed clock    2025-11-21 09:31:07.412000000 ET (2025-11-21T14:31:07.412000000Z)",
            "received                          391,999 msgs",
            "lost: wire                          1,014 msgs",
            "missing on line B                   2,027 msgs",
            "208 of 208 entries, newest first; 12 older ones",
            "2025-11-21 09:31:07.412000  2025-11-21T14:31:07.412000000Z  239.1.2.3:26477  391001  391010",
        ] {
            #expect(text.contains(line), "\(line)")
        }
        let rows = text.split(separator: "\n").filter { $0.contains("T14:") && $0.hasPrefix("2025-") }
        #expect(rows.count == 208)
    }

    @Test("keeps its columns, and lets nothing pass that would harm a terminal")
    func columns() {
        var snapshot = Samples.views()
        snapshot.feeds[0].name = "evil\u{1B}[2J\u{202E}"
        var status = Samples.live()
        status.source = "a\nb\u{7}"
        let text = GapReport.text(snapshot, status)
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || !HarmlessText.isHarmful($0) })
        let rows = text.split(separator: "\n").map(String.init)
        // The feeds' losses and the lines' are tables of their own.
        var column: Int?
        var seen = 0
        for row in rows {
            if row.hasPrefix("TIME ET") {
                column = row.firstRange(of: "CAUSE").map {
                    row.distance(from: row.startIndex, to: $0.lowerBound)
                }
            } else if let column, row.hasPrefix("2025-") {
                #expect(["w", "k", "h", "l"].contains(row.dropFirst(column).first), "\(row)")
                seen += 1
            }
        }
        #expect(seen == 208)
    }

    @Test("says that nothing was lost, or that it cannot be known")
    func empty() {
        var snapshot = Samples.snapshot()
        snapshot.counters.missing = 0
        #expect(GapReport.text(snapshot, Samples.live()).hasSuffix("no gap: 391,999 messages whole\n"))
        var status = Samples.live()
        status.knowsSequence = false
        #expect(GapReport.text(snapshot, status).contains("gaps are not known"))
    }
}

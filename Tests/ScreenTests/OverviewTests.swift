import Market
import OrderFlow
import Testing

@testable import Screen

@Suite("The main view")
struct OverviewTests {
    @Test("says at 80×24 all that matters")
    func essentials() {
        let lines = Samples.draw(rows: 24, columns: 80)
        let text = lines.joined(separator: "\n")
        for figure in [
            "feedtop", "udp://239.1.2.3:26477", " LIVE ", "2025-11-21 09:31:07 ET", "moldudp64 · itch50",
            "recvmmsg", "239.1.2.3:26477", "121,314", "391,999", "38.2 MB", "1,014", "12,345", "11,020",
            "1.10 MB", "511", "09:31:07.412", "12.1 µs", "14.0 µs", "20.2 µs", "31.0 µs", "90.0 µs",
            "last 10 s",
            "samples", "skew", "lost", "WIRE  KERN  HERE", "behind 0", "1–9 of 8,032 by messages ▼", "quit",
        ] {
            #expect(text.contains(figure), "\(figure)")
        }
    }

    @Test("keeps its shape at 80×24, to the letter")
    func golden() {
        let lines = Samples.draw(rows: 24, columns: 80)
        let expected = """
             feedtop  udp://239.1.2.3:26477                   LIVE   2025-11-21 09:31:07 ET
              1 Overview  2 Book  3 Flow  4 Rates  5 Latency  6 Gaps  7 Events
            ─ feeds ─ moldudp64 · itch50 · recvmmsg ────────────────── lost ── feed  handle
             FEED              STATE    MSG/S  PEAK  GAPS  WIRE  KERN  HERE     p99     p99
             239.1.2.3:26477   LIVE    12,345   511     2 1,014     0     0 20.2 µs 20.2 µs
             last loss  1001-1010 · 10 msgs · wire · lost · 09:31:07.412           behind 0
            """.split(separator: "\n").map(String.init)
        #expect(Array(lines.prefix(6)) == expected)
    }

    @Test("aligns the columns of the table", arguments: [(24, 80), (40, 120), (50, 200)])
    func aligned(rows: Int, columns: Int) throws {
        var snapshot = Samples.snapshot()
        snapshot.rows[1].bid = Quote(price: -5, size: 1_234_567_890, orders: nil)
        snapshot.rows[2].ask = nil
        snapshot.rows[3].bid?.price = 12_345_678
        snapshot.rows[3].ask?.price = 12_345_701
        let grid = Samples.grid(rows: rows, columns: columns, snapshot)
        let lines = (0..<rows).map { row in (0..<columns).map { grid[row, $0].scalar } }
        let head = try #require(lines.firstIndex { String(String.UnicodeScalarView($0)).contains("SYMBOL") })
        let heading = String(String.UnicodeScalarView(lines[head]))
        for title in [" BID", " ASK", "SPREAD", "LAST", "VOLUME", "MSG/S"] {
            let range = try #require(heading.firstRange(of: title))
            let end = heading.unicodeScalars.distance(from: heading.startIndex, to: range.upperBound)
            for row in (head + 1)..<(head + 8) {
                #expect(lines[row][end - 1] != " ", "\(title) of row \(row) ends at column \(end)")
                #expect(lines[row][end] == " ", "\(title) of row \(row) ends at column \(end)")
            }
        }
    }

    @Test(
        "draws any size without a trap, and its table's room fits",
        arguments: [
            (1, 1), (2, 3), (5, 20), (10, 40), (12, 60), (16, 60), (24, 80), (30, 110), (40, 120), (50, 200),
            (100, 400),
        ])
    func anySize(rows: Int, columns: Int) {
        var snapshots = [Snapshot(), Samples.snapshot(rows: 120)]
        var hostile = Samples.snapshot(rows: 120)
        for index in hostile.rows.indices {
            hostile.rows[index].symbol = SymbolName(
                ["\u{1B}[2J", "東京電力", "\u{202E}abc", "a\u{301}"][index % 4])
            hostile.rows[index].priceScale = index % 2 == 0 ? 255 : 0
            hostile.rows[index].bid = Quote(price: .min, size: .max, orders: .max)
            hostile.rows[index].ask = Quote(price: .max, size: .max, orders: nil)
            hostile.rows[index].volume = .max
            hostile.rows[index].rate = index % 2 == 0 ? .nan : .infinity
            hostile.rows[index].key.feed = .max
        }
        hostile.feedClock = .max
        hostile.counters.messages = .max
        hostile.counters.malformedPackets = .max
        hostile.counters.malformedMessages = .max
        hostile.behind = -1
        hostile.rates.peak1ms = Peak(messages: .max, at: 1)
        hostile.sparkline = [.max, 0, .max]
        hostile.latencies[0].max = .max
        snapshots.append(hostile)
        for snapshot in snapshots {
            for status in [Samples.live(), Samples.replay()] {
                for isHelpShown in [false, true] {
                    var state = ViewState()
                    state.isHelpShown = isHelpShown
                    var grid = Grid(rows: rows, columns: columns)
                    Picture.draw(snapshot, status, &state, into: &grid)
                    let room = state.request.rowCount
                    #expect(room >= 0 && room < max(1, rows))
                    #expect(
                        grid.cells.allSatisfy { $0.scalar.value >= 0x20 || $0.scalar == Cell.continuation })
                    #expect(grid.cells.allSatisfy { $0.scalar.value != 0x202E })
                }
            }
        }
    }

    @Test("shows state and losses even at 20×5")
    func smallest() {
        let lines = Samples.draw(rows: 5, columns: 20)
        #expect(lines[0].hasSuffix(" LIVE"))
        #expect(lines[1].hasPrefix("09:31:07"))
        #expect(lines[2].hasPrefix("wire 1,014 gap 2"))
        #expect(lines[3].contains("149.10") && lines[3].contains("149.12"))
    }

    @Test("fits 40×10")
    func small() {
        let text = Samples.draw(rows: 10, columns: 40).joined(separator: "\n")
        for figure in ["LIVE", "12,345/s", "wire 1,014", "kernel 0", "here 0", "gaps 2", "149.10"] {
            #expect(text.contains(figure), "\(figure)")
        }
    }

    @Test("has words for flags where there is room, letters where there is not")
    func flags() {
        var snapshot = Samples.snapshot(rows: 3)
        snapshot.rows[0].flags = [.crossed, .halted]
        snapshot.rows[1].flags = .locked
        snapshot.rows[2].flags = .oneSided
        let wide = Samples.draw(rows: 50, columns: 200, snapshot).joined(separator: "\n")
        for word in ["CROSSED HALTED", "LOCKED", "ONE-SIDED"] { #expect(wide.contains(word)) }
        let narrow = Samples.draw(rows: 24, columns: 80, snapshot)
        func row(_ symbol: String) -> String? { narrow.first { $0.hasPrefix(" \(symbol) ") } }
        #expect(row("SYM0")?.hasSuffix(" XH") == true)
        #expect(row("SYM1")?.hasSuffix(" L") == true)
        #expect(row("SYM2")?.hasSuffix(" 1") == true)
    }

    @Test("prints - for what is not known, and 0 for what is")
    func unknown() throws {
        var snapshot = Snapshot()
        snapshot.feeds = [FeedSummary()]
        let lines = Samples.draw(rows: 24, columns: 80, snapshot, Samples.replay())
        let row = try #require(lines.first { $0.hasPrefix(" feed 1 ") })
        #expect(row.split(separator: " ").suffix(8) == ["-", "-", "-", "-", "-", "0", "-", "-"])
        #expect(lines.contains { $0.hasPrefix(" messages -  packets -  bytes -") })
        var status = Samples.live()
        status.knowsSequence = false
        let sequenceless = Samples.draw(rows: 24, columns: 80, Samples.snapshot(), status)
        #expect(sequenceless[4].contains("511     -     -     0     0"))
        #expect(sequenceless.contains { $0.contains("missing -") })
    }

    @Test("a figure is never cut to another figure")
    func uncut() {
        var grid = Grid(rows: 1, columns: 10)
        grid.putRight("123456", 0, end: 4, width: 4, Style(.foreground))
        #expect(grid.line(0) == "####")
    }

    @Test("explains an empty table")
    func empty() {
        var status = Samples.live()
        func text(_ status: SourceStatus) -> String {
            Samples.draw(rows: 24, columns: 80, Snapshot(), status).joined(separator: "\n")
        }
        #expect(text(status).contains("waiting for the first packet on udp://239.1.2.3:26477 …"))
        status.phase = .failed
        status.notice = "udp://239.1.2.3:26477: no such interface"
        #expect(text(status).contains("no such interface"))
        #expect(text(status).contains(" FAILED "))
        #expect(text(Samples.replay()).contains("reading Iex/DEEP10.pcap.gz …"))
    }

    @Test("marks the sorted column and its direction")
    func sortMark() {
        var snapshot = Samples.snapshot()
        snapshot.request.sort = .symbol
        func heading() -> String {
            Samples.draw(rows: 24, columns: 80, snapshot).first { $0.contains("SYMBOL") } ?? ""
        }
        #expect(heading().contains("SYMBOL▲"))
        snapshot.request.isInverted = true
        #expect(heading().contains("SYMBOL▼"))
        snapshot.request.sort = .volume
        #expect(heading().contains("VOLUME▲"))
    }

    @Test("highlights the selected row only")
    func selection() {
        var snapshot = Samples.snapshot()
        snapshot.request.selected = snapshot.rows[2].key
        let grid = Samples.grid(rows: 24, columns: 80, snapshot)
        let selected = (0..<24).filter { row in
            let style = grid[row, 0].style
            return style.role == .selection || style.ground == .selection
        }
        #expect(selected.map { grid.line($0).hasPrefix(" SYM2 ") } == [true])
    }

    @Test("names the feed of each row when there are several")
    func severalFeeds() {
        var snapshot = Samples.snapshot()
        snapshot.feeds.append(snapshot.feeds[0])
        snapshot.feeds[1].name = "239.1.2.4:26477"
        snapshot.feeds[1].state = .silent
        snapshot.rows[1].key.feed = 1
        let lines = Samples.draw(rows: 50, columns: 200, snapshot)
        #expect(lines[0].contains(" LIVE 1/2 ") && lines[0].contains("2 feeds"))
        #expect(lines.contains { $0.contains("SYM0 ") && $0.contains("239.1.2.3:26477") })
        #expect(lines.contains { $0.contains("SYM1 ") && $0.contains("239.1.2.4:26477") })
    }

    @Test("ASCII mode draws nothing but ASCII", arguments: [(24, 80), (50, 200)])
    func ascii(rows: Int, columns: Int) {
        var snapshot = Samples.snapshot()
        snapshot.rows[0].symbol = SymbolName("東京")
        var state = ViewState()
        state.isHelpShown = true
        for state in [ViewState(), state] {
            let grid = Samples.grid(
                rows: rows, columns: columns, snapshot, Samples.replay(), state, isASCII: true)
            #expect(grid.cells.allSatisfy { (0x20...0x7E).contains($0.scalar.value) })
        }
    }

    @Test("equal inputs make equal pictures, so nothing is sent")
    func still() {
        #expect(Samples.grid(rows: 24, columns: 80) == Samples.grid(rows: 24, columns: 80))
    }

    @Test("shows prices of several scales exactly and with as many decimals as any of them needs")
    func decimals() {
        var snapshot = Samples.snapshot(rows: 2)
        snapshot.rows[1].priceScale = 8
        snapshot.rows[1].bid = Quote(price: 12_345_678, size: 1, orders: nil)
        let lines = Samples.draw(rows: 24, columns: 80, snapshot)
        #expect(lines.contains { $0.contains("SYM0 ") && $0.contains("149.10000000") })
        #expect(lines.contains { $0.contains("SYM1 ") && $0.contains("0.12345678") })
    }
}

@Suite("The state in the header")
struct HeaderTests {
    private func header(_ status: SourceStatus, _ feed: FeedState = .live, _ state: ViewState = ViewState())
        -> String
    {
        var snapshot = Samples.snapshot()
        snapshot.feeds[0].state = feed
        return Samples.draw(rows: 24, columns: 80, snapshot, status, state)[0]
    }

    @Test(
        "tells waiting, live, idle, silent and ended apart",
        arguments: [
            (FeedState.waiting, " WAITING "), (.live, " LIVE "), (.idle, " IDLE "), (.silent, " SILENT "),
            (.ended, " ENDED "),
        ])
    func live(state: FeedState, word: String) {
        #expect(header(Samples.live(), state).contains(word))
    }

    @Test(
        "tells the speed of a replay",
        arguments: [(10.0, "REPLAY 10×"), (0.1, "REPLAY 0.1×"), (.infinity, "REPLAY max")])
    func replay(speed: Double, words: String) {
        var status = Samples.replay()
        status.speed = speed
        #expect(header(status).contains(words))
        status.phase = .paused
        #expect(header(status).contains(" PAUSED "))
        status.phase = .ended
        #expect(header(status).contains(" ENDED "))
    }

    @Test("counts what came while the picture is frozen")
    func frozen() {
        var state = ViewState()
        state.frozen = Samples.snapshot()
        var newest = Samples.snapshot()
        newest.counters.messages += 1234
        let lines = Samples.draw(rows: 24, columns: 80, newest, Samples.live(), state)
        #expect(lines[0].contains("FROZEN +1,234"))
        #expect(lines.contains { $0.contains("messages 391,999") })
    }
}

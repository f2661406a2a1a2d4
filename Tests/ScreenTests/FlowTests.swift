import Market
import OrderFlow
import Testing

@testable import Screen

@Suite("The Flow view")
struct FlowTests {
    private func state(span: Int = 0) -> ViewState {
        var state = ViewState()
        state.view = .flow
        state.span = span
        return state
    }

    private func text(
        _ rows: Int, _ columns: Int, _ snapshot: Snapshot = Samples.full(), span: Int = 0,
        _ status: SourceStatus = Samples.live()
    ) -> String {
        Samples.draw(rows: rows, columns: columns, snapshot, status, state(span: span)).joined(
            separator: "\n")
    }

    /// A flow of round figures.
    private func plain() -> Snapshot {
        var snapshot = Samples.full()
        var totals = FlowTotals()
        totals.buy.adds = FlowCount(messages: 400, quantity: 6000)
        totals.buy.cancels = FlowCount(messages: 200, quantity: 1000)
        totals.buy.executions = FlowCount(messages: 30, quantity: 1000)
        totals.sell.adds = FlowCount(messages: 100, quantity: 1000)
        totals.sell.cancels = FlowCount(messages: 100, quantity: 800)
        totals.sell.executions = FlowCount(messages: 20, quantity: 200)
        totals.sell.replaces = FlowCount(messages: 140, quantity: 9999)
        totals.trades = FlowCount(messages: 10, quantity: 500)
        snapshot.flow.lastSecond = totals
        return snapshot
    }

    @Test(
        "says what comes and goes by side, from 80×24 on",
        arguments: [[24, 80], [40, 120], [60, 200], [100, 400]])
    func essentials(size: [Int]) {
        let text = text(size[0], size[1], plain())
        for figure in [
            "per second, last 1 s", "BUY", "SELL", "MSG/S", "QTY/S", "adds", "cancels", "executions",
            "replaces", "6,000", "400", "9,999", "140", "imbalance +0.40", "cancels per trade 5.0",
            "adds 50 %",
            "cancels 30 %", "executions 5 %", "replaces 14 %", "SPY", "FOLLOW", "history", "TIME",
            "SYMBOL", "09:31:06.338600", "REFERENCE",
        ] {
            #expect(text.contains(figure), "\(figure)")
        }
    }

    @Test("w shows ten seconds as a rate and the session in all")
    func spans() {
        var snapshot = plain()
        snapshot.flow.lastTen = snapshot.flow.lastSecond
        snapshot.flow.session = snapshot.flow.lastSecond ?? FlowTotals()
        let ten = text(24, 80, snapshot, span: 1)
        #expect(ten.contains("per second, last 10 s") && ten.contains("       600        40 "))
        let session = text(24, 80, snapshot, span: 2)
        #expect(session.contains("in all, whole session") && session.contains("     6,000       400 "))
        #expect(text(24, 80, snapshot, span: 9).contains("in all, whole session"))
    }

    @Test("the imbalance is what the bid gained on the ask, of all that came and went")
    func imbalance() {
        var totals = FlowTotals()
        #expect(FlowFigures(totals: totals).imbalance == nil)
        totals.buy.adds.quantity = 60
        totals.sell.cancels.quantity = 40
        #expect(FlowFigures(totals: totals).imbalance == 1)
        totals.sell.adds.quantity = 60
        totals.buy.executions.quantity = 40
        #expect(FlowFigures(totals: totals).imbalance == 0)
        totals.sell.replaces.quantity = 1_000_000
        #expect(FlowFigures(totals: totals).imbalance == 0)
        (totals.buy.adds.quantity, totals.sell.adds.quantity) = (0, .max)
        #expect((FlowFigures(totals: totals).imbalance ?? 0) < -0.99)
    }

    @Test("what is not known yet is -, and a feed of price levels has a row for them")
    func unknown() {
        var snapshot = Samples.full()
        snapshot.flow = FlowDetail()
        let empty = text(24, 80, snapshot)
        for figure in ["         -         -", "imbalance -", "cancels per trade -", "adds -", "busiest -"] {
            #expect(empty.contains(figure), "\(figure)")
        }
        #expect(!empty.contains("levels"))
        snapshot.flow.session.buy.levels.messages = 12
        snapshot.flow.lastSecond = snapshot.flow.session
        let levels = text(24, 80, snapshot)
        #expect(levels.contains("levels 100 %"))
        #expect(levels.contains("         -        12 "), "a level's old quantity is not known")
        #expect(text(24, 80, snapshot).contains("imbalance -"))
    }

    @Test("follows the tape until it is held, and then counts what is newer")
    func follow() {
        var snapshot = Samples.full()
        snapshot.flow.tape.newer = 1234
        var state = state()
        state.request.tapeEnd = 391_100
        let lines = Samples.draw(rows: 24, columns: 80, snapshot, Samples.live(), state)
        let text = lines.joined(separator: "\n")
        #expect(text.contains("+1,234 newer") && !text.contains("FOLLOW"))
        #expect(lines[23].contains("F follow"))
    }

    @Test("the newest message is the lowest one, and no figure of it is shortened")
    func tape() throws {
        var snapshot = Samples.full()
        var entry = TapeEntry()
        entry.time = Samples.clock
        entry.symbol = SymbolName("ZVZZT")
        entry.kind = .execute
        entry.side = .sell
        entry.price = 12_345_678
        entry.quantity = 1_234_567_890
        entry.reference = .max
        snapshot.flow.tape.entries.append(entry)
        let lines = Samples.draw(rows: 24, columns: 80, snapshot, Samples.live(), state())
        let last = lines[22]
        for figure in ["09:31:07", "ZVZZT", "EXECUTE", "SELL", "1234.5678", "1,234,567,890"] {
            #expect(last.contains(figure), "\(figure)")
        }
        let wide = text(24, 120, snapshot)
        #expect(wide.contains("18446744073709551615"))
    }

    @Test("a status has words in place of figures")
    func statuses() {
        var snapshot = Samples.full()
        let changes: [StatusChange] = [.trading(.halted), .haltedHere(false), .bust]
        snapshot.flow.tape.entries += changes.map { change in
            var entry = TapeEntry()
            (entry.kind, entry.change, entry.time) = (.status, change, Samples.clock)
            entry.symbol = SymbolName("ZVZZT")
            entry.reference = change == .bust ? 4711 : 0
            return entry
        }
        let text = text(24, 80, snapshot)
        for words in ["STATUS     halted", "STATUS     released here", "STATUS     trade void, match 4711"] {
            #expect(text.contains(words), "\(words)")
        }
    }

    @Test("the meter points to the side that gains", arguments: [(true, "██┼──"), (false, "──┼██")])
    func meter(isBid: Bool, words: String) {
        var snapshot = Samples.full()
        var totals = FlowTotals()
        if isBid { totals.buy.adds.quantity = 9 } else { totals.sell.adds.quantity = 9 }
        snapshot.flow.lastSecond = totals
        #expect(text(24, 80, snapshot).contains(words))
    }

    @Test("fits the smallest screens", arguments: [[5, 20], [12, 40]])
    func small(size: [Int]) {
        let text = text(size[0], size[1], plain())
        for figure in ["400 ADD", "200 CXL", "30 EXE", "RPL"] {
            #expect(text.replacingBars.contains(figure), "\(figure)")
        }
    }

    @Test(
        "asks for as much of the tape as it has room for",
        arguments: [[24, 80], [40, 120], [60, 200], [12, 40]])
    func room(size: [Int]) {
        var state = state()
        var grid = Grid(rows: size[0], columns: size[1])
        Picture.draw(Samples.full(), Samples.live(), &state, into: &grid)
        let shown = (1..<size[0]).filter { grid.line($0).contains("09:31:0") }.count
        #expect(state.request.tapeCount == shown)
    }
}

extension String {
    /// Without the bars between figures and names.
    fileprivate var replacingBars: String {
        var text = filter { !"█▌▐".contains($0) }
        while let range = text.firstRange(of: "  ") { text.replaceSubrange(range, with: " ") }
        return text
    }
}

@Suite("Every view of the market")
struct ViewPictureTests {
    private static let sizes = [
        [1, 1], [2, 3], [5, 20], [9, 30], [12, 40], [12, 60], [18, 72], [24, 80], [30, 109], [34, 110],
        [40, 120],
        [60, 200], [100, 400],
    ]
    static let views: [SnapshotView] = [.overview, .book, .flow]

    private func snapshots() -> [Snapshot] {
        var hostile = Samples.manyFeeds(40)
        for index in hostile.feeds.indices {
            hostile.feeds[index].name = "\u{1B}[2J東京" + String(repeating: "x", count: 300)
            hostile.feeds[index].counters.missing = .max
            hostile.feeds[index].counters.lostWire = .max
            hostile.feeds[index].rates.messages1s = .infinity
            hostile.feeds[index].latencies[0].p99 = .max
            for line in hostile.feeds[index].lines.indices {
                hostile.feeds[index].lines[line].missingInKernel = .max
                hostile.feeds[index].lines[line].messages1s = .nan
                hostile.feeds[index].lines[line].wins = .max
            }
        }
        hostile.book.row?.symbol = SymbolName("\u{202E}\u{1B}[31m東京a\u{301}")
        hostile.book.row?.priceScale = 255
        hostile.book.row?.bid = Quote(price: .min, size: .max, orders: .max)
        hostile.book.row?.ask = Quote(price: .max, size: .max, orders: .max)
        hostile.book.row?.key.feed = .max
        hostile.book.bids = [
            Quote(price: .min, size: .max, orders: .max), Quote(price: .max, size: 0, orders: nil),
        ]
        hostile.book.asks = [Quote(price: .max, size: .max, orders: .max)]
        (hostile.book.bidLevels, hostile.book.askLevels) = (-1, .max)
        hostile.book.prices = [.min, nil, .max, 0]
        hostile.book.sparkline = [.max, 0]
        hostile.book.rates.peak1ms = Peak(messages: .max, at: .max)
        for index in hostile.flow.tape.entries.indices {
            hostile.flow.tape.entries[index].symbol = SymbolName("\u{1B}]0;x\u{7}")
            hostile.flow.tape.entries[index].price = index % 2 == 0 ? .min : nil
            hostile.flow.tape.entries[index].priceScale = UInt8(index % 256)
            hostile.flow.tape.entries[index].quantity = .max
            hostile.flow.tape.entries[index].time = .max
        }
        (hostile.flow.tape.newer, hostile.flow.tape.kept) = (.max, -1)
        hostile.flow.session.buy.adds = FlowCount(messages: .max, quantity: .max)
        hostile.flow.session.sell.adds = FlowCount(messages: .max, quantity: .max)
        hostile.flow.lastTen = hostile.flow.session
        for index in hostile.flow.movers.indices {
            hostile.flow.movers[index].rate = index % 2 == 0 ? .infinity : .nan
        }
        return [Snapshot(), Samples.snapshot(), Samples.full(), Samples.manyFeeds(12), hostile]
    }

    @Test(
        "is drawn at any size from anything, without a trap, and lets nothing harmful through",
        arguments: views)
    func anySize(view: SnapshotView) {
        for size in Self.sizes {
            for snapshot in snapshots() {
                for span in 0..<3 {
                    var state = ViewState()
                    state.view = view
                    state.span = span
                    let grid = Samples.grid(rows: size[0], columns: size[1], snapshot, Samples.live(), state)
                    let isSafe = grid.cells.allSatisfy {
                        ($0.scalar.value >= 0x20 && $0.scalar.value != 0x202E)
                            || $0.scalar == Cell.continuation
                    }
                    #expect(isSafe, "\(size)")
                }
            }
        }
    }

    @Test("has an ASCII form", arguments: views)
    func ascii(view: SnapshotView) {
        var state = ViewState()
        state.view = view
        for size in Self.sizes {
            let grid = Samples.grid(
                rows: size[0], columns: size[1], Samples.full(), Samples.live(), state, isASCII: true)
            #expect(grid.cells.allSatisfy { (0x20...0x7E).contains($0.scalar.value) })
        }
    }

    @Test("cuts no figure of an ordinary market", arguments: views)
    func uncut(view: SnapshotView) {
        var state = ViewState()
        state.view = view
        for size in Self.sizes where size[1] >= 20 {
            let lines = Samples.draw(rows: size[0], columns: size[1], Samples.full(), Samples.live(), state)
            #expect(lines.allSatisfy { !$0.contains("#") }, "\(size)")
        }
    }

    @Test("is drawn the same while it is frozen, whatever comes", arguments: views)
    func frozen(view: SnapshotView) {
        var state = ViewState()
        state.view = view
        state.frozen = Samples.full()
        let before = Samples.grid(rows: 40, columns: 120, Samples.full(), Samples.live(), state)
        var newest = Samples.manyFeeds(3)
        newest.counters = Samples.full().counters
        newest.book = Samples.book(seed: 99)
        newest.flow = Samples.flow(seed: 99)
        #expect(Samples.grid(rows: 40, columns: 120, newest, Samples.live(), state) == before)
    }
}

@Suite("The table of feeds")
struct FeedTableTests {
    private func lines(_ count: Int, rows: Int = 24, columns: Int = 80) -> [String] {
        Samples.draw(rows: rows, columns: columns, Samples.manyFeeds(count))
    }

    @Test("begins with all feeds together and shows the worst where not all fit, and how many more there are")
    func tooMany() throws {
        let lines = lines(12)
        let total = try #require(lines.firstIndex { $0.contains("all 12 feeds") })
        #expect(lines[total].contains("8 LIVE"))
        let text = lines.joined(separator: "\n")
        #expect(text.contains("239.1.11.3:26477  SILENT"))
        let more = try #require(lines.first { $0.contains(" more: ") })
        let shown = lines.filter { $0.hasPrefix(" 239.1.") }.count
        #expect(more.hasPrefix(" +\(12 - shown) more: ") && more.contains("LIVE"))
        #expect(lines.filter { $0.contains("149.") }.count >= 8)
    }

    @Test("shows every feed and line where there is room, lines below their feed")
    func all() {
        let lines = lines(3, rows: 60, columns: 200)
        #expect(lines.filter { $0.contains("239.1.2.4:26477") }.count == 3)
        let first = lines.firstIndex { $0.contains("239.1.0.3:26477") } ?? 0
        #expect(
            lines[first + 1].contains(" A 239.1.2.3:26477") && lines[first + 2].contains(" B 239.1.2.4:26477")
        )
        #expect(!lines.contains { $0.contains(" more: ") })
    }

    @Test(
        "states the window and the samples of its latencies at every size",
        arguments: [[24, 80], [40, 120], [60, 200]])
    func window(size: [Int]) {
        for count in [1, 5] {
            let text = lines(count, rows: size[0], columns: size[1]).joined(separator: "\n")
            #expect(
                text.contains("10 s, n=12,345") || (text.contains("last 10 s") && text.contains("12,345")))
        }
    }

    @Test("shows the shortest window of each latency, and - while it is empty, not the session's")
    func windows() throws {
        var snapshot = Samples.snapshot()
        snapshot.latencies = snapshot.latencies.flatMap { window in
            var session = window
            (session.windowSeconds, session.p99, session.negative) = (0, 777_000_000, 99)
            return [window, session]
        }
        var text = Samples.draw(rows: 40, columns: 120, snapshot).joined(separator: "\n")
        #expect(!text.contains("777 ms") && text.contains(" last 10 s ") && text.contains("10 s, n=12,345 "))
        #expect(text.contains("clock skew: 99 negative in feed"))
        for index in snapshot.latencies.indices where snapshot.latencies[index].windowSeconds == 10 {
            snapshot.latencies[index].count = 0
        }
        text = Samples.draw(rows: 40, columns: 120, snapshot).joined(separator: "\n")
        let row = try #require(
            text.split(separator: "\n").first { $0.contains(" LIVE  ") && $0.contains("511") })
        #expect(row.filter { $0 == "-" }.count == 4)
        #expect(text.contains("10 s, n=0 ") && !text.contains("777 ms"))
    }

    @Test(
        "leaves the instruments eight rows at 80×24 whatever the feeds are", arguments: [1, 2, 3, 5, 8, 40])
    func rows(count: Int) {
        var snapshot = Samples.manyFeeds(count)
        Samples.doubt(&snapshot)
        var state = ViewState()
        var grid = Grid(rows: 24, columns: 80)
        Picture.draw(snapshot, Samples.live(), &state, into: &grid)
        #expect(state.request.rowCount >= 8)
        for size in [[34, 110], [40, 120]] {
            var grid = Grid(rows: size[0], columns: size[1])
            Picture.draw(snapshot, Samples.live(), &state, into: &grid)
            #expect(state.request.rowCount >= 8, "\(size)")
        }
    }
}

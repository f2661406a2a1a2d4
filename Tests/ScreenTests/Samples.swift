import Market
import OrderFlow

@testable import Screen

/// Fixed pictures of a market for the tests.
enum Samples {
    /// 2025-11-21 09:31:07.412 in New York.
    static let clock: UInt64 = 1_763_735_467_412_000_000

    static func row(_ index: Int, symbol: String? = nil) -> InstrumentRow {
        var row = InstrumentRow()
        row.key = InstrumentKey(feed: 0, instrument: UInt16(index))
        row.symbol = SymbolName(symbol ?? "SYM\(index)")
        row.bid = Quote(price: 1_491_000 + Int64(index) * 100, size: 100, orders: 1)
        row.ask = Quote(price: 1_491_200 + Int64(index) * 100, size: 200, orders: 2)
        row.last = 1_491_100
        row.lastSize = 5
        row.trades = 1
        row.volume = 12_345
        row.messages = UInt64(5000 - index)
        row.rate = 12
        row.status = .trading
        return row
    }

    static func snapshot(rows: Int = 40, count: Int = 8032) -> Snapshot {
        var snapshot = Snapshot()
        var feed = FeedSummary()
        feed.name = "239.1.2.3:26477"
        feed.transport = "moldudp64"
        feed.content = "itch50"
        feed.isEastern = true
        feed.state = .live
        snapshot.feeds = [feed]
        snapshot.counters.packets = 121_314
        snapshot.counters.messages = 391_999
        snapshot.counters.bytes = 38_200_000
        snapshot.counters.gaps = 2
        snapshot.counters.missing = 1014
        snapshot.counters.lostWire = 1014
        snapshot.feeds[0].counters = snapshot.counters
        snapshot.recentLosses = [SequenceRange(first: 1001, last: 1010, noticed: clock)]
        snapshot.feedClock = clock
        snapshot.rates.messages1s = 12_345
        snapshot.rates.messages10s = 11_020
        snapshot.rates.bytes1s = 1_201_000
        snapshot.rates.bytes10s = 1_099_000
        snapshot.rates.peak1ms = Peak(messages: 511, at: clock)
        snapshot.rates.peak1s = Peak(messages: 9811, at: clock)
        snapshot.sparkline = (0..<60).map { UInt32($0 * 10) }
        snapshot.latencies = LatencyStage.allCases.map { stage in
            var summary = LatencySummary()
            summary.stage = stage
            summary.windowSeconds = 10
            summary.count = 12_345
            summary.negative = stage == .feed ? 12 : 0
            (summary.p50, summary.p90, summary.p99) = (12_100, 14_000, 20_200)
            (summary.p999, summary.max) = (31_000, 90_000)
            return summary
        }
        snapshot.instrumentCount = count
        snapshot.rows = (0..<rows).map { row($0) }
        return snapshot
    }

    /// The same on two lines, of which B lags.
    static func twoLines() -> Snapshot {
        var snapshot = snapshot()
        for (number, name) in ["239.1.2.3:26477", "239.1.2.4:26477"].enumerated() {
            var line = LineSummary()
            line.line = UInt8(number)
            line.name = name
            line.state = number == 0 ? .live : .silent
            line.packets = 121_300
            line.messages1s = number == 0 ? 12_345 : 0
            line.peak1ms = number == 0 ? 511 : 498
            line.messages = 391_120 - UInt64(number) * 1000
            line.wins = number == 0 ? 300_000 : 91_999
            line.missing = number == 0 ? 0 : 2027
            line.missingInKernel = number == 0 ? 0 : 27
            line.onlyHere = number == 0 ? 1013 : 0
            line.leads = 5000
            (line.leadP50, line.leadP99, line.leadMax) = (12_100, 180_000, 2_310_000)
            snapshot.feeds[0].lines.append(line)
        }
        snapshot.recentLosses.append(
            SequenceRange(
                first: 990, last: 999, noticed: clock, cause: .line, line: 1, lost: 0, fill: .line))
        return snapshot
    }

    /// Makes the feed's books suspect.
    static func doubt(_ snapshot: inout Snapshot, losses: UInt64 = 1) {
        var suspicion = Suspicion()
        suspicion.since = clock
        (suspicion.first, suspicion.last, suspicion.losses) = (1001, 1010, losses)
        snapshot.feeds[0].suspicion = suspicion
        snapshot.feeds[0].suspectInstruments = snapshot.instrumentCount
    }

    static func live() -> SourceStatus {
        var status = SourceStatus()
        status.source = "udp://239.1.2.3:26477"
        status.receive = "recvmmsg"
        status.knowsKernelDrops = true
        return status
    }

    static func replay() -> SourceStatus {
        var status = SourceStatus()
        status.source = "Iex/DEEP10.pcap.gz"
        status.kind = .replay
        status.speed = 10
        status.progress = 0.42
        return status
    }

    /// The picture as lines, the table cut to the rows there is room for, as the market would answer.
    static func draw(
        rows: Int, columns: Int, _ snapshot: Snapshot = snapshot(), _ status: SourceStatus = live(),
        _ state: ViewState = ViewState(), isASCII: Bool = false
    ) -> [String] {
        let grid = grid(rows: rows, columns: columns, snapshot, status, state, isASCII: isASCII)
        return (0..<grid.rows).map(grid.line)
    }

    static func grid(
        rows: Int, columns: Int, _ snapshot: Snapshot = snapshot(), _ status: SourceStatus = live(),
        _ state: ViewState = ViewState(), isASCII: Bool = false
    ) -> Grid {
        var state = state
        var empty = Grid(rows: rows, columns: columns, isASCII: isASCII)
        Picture.draw(snapshot, status, &state, into: &empty)
        var cut = snapshot
        cut.rows = Array(snapshot.rows.prefix(state.request.rowCount))
        var grid = Grid(rows: rows, columns: columns, isASCII: isASCII)
        Picture.draw(cut, status, &state, into: &grid)
        return grid
    }
}

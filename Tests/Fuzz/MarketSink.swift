import Market
import OrderFlow
import Screen

@testable import Intake

/// Hands events to a market in batches, and looks at that from all sides at the end.
struct MarketSink: ReceiverSink, ~Copyable {
    private(set) var model = MarketModel(isWatched: true)
    private(set) var messages: UInt64 = 0
    private var waiting: [OrderEvent] = []
    private var now: UInt64 = 1_577_700_000_000_000_000
    /// Feeds that are entered here are known to the market before the next batch.
    let directory: FeedDirectory

    init(directory: FeedDirectory = FeedDirectory()) { self.directory = directory }

    var isAbandoned: Bool { false }
    var owesNotice: Bool { false }
    mutating func beginPacket(byteCount: Int) {}
    mutating func publish(at now: UInt64) {}
    mutating func settleWhenIdle(at now: UInt64) {}
    mutating func settle() {}

    mutating func accept(_ event: OrderEvent) {
        if event.isMessage { messages += 1 }
        waiting.append(event)
        if waiting.count == 64 { apply() }
    }

    /// Applies what waits, `nanoseconds` later by the host's clock.
    mutating func apply(after nanoseconds: UInt64 = 1000) {
        model.addFeeds(of: directory)
        now &+= nanoseconds
        let events = waiting
        waiting.removeAll()
        model.apply(events.span, now: now)
    }

    /// - Parameter isCounted: Each message stood behind a packet event of a known feed.
    mutating func look(isCounted: Bool = true) {
        apply()
        let report = model.report()
        precondition(
            !isCounted || report.counters.messages == messages,
            "\(messages) messages went in, and \(report.counters.messages) came out")
        for feed in report.feeds {
            precondition(feed.messagesByType.reduce(0, &+) == feed.summary.counters.messages)
            for row in feed.instruments { check(row) }
        }
        var snapshot = Snapshot()
        var state = ViewState()
        state.request.rowCount = 40
        // A snapshot costs far more than an input, so each input asks for one order only.
        let keys = TableColumn.allCases
        state.request.sort = keys[Int(messages % UInt64(keys.count))]
        state.request.isInverted = messages & 1 == 1
        state.request.move = Int(messages & 7) - 3
        let views = SnapshotView.allCases
        state.request.view = views[Int(messages / 3 % UInt64(views.count))]
        state.request.isComplete = messages % 5 == 0
        (state.request.depth, state.request.tapeCount, state.request.listCount) = (20, 40, 40)
        if messages % 2 == 0 { state.request.tapeEnd = messages / 2 }
        model.snapshot(state.request, now: now, into: &snapshot)
        precondition(snapshot.rows.count == min(40, snapshot.instrumentCount))
        draw(snapshot, state)
    }

    /// The view asked for at one of the usual sizes, then one at any size, from one cell on, as the request that came of
    /// drawing is answered.
    private mutating func draw(_ first: Snapshot, _ initial: ViewState) {
        var (snapshot, state) = (first, initial)
        var grid = messages & 3 == 0 ? Grid(rows: 50, columns: 200) : Grid(rows: 24, columns: 80)
        Picture.draw(snapshot, SourceStatus(), &state, into: &grid)
        let seed =
            (messages &+ 1) &* 0x9E37_79B9_7F4A_7C15 ^ (snapshot.counters.packets &* 0xBF58_476D_1CE4_E5B9)
        let views = SnapshotView.allCases
        state.view = views[Int(seed >> 60) % views.count]
        state.span = Int(seed >> 58 & 3) % 3
        state.request.isComplete = seed >> 57 & 1 == 1
        state.request.listFirst = Int(seed >> 49 & 255)
        if let row = snapshot.rows.first { state.request.selected = row.key }
        model.snapshot(state.request, now: now, into: &snapshot)
        if seed >> 56 & 1 == 1, state.request.isComplete { state.frozen = snapshot }
        var status = SourceStatus()
        status.kind = seed >> 55 & 1 == 1 ? .replay : .live
        status.feedCount = Int(seed >> 53 & 3)
        var any = Grid(rows: 1 + Int(seed >> 8 & 127), columns: 1 + Int(seed >> 16 & 511))
        Picture.draw(snapshot, status, &state, into: &any)
        for key in [Key.down, .pageUp, .character("g"), .pageDown, .character("G")] {
            _ = state.handle(key, showing: snapshot, status)
        }
        model.snapshot(state.request, now: now, into: &snapshot)
        var small = Grid(rows: 1 + Int(seed >> 24 & 31), columns: 1 + Int(seed >> 32 & 127))
        Picture.draw(snapshot, status, &state, into: &small)
    }

    private func check(_ row: InstrumentRow) {
        precondition(row.bid?.size != 0 && row.ask?.size != 0, "a level without quantity")
        if let last = row.last, let high = row.high, let low = row.low {
            precondition(low <= last && last <= high, "\(last) is not in \(low) ... \(high)")
        }
        _ = DecimalText.price(row.last ?? .min, scale: row.priceScale)
        _ = DecimalText.timestamp(row.updated)
        _ = ExchangeTime.easternDay(at: row.updated)
        _ = row.symbol.description
    }
}

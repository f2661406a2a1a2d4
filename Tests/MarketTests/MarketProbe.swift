import Market
import OrderFlow

/// A market with one feed, for tests: events in, rows and reports out.
struct MarketProbe: ~Copyable {
    var model: MarketModel
    /// Host clock of what is applied.
    var now: UInt64 = MarketProbe.start

    /// Some moment on a whole second, ns since the epoch.
    static let start: UInt64 = 1_700_000_000_000_000_000

    init(
        feeds: Int = 1, lines: [String] = [], isOrderLevel: Bool = true, isWatched: Bool = false,
        thresholds: AlertThresholds = AlertThresholds(), isReplay: Bool = false
    ) {
        model = MarketModel(isWatched: isWatched, thresholds: thresholds, isReplay: isReplay)
        for feed in 0..<feeds {
            var description = FeedDescription(
                name: "feed \(feed)", transport: "moldudp64", content: "itch-5.0", isEastern: true,
                isOrderLevel: isOrderLevel)
            description.lines = lines
            model.addFeed(description)
        }
        if feeds > 0 {
            apply([.packet(feed: 0, sequence: 1, messages: 1, bytes: 100, received: 0, intake: 0)])
        }
    }

    mutating func apply(_ events: [OrderEvent], source: Int = 0) {
        model.apply(events.span, source: source, now: now)
    }

    mutating func report(_ feed: Int = 0) -> FeedReport { model.report().feeds[feed] }
    mutating func counters() -> FeedCounters { report().summary.counters }

    /// The row of an instrument of the first feed.
    mutating func row(_ instrument: UInt16 = 1) -> InstrumentRow? {
        report().instruments.first { $0.key.instrument == instrument }
    }

    mutating func snapshot(_ request: SnapshotRequest) -> Snapshot {
        var snapshot = Snapshot()
        model.snapshot(request, now: now, into: &snapshot)
        return snapshot
    }
}

extension OrderEvent {
    /// An order of instrument 1, unless told otherwise.
    static func add(
        _ reference: UInt64, _ side: Side = .buy, _ price: Int64, _ quantity: UInt32, instrument: UInt16 = 1,
        timestamp: UInt64 = 0
    ) -> OrderEvent {
        OrderEvent(
            .add, type: UInt8(ascii: "A"), instrument: instrument, side: side, reference: reference,
            price: price, quantity: quantity, timestamp: timestamp)
    }

    /// The two events of a replace.
    static func replace(
        _ old: UInt64, by new: UInt64, _ price: Int64, _ quantity: UInt32, instrument: UInt16 = 1
    ) -> [OrderEvent] {
        [
            OrderEvent(.replacing, type: UInt8(ascii: "U"), instrument: instrument, reference: old),
            OrderEvent(
                .replace, type: UInt8(ascii: "U"), instrument: instrument, reference: new, price: price,
                quantity: quantity, continuation: true),
        ]
    }

    static func trade(
        _ price: Int64, _ quantity: UInt32, instrument: UInt16 = 1, timestamp: UInt64 = 0, quiet: Bool = false
    ) -> OrderEvent {
        OrderEvent(
            .trade, type: UInt8(ascii: "P"), instrument: instrument, price: price, quantity: quantity,
            timestamp: timestamp, quiet: quiet)
    }

    static func match(_ number: UInt64) -> OrderEvent {
        OrderEvent(.match, reference: number, continuation: true)
    }
}

import OrderFlow

@testable import Market

/// A market that somebody watches, and what is seen of it.
extension MarketProbe {
    static let second: UInt64 = 1_000_000_000

    static func watched(
        feeds: Int = 1, isOrderLevel: Bool = true, isReplay: Bool = false,
        _ change: (inout AlertThresholds) -> Void = { _ in }
    ) -> MarketProbe {
        var thresholds = AlertThresholds()
        change(&thresholds)
        return MarketProbe(
            feeds: feeds, isOrderLevel: isOrderLevel, isWatched: true, thresholds: thresholds,
            isReplay: isReplay)
    }

    /// Applies whole messages: what they did to a book is settled.
    mutating func deliver(_ events: [OrderEvent]) { apply(events + [OrderEvent(.published)]) }

    /// A packet of a feed, with messages that change nothing.
    mutating func packet(feed: UInt16 = 0, messages: Int = 1, received: UInt64 = 0) {
        let notice = OrderEvent(.notice, type: 1, timestamp: received)
        deliver(
            [.packet(feed: feed, sequence: 1, messages: messages, bytes: 9, received: received, intake: 0)]
                + [OrderEvent](repeating: notice, count: messages))
    }

    /// Lets time pass by the host's clock, with a look every 100 ms.
    mutating func wait(_ seconds: Double) {
        for _ in 0..<Int(seconds * 10) {
            now += 100_000_000
            model.tick(now: now)
        }
    }

    /// Lets time pass by the feed's clock, with a message every 100 ms up to so many seconds after ``start``.
    mutating func pass(until seconds: Double) {
        let end = Self.start + UInt64(seconds * 1e9)
        let begin = max(Self.start, model.latestTime)
        guard begin < end else { return }
        for time in stride(from: begin, to: end, by: 100_000_000) + [end] {
            deliver([OrderEvent(.notice, type: 1, timestamp: time)])
        }
    }

    /// Newest first.
    mutating func log() -> Market.EventList {
        var request = SnapshotRequest()
        request.isComplete = true
        return model.eventList(request)
    }

    /// Oldest first.
    mutating func kinds() -> [MarketEvent.Kind] { log().entries.reversed().map(\.kind) }

    mutating func alerts() -> AlertSummary {
        var snapshot = Snapshot()
        model.fillAlerts(&snapshot)
        return snapshot.alerts
    }

    /// `silence`, or `silence over` when it is cleared and not acknowledged.
    mutating func rules() -> [String] {
        alerts().alerts.map { $0.isRaised ? $0.rule.rawValue : "\($0.rule.rawValue) over" }
    }
}

extension OrderEvent {
    static func level(
        _ price: Int64, _ quantity: UInt32, _ side: Side, instrument: UInt16 = 1, quiet: Bool = false
    ) -> OrderEvent {
        OrderEvent(
            .level, type: 56, instrument: instrument, side: side, price: price, quantity: quantity,
            quiet: quiet)
    }

    static func quote(
        _ price: Int64, _ side: Side, instrument: UInt16 = 1, continuation: Bool = false
    ) -> OrderEvent {
        OrderEvent(
            .quote, type: 81, instrument: instrument, side: side, price: price, quantity: 5,
            continuation: continuation)
    }
}

internal import OrderFlow

/// What is kept for somebody who watches: the event log, the books that are crossed now, and the alerts. It is reached
/// only through the one ``MarketModel`` that made it.
final class Lookout: @unchecked Sendable {
    var log = EventLog()
    var crossings = CrossingSet()
    var alerts: AlertBoard
    /// Host clock of what happens now, ns since the epoch.
    var now: UInt64 = 0
    /// By feed, as last seen.
    var feeds: [FeedWatch] = []
    /// The record that was logged last.
    var burst: UInt64 = 0
    /// Records of fewer messages in a millisecond are nothing to tell.
    static let smallestBurst: UInt64 = 100

    /// Host clock of the last look, and of the last one at the percentiles; 0: none.
    var looked: UInt64 = 0
    var digested: UInt64 = 0
    /// What that was: ns at the 99th percentile of handling over ten seconds; 0: no samples.
    var tail: UInt64 = 0
    /// By how much the books lagged behind the wire since the last look, at most; ns.
    var behind: UInt64 = 0

    init(_ thresholds: AlertThresholds) { alerts = AlertBoard(thresholds) }

    /// The feed's place in ``feeds``, made when there is none yet.
    func place(of feed: Int) -> Int {
        while feeds.count <= feed { feeds.append(FeedWatch()) }
        return feed
    }

    /// Notes what concerns no feed.
    func note(_ kind: MarketEvent.Kind, severity: Severity = .info) {
        var event = MarketEvent(kind, severity: severity)
        event.hostTime = now
        log.note(event)
    }
}

/// What was seen of a feed at the last look.
struct FeedWatch {
    var state = FeedState.waiting
    /// The most messages lost at once since then.
    var loss: UInt64 = 0
}

/// The books that are crossed now, at most 4,096; one more is not noticed before another has ended.
struct CrossingSet {
    static let capacity = 4096
    /// Feed time when each began.
    private(set) var since: [InstrumentKey: UInt64] = [:]
    /// Those that a feed forgets; empty in between, and kept for its room.
    private var leaving: [InstrumentKey] = []

    init() {
        since.reserveCapacity(Self.capacity)
        leaving.reserveCapacity(Self.capacity)
    }

    var hasRoom: Bool { since.count < Self.capacity }

    mutating func begin(_ key: InstrumentKey, at time: UInt64) { since[key] = time }

    /// - Returns: How long it lasted, ns of feed time.
    mutating func end(_ key: InstrumentKey, at time: UInt64) -> UInt64 {
        let began = since.removeValue(forKey: key) ?? time
        return time - min(time, began)
    }

    /// The feed began anew.
    mutating func forget(feed: Int) {
        for key in since.keys where Int(key.feed) == feed { leaving.append(key) }
        for key in leaving { since[key] = nil }
        leaving.removeAll(keepingCapacity: true)
    }
}

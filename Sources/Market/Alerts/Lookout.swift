internal import OrderFlow

/// What is kept for somebody who watches: the event log, the books that are crossed now, and the alerts. It is reached
/// only through the one ``MarketModel`` that made it.
final class Lookout: @unchecked Sendable {
    var log = EventLog()
    var crossings = CrossingSet()
    var alerts: AlertBoard
    /// Host clock of what happens now, ns since the epoch; of a replay always 0, for there it says nothing.
    var now: UInt64 = 0
    /// By feed, as last seen.
    var feeds: [FeedWatch] = []
    /// The record that was logged last.
    var burst: UInt64 = 0
    /// Records of fewer messages in a millisecond are nothing to tell.
    static let smallestBurst: UInt64 = 100

    /// When the last look was, by the host's clock, or by the feeds' in a replay; 0: there was none.
    var looked: UInt64 = 0
    /// Host clock of the first packet, and of the last look at the percentiles; 0: none.
    var begun: UInt64 = 0
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
    func note(_ kind: MarketEvent.Kind, severity: Severity = .info, at time: UInt64 = 0) {
        var event = MarketEvent(kind, severity: severity)
        event.time = time
        event.hostTime = now
        log.note(event)
    }

    /// The books of a feed are right again, or empty: the crossings that there are count for themselves.
    func trustBooks(of feed: Int) {
        feeds[place(of: feed)].crossed = BookSet()
        crossings.unfold(feed: feed)
    }
}

/// What was seen of a feed at the last look.
struct FeedWatch {
    var state = FeedState.waiting
    /// Suspect books that were crossed since its books are suspect.
    var crossed = BookSet()
}

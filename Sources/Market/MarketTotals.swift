import Books
/// What concerns all feeds together, and the state of the batch being applied.
struct MarketTotals: ~Copyable {
    /// So many events are looked at together: their orders and instruments are asked for two such lots ahead, and their
    /// levels one.
    static let ahead = 24

    /// Host clock of the batch, ns since the epoch.
    var now: UInt64 = 0
    /// Host clock at the intake of the newest packet applied; 0: not known.
    var intake: UInt64 = 0
    /// Events of the batch that may be applied before more is to be asked for, and those whose memory was.
    var looked = 0
    var fetched = 0
    var fetchedLevels = 0

    /// In a replay that somebody watches, a look is due before what has a later feed time than this; 0: before the next
    /// event. Else the host's clock says when, and nothing is later than this.
    var quietUntil: UInt64
    private let isLookedAtByFeedTime: Bool
    private let isWatched: Bool

    var rates = RateMeter()
    /// What the Rates view shows, and nobody keeps for a summary.
    var log: RateLog
    var watch = MarketWatch()
    /// What the events being applied did to the books.
    var lane: BookLane
    var window: LatencyWindow
    /// When the second of the feed stage's window began.
    private var feedSecond: UInt64 = 0
    /// Of the batch's host clock, counted from the epoch.
    private(set) var hostSecond: UInt64 = 0

    /// - Parameters:
    ///   - isWatched: Somebody looks at the details; see ``MarketModel``.
    ///   - isReplay: The feeds' clocks say when it is time for what no message tells.
    init(isWatched: Bool, isReplay: Bool) {
        self.isWatched = isWatched
        isLookedAtByFeedTime = isWatched && isReplay
        quietUntil = isLookedAtByFeedTime ? 0 : .max
        log = RateLog(isKept: isWatched)
        window = LatencyWindow(isLong: isWatched)
        lane = BookLane(isRead: isWatched)
    }

    /// Rates, peaks and latencies begin anew.
    mutating func resetCounters() {
        rates = RateMeter()
        log = RateLog(isKept: isWatched)
        window = LatencyWindow(isLong: isWatched)
        (feedSecond, hostSecond) = (0, 0)
    }

    /// A feed's clock was set back.
    mutating func lookAnew() {
        if isLookedAtByFeedTime { quietUntil = 0 }
    }

    mutating func begin(_ host: UInt64) {
        now = host
        lookAnew(from: 0)
        rotate(host: host)
    }

    /// The events from `index` on are another feed's than those before.
    mutating func lookAnew(from index: Int) { (looked, fetched, fetchedLevels) = (index, index, index) }

    /// Brings the windows of the stages that go by the host's clock up to date.
    mutating func rotate(host: UInt64) {
        let second = host / FeedClock.second
        guard second != hostSecond else { return }
        hostSecond = second
        window.rotate(.handling, to: second)
        window.rotate(.parse, to: second)
        window.rotate(.queue, to: second)
    }

    /// The same for the feed stage, given when the feed's current second began.
    @inline(__always)
    mutating func rotate(feed secondStart: UInt64) {
        guard secondStart != feedSecond else { return }
        feedSecond = secondStart
        window.rotate(.feed, to: secondStart / FeedClock.second)
    }
}

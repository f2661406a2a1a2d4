/// What concerns all feeds together, and the state of the batch being applied.
struct MarketTotals: ~Copyable {
    /// How many events ahead the order's slot and the instrument are asked for, and how many the level.
    static let farAhead = 16
    static let nearAhead = 6

    /// Host clock of the batch, ns since the epoch.
    var now: UInt64 = 0
    /// Host clock at the intake of the newest packet applied; 0: not known.
    var intake: UInt64 = 0
    /// Events of the batch whose memory was asked for.
    var fetched = 0
    var fetchedLevels = 0

    var rates = RateMeter()
    /// What the Rates view shows, and nobody keeps for a summary.
    var log: RateLog
    var watch = MarketWatch()
    var window: LatencyWindow
    /// When the second of the feed stage's window began.
    private var feedSecond: UInt64 = 0
    /// Of the batch's host clock, counted from the epoch.
    private(set) var hostSecond: UInt64 = 0

    /// - Parameter isWatched: Somebody looks at the details; see ``MarketModel``.
    init(isWatched: Bool) {
        log = RateLog(isKept: isWatched)
        window = LatencyWindow(isLong: isWatched)
    }

    mutating func begin(_ host: UInt64) {
        now = host
        fetched = 0
        fetchedLevels = 0
        rotate(host: host)
    }

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

/// What concerns all feeds together, and the state of the batch being applied.
struct MarketTotals {
    /// How many events ahead the order's slot and the instrument are asked for, and how many the ladder.
    static let farAhead = 16
    static let nearAhead = 8

    /// Host clock of the batch, ns since the epoch.
    var now: UInt64 = 0
    /// Events of the batch whose memory was asked for.
    var fetched = 0
    var fetchedLadders = 0

    private(set) var rates = RateMeter()
    var window = LatencyWindow()
    /// The latest second any feed told, or what it came back to after a long step back.
    private var feedSecond: UInt64 = 0

    mutating func begin(_ host: UInt64) {
        now = host
        fetched = 0
        fetchedLadders = 0
        let second = host / FeedClock.second
        window.rotate(.handling, to: second)
        window.rotate(.parse, to: second)
        window.rotate(.queue, to: second)
    }

    mutating func add(_ traffic: Traffic, inMillisecond time: UInt64) {
        rates.add(traffic, inMillisecond: time)
        let second = time / FeedClock.second
        if second != feedSecond {
            feedSecond = second
            window.rotate(.feed, to: second)
        }
    }
}

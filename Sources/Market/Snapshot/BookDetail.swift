/// One instrument in full.
public struct BookDetail: Sendable, Equatable {
    /// `nil`: no instrument is there yet.
    public var row: InstrumentRow?
    /// The best levels of each side, best first, at most ``SnapshotRequest/depth``.
    public var bids: [Quote] = []
    public var asks: [Quote] = []
    /// Levels there are in all.
    public var bidLevels = 0
    public var askLevels = 0
    /// Feed time since which the figures below are gathered (the instrument was selected then), ns since the epoch;
    /// 0: not yet.
    public var watchedSince: UInt64 = 0
    public var rates = RateSummary()
    /// Messages in each of the last 60 whole seconds, oldest first; fewer when it is watched for less.
    public var sparkline: [UInt32] = []
    /// Raw price of the last trade, or the middle of the book before any, at the end of each of the last 60 whole
    /// seconds, oldest first; `nil`: there was none. Those before `watchedSince` come from the trades that the tape
    /// held then; so there may be more of them than of the sparkline.
    public var prices: [Int64?] = []
    /// Feed and handling stage since then; empty: no samples.
    public var latencies: [LatencySummary] = []
    /// Its own messages.
    public var tape = Tape()
    public init() {}
}

/// A picture of the market at one moment, for the screen and for reports. Plain values, filled by the market thread.
public struct Snapshot: Sendable {
    /// Rises with each one taken.
    public var number: UInt64 = 0
    /// The request it answers, with firstRow, selected and so on as they came out.
    public var request = SnapshotRequest()
    /// A search that was asked for found nothing.
    public var searchFailed = false
    /// What time it is for the feeds: the latest that they told (receive or message time), gone on with the host's clock
    /// where live feeds are silent; ns since the epoch; 0: none yet.
    public var feedClock: UInt64 = 0
    /// Since when counts, peaks, ledger, latencies of the session, alerts and events are kept, feed time in ns since the
    /// epoch; 0: since the start.
    public var since: UInt64 = 0
    /// When it was taken, host clock, ns since the epoch.
    public var hostClock: UInt64 = 0
    public var feeds: [FeedSummary] = []
    /// All feeds together.
    public var counters = FeedCounters()
    public var rates = RateSummary()
    /// Messages in each of the last 60 whole seconds of feed time, oldest first; fewer when the feed is younger.
    public var sparkline: [UInt32] = []
    /// One for each stage that has samples, in the order of ``LatencyStage``.
    public var latencies: [LatencySummary] = []
    /// Rows of the table in all, of those that the filter lets through.
    public var instrumentCount = 0
    /// Rows there would be without a filter.
    public var unfilteredCount = 0
    /// The rows asked for, in order; row 0 is row `request.firstRow` of the table.
    public var rows: [InstrumentRow] = []
    /// The latest losses of all feeds, newest first; what the books lack before what only one line lost.
    public var recentLosses: [SequenceRange] = []
    /// Events published but not applied when it was taken.
    public var behind = 0
    /// The source has ended, and all that it brought is applied.
    public var isOver = false
    /// How old the newest applied event was then, ns since the intake of its packet; 0: nothing waits.
    public var behindAge: UInt64 = 0
    /// The most of both since the start.
    public var mostBehind = 0
    public var mostBehindAge: UInt64 = 0
    public var alerts = AlertSummary()
    // Details of the view asked for; of the others as they are when new.
    public var book = BookDetail()
    public var flow = FlowDetail()
    public var history = RateHistory()
    public var latency = LatencyDetail()
    public var gaps = GapList()
    public var events = EventList()
    public init() {}

    /// Rows, tape entries and list entries of a complete snapshot, at most.
    public static let longestList = 4096
}

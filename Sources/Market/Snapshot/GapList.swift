/// An entry of the ledger.
public struct GapEntry: Sendable, Equatable {
    public var feed = 0
    public var range: SequenceRange
    /// Instruments whose books it made suspect: all that the feed had when it was noticed, with an order, a level, a quote
    /// or a trade; 0: none, for another line had the messages or
    /// a request brought them in time.
    public var instruments = 0
    public init(_ range: SequenceRange, feed: Int = 0, instruments: Int = 0) {
        self.range = range
        self.feed = feed
        self.instruments = instruments
    }
}

/// What one line of a feed lost and another had, taken together.
public struct LineLosses: Sendable, Equatable {
    public var feed = 0
    public var line: UInt8 = 0
    /// Ranges kept, and messages of them that another line had.
    public var ranges = 0
    public var messages: UInt64 = 0
    /// The lowest and the highest number of the latest numbering.
    public var first: UInt64 = 0
    public var last: UInt64 = 0
    /// Feed time when the first and the last of them was noticed, ns since the epoch.
    public var since: UInt64 = 0
    public var until: UInt64 = 0
    public init() {}
}

/// A part of the ledger of all feeds.
public struct GapList: Sendable, Equatable {
    /// Newest first, in the order in which they were noticed, whatever the feeds' clocks said: each loss of a feed once,
    /// and what one line lost and another had where that was asked for.
    public var entries: [GapEntry] = []
    /// Entries above the first one here.
    public var first = 0
    /// Entries kept in all that the filter lets through, those there would be without one, and earlier ones that were
    /// not kept.
    public var count = 0
    public var unfilteredCount = 0
    public var evicted = 0
    /// What one line lost and another had, a line each, of that which the filter lets through.
    public var lines: [LineLosses] = []
    public init() {}
}

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

/// A part of the ledger of all feeds.
public struct GapList: Sendable, Equatable {
    /// Newest first, in the order in which they were noticed, whatever the feeds' clocks said.
    public var entries: [GapEntry] = []
    /// Entries above the first one here.
    public var first = 0
    /// Entries kept in all, and earlier ones that were not kept.
    public var count = 0
    public var evicted = 0
    public init() {}
}

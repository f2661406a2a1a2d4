/// What the screen asks for.
public struct SnapshotRequest: Sendable, Equatable {
    public var sort: SortKey = .messages
    public var isInverted = false
    /// First row wanted; brought back into range by the answer.
    public var firstRow = 0
    /// Rows that fit on the screen.
    public var rowCount = 0
    /// The selected instrument stays selected whatever the order does. `nil`: the first row.
    public var selected: InstrumentKey?
    /// Moves the selection by so many rows (and brings it into view); 0 leaves the view where it is.
    public var move = 0
    /// Finds the next (+1) or previous (-1) instrument whose symbol contains `pattern` (case-insensitive); 0: no search.
    /// A search starts at the selection and wraps around.
    public var search = 0
    public var pattern = ""
    /// The source is paused or over: rates and windows stand still with the feed's clock.
    public var holdsClock = false
    public init() {}
}

/// Which instrument of which feed.
public struct InstrumentKey: Sendable, Hashable {
    public var feed: UInt16
    public var instrument: UInt16
    public init(feed: UInt16, instrument: UInt16) {
        self.feed = feed
        self.instrument = instrument
    }
}

/// What the table can be sorted by. Ties go by symbol, then feed.
public enum SortKey: Int, Sendable, CaseIterable {
    case symbol, bidSize, bid, ask, askSize, spread, last, volume, messages, rate, flags
}

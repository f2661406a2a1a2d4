/// What the screen asks for.
public struct SnapshotRequest: Sendable, Equatable {
    /// Whose details are filled in; the table, the feeds, the totals and the alerts come with every view.
    public var view = SnapshotView.overview
    /// The details of every view at once, with lists as long as ``Snapshot/longestList``: for a picture that is held.
    public var isComplete = false
    public var sort: TableColumn = .messages
    public var isInverted = false
    /// Only such instruments, on the tape only such messages, and in the ledger only such losses; `nil`: all.
    public var filter: Filter?
    /// First row wanted; brought back into range by the answer.
    public var firstRow = 0
    /// Rows that fit on the screen.
    public var rowCount = 0
    /// The selected instrument stays selected whatever the order does. `nil`: the first row.
    public var selected: InstrumentKey?
    /// Moves the selection by so many rows (and brings it into view); 0 leaves the view where it is.
    public var move = 0
    /// Brings the selection into view where it is: the order is another one.
    public var isRevealing = false
    /// Finds the next (+1) or previous (-1) instrument whose symbol contains `pattern` (case-insensitive); 0: no search.
    /// A search starts at the selection and wraps around.
    public var search = 0
    public var pattern = ""
    /// The search is for the one whose symbol is `pattern` as a whole, letter by letter.
    public var isExact = false
    /// Levels of the book wanted on each side.
    public var depth = 0
    /// Messages of the tape wanted, and the number of the last one (``TapeEntry/number``); `nil`: the newest. A page
    /// that would reach beyond the oldest message kept is filled up with newer ones.
    public var tapeCount = 0
    public var tapeEnd: UInt64?
    /// Instead, the number of the first one wanted; one that is gone gives way to the oldest still there.
    public var tapeFrom: UInt64?
    /// Entries of the view's list (gaps, events) wanted, and how many newer ones lie above the first; brought back
    /// into range by the answer.
    public var listCount = 0
    public var listFirst = 0
    /// The ledger lists what one line lost and another had, range by range.
    public var showsLineLosses = false
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

/// The columns of the instrument table. It can be sorted by each; ties go by symbol, then feed.
public enum TableColumn: String, Sendable, CaseIterable {
    case symbol, feed, bidOrders, bidSize, bid, ask, askSize, askOrders, spread, last, lastSize, volume,
        trades
    case high, low, messages, rate, age, flags
}

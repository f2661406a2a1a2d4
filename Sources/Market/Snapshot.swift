public import OrderFlow

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

/// A picture of the market at one moment, for the screen and for reports. Plain values, filled by the market thread.
public struct Snapshot: Sendable {
    /// Rises with each one taken.
    public var number: UInt64 = 0
    /// The request it answers, with firstRow, selected and so on as they came out.
    public var request = SnapshotRequest()
    /// A search that was asked for found nothing.
    public var searchFailed = false
    /// The latest time the feeds told (receive or message time), ns since the epoch; 0: none yet.
    public var feedClock: UInt64 = 0
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
    /// Rows of the table in all.
    public var instrumentCount = 0
    /// The rows asked for, in order; row 0 is row `request.firstRow` of the table.
    public var rows: [InstrumentRow] = []
    /// Events published but not applied when it was taken.
    public var behind = 0
    public init() {}
}

/// Whether a feed lives. A feed that ended, fell silent or idles is three different things.
public enum FeedState: String, Sendable {
    /// Nothing came since the start.
    case waiting
    /// Messages came within the last two seconds.
    case live
    /// Only heartbeats come.
    case idle
    /// Nothing comes, not even heartbeats.
    case silent
    /// The sender said that the session is over.
    case ended
}

public struct FeedSummary: Sendable {
    public var name = ""
    public var transport = ""
    public var content = ""
    public var isEastern = false
    public var state = FeedState.waiting
    public var counters = FeedCounters()
    public var first: UInt64 = 0
    public var last: UInt64 = 0
    public init() {}
}

public struct FeedCounters: Sendable, Equatable {
    public var packets: UInt64 = 0
    public var bytes: UInt64 = 0
    public var messages: UInt64 = 0
    public var heartbeats: UInt64 = 0
    public var gaps: UInt64 = 0
    public var missing: UInt64 = 0
    public var duplicates: UInt64 = 0
    public var resets: UInt64 = 0
    public var malformedPackets: UInt64 = 0
    public var malformedMessages: UInt64 = 0
    public var skippedMessages: UInt64 = 0
    /// Messages about orders that are not in the book.
    public var unknownReferences: UInt64 = 0
    /// Adds of a reference that was already in the book; the new order took its place.
    public var reusedReferences: UInt64 = 0
    /// Executions or reductions of more than the order had; clamped to what it had.
    public var overExecutions: UInt64 = 0
    /// Messages that named another instrument than their order has; the order's own was used.
    public var mismatchedInstruments: UInt64 = 0
    /// Orders or levels refused because a bound of memory was met.
    public var refused: UInt64 = 0
    /// Datagrams the kernel dropped for want of socket buffer.
    public var kernelDrops: UInt64 = 0
    /// Messages this program dropped because its ring was full.
    public var shed: UInt64 = 0
    public init() {}
}

/// Message and byte rates by feed time.
public struct RateSummary: Sendable, Equatable {
    /// Per second, over the last whole second and the last ten; `nil`: not known yet.
    public var messages1s: Double?
    public var messages10s: Double?
    public var bytes1s: Double?
    public var bytes10s: Double?
    public var packets1s: Double?
    public var peak1ms = Peak()
    public var peak1s = Peak()
    public init() {}
}

/// The most messages in any window of one length (aligned to that length), and when the window began.
public struct Peak: Sendable, Equatable {
    public var messages: UInt64 = 0
    /// ns since the epoch; 0: no messages yet.
    public var at: UInt64 = 0
    public init(messages: UInt64 = 0, at: UInt64 = 0) {
        self.messages = messages
        self.at = at
    }
}

/// The named stages of latency.
public enum LatencyStage: Int, Sendable, CaseIterable {
    /// Exchange time stamp → receive time stamp.
    case feed
    /// Receive time stamp → applied to the book (files: from when the bytes were first readable).
    case handling
    /// Receive time stamp → published to the ring.
    case parse
    /// Published → applied to the book.
    case queue

    public var name: String {
        switch self {
        case .feed: "feed"
        case .handling: "handling"
        case .parse: "parse"
        case .queue: "queue"
        }
    }
}

/// Percentiles of one stage over one window. Nanoseconds.
public struct LatencySummary: Sendable, Equatable {
    public var stage = LatencyStage.feed
    /// Length of the window in seconds; 0: the whole session.
    public var windowSeconds = 0
    public var count: UInt64 = 0
    /// Samples that were negative (clock skew); they are in no percentile.
    public var negative: UInt64 = 0
    public var p50: UInt64 = 0
    public var p90: UInt64 = 0
    public var p99: UInt64 = 0
    public var p999: UInt64 = 0
    public var max: UInt64 = 0
    public init() {}
}

/// One instrument, as the table shows it.
public struct InstrumentRow: Sendable, Equatable {
    public var key = InstrumentKey(feed: 0, instrument: 0)
    public var symbol = SymbolName()
    /// Implied decimals of the raw prices below.
    public var priceScale: UInt8 = 4
    /// `nil`: that side is empty.
    public var bid: Quote?
    public var ask: Quote?
    /// Raw price of the last trade; `nil`: none.
    public var last: Int64?
    public var lastSize: UInt64 = 0
    /// Sign of the last trade's move against the one before: -1, 0, 1.
    public var lastTick: Int8 = 0
    public var trades: UInt64 = 0
    public var volume: UInt64 = 0
    public var high: Int64?
    public var low: Int64?
    public var messages: UInt64 = 0
    /// Messages per second over the last whole second of feed time.
    public var rate: Double = 0
    public var status = TradingStatus.unknown
    public var flags: InstrumentFlags = []
    /// Feed time of its last message, ns since the epoch.
    public var updated: UInt64 = 0
    public init() {}
}

/// The best level of one side.
public struct Quote: Sendable, Equatable {
    public var price: Int64
    public var size: UInt64
    /// `nil`: the feed does not tell.
    public var orders: UInt32?
    public init(price: Int64, size: UInt64, orders: UInt32?) {
        self.price = price
        self.size = size
        self.orders = orders
    }
}

public struct InstrumentFlags: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// Best bid above best ask.
    public static let crossed = InstrumentFlags(rawValue: 1)
    /// Best bid equal to best ask.
    public static let locked = InstrumentFlags(rawValue: 2)
    /// Halted or paused, on all markets or on this venue.
    public static let halted = InstrumentFlags(rawValue: 4)
    /// One side of the book is empty and the other is not.
    public static let oneSided = InstrumentFlags(rawValue: 8)
}

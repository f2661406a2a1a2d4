public import OrderFlow

/// How much an entry of the event log matters.
public enum Severity: UInt8, Sendable, Comparable {
    case info, warning, alert
    public static func < (left: Severity, right: Severity) -> Bool { left.rawValue < right.rawValue }
}

/// Something notable that happened.
public struct MarketEvent: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        /// A feed went from one state to another.
        case state(from: FeedState, to: FeedState)
        /// The sender began anew; `next` is the sequence number it goes on with, 0: not told.
        case reset(next: UInt64)
        case endOfSession
        case gap(SequenceRange)
        /// Messages came after all.
        case filled(first: UInt64, last: UInt64, LossFill)
        /// A packet that fits no sequence of the feed.
        case stray(sequence: UInt64, messages: UInt64)
        /// Datagrams the kernel dropped.
        case kernelDrops(UInt64)
        /// Messages this program dropped.
        case shed(UInt64)
        /// An instrument's trading status changed.
        case status(TradingStatus)
        /// An instrument was halted or released on this venue alone.
        case haltedHere(Bool)
        /// Best bid above best ask.
        case crossed(bid: Int64, ask: Int64)
        /// A crossing is over; it lasted so many ns of feed time.
        case uncrossed(lasted: UInt64)
        /// So many suspect books were crossed since they are suspect, each counted once: no event of its own.
        case suspectCrossed(books: Int, since: UInt64)
        /// The most messages in a millisecond so far, when the record rose by half at least.
        case burst(messages: UInt64)
        case booksSuspect(SuspicionCause)
        case booksTrusted
        case raised(AlertRule, value: Double)
        case cleared(AlertRule, lasted: UInt64)
        case acknowledged(alerts: Int)
        /// The operator had counts, peaks, ledger, alerts and events begin anew.
        case countersReset
    }

    /// Counts the events, from 1.
    public var number: UInt64 = 0
    /// Feed time, ns since the epoch; 0: the feed had told none.
    public var time: UInt64 = 0
    /// Host clock, ns since the epoch.
    public var hostTime: UInt64 = 0
    public var kind: Kind
    public var severity = Severity.info
    /// `nil`: it concerns all.
    public var feed: Int?
    /// The instrument, where it is about one, with its price scale.
    public var instrument: InstrumentKey?
    public var symbol = SymbolName()
    public var priceScale: UInt8 = 4
    /// Further events of the same sort and feed that it stands for, when too many came: their quantities are summed
    /// (drops, messages shed) or the greatest is told (bursts, crossings' lengths).
    public var joined: UInt64 = 0
    /// Feed time of the last of those, ns since the epoch; 0: there are none.
    public var until: UInt64 = 0
    public init(_ kind: Kind, severity: Severity = .info) {
        self.kind = kind
        self.severity = severity
    }
}

/// A part of the event log.
public struct EventList: Sendable, Equatable {
    /// Newest first.
    public var entries: [MarketEvent] = []
    /// Entries above the first one here.
    public var first = 0
    /// Entries kept in all, and earlier ones that were not kept.
    public var count = 0
    public var evicted: UInt64 = 0
    public init() {}
}

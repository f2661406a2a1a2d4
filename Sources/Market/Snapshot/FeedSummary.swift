import Books

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
    /// How its first packet begins, where its format is not known.
    public var firstBytes: [UInt8] = []
    /// Its sender numbers what it sends, so that it can be told what is missing.
    public var knowsSequence = true
    public var state = FeedState.waiting
    public var counters = FeedCounters()
    public var first: UInt64 = 0
    public var last: UInt64 = 0
    /// Line A first; empty for a feed on a single line.
    public var lines: [LineSummary] = []
    /// Why its books may be wrong; `nil`: they are right, as far as is known.
    public var suspicion: Suspicion?
    /// Instruments whose books may be wrong.
    public var suspectInstruments = 0
    public var rates = RateSummary()
    /// The feed and handling stages over the last ten seconds; a stage without samples since the start is not there.
    /// Percentiles are never too low, and too high by less than 3.2 %.
    public var latencies: [LatencySummary] = []
    public init() {}

    /// What its messages are is known.
    public var isKnown: Bool { !content.isEmpty }
    /// Nothing is: what comes there may be no feed at all.
    public var isUnknown = false

    /// Messages were lost for its books, and they were not refreshed since.
    public var isSuspect: Bool { suspicion != nil }
}

public struct FeedCounters: Sendable, Equatable {
    public var packets: UInt64 = 0
    public var bytes: UInt64 = 0
    public var messages: UInt64 = 0
    public var heartbeats: UInt64 = 0
    /// Holes in the sequence on every line.
    public var gaps: UInt64 = 0
    /// Messages in those holes: what came in time on no line. The sum of the next three.
    public var missing: UInt64 = 0
    /// Of those, lost between the sender and this host.
    public var lostWire: UInt64 = 0
    /// Of those, lost in this host's kernel.
    public var lostKernel: UInt64 = 0
    /// Of those, lacking in the capture, though they may have been on the wire.
    public var lostCapture: UInt64 = 0
    /// Of those, come after all, too late for the books.
    public var filledLate: UInt64 = 0
    /// Messages asked for and sent again, in time for the books; they are not missing.
    public var filledByRequest: UInt64 = 0
    public var duplicates: UInt64 = 0
    public var resets: UInt64 = 0
    /// Packets that fit no sequence of the feed: damaged, or sent to the wrong group.
    public var strays: UInt64 = 0
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

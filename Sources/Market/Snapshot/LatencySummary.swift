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
    public var p9999: UInt64 = 0
    public var max: UInt64 = 0
    /// Samples of more than a year, beyond what the percentiles tell apart: one that falls among them is the longest.
    public var beyond: UInt64 = 0
    public init() {}
}

/// What came in one stretch of feed time.
public struct RatePoint: Sendable, Equatable {
    /// When it began, ns since the epoch.
    public var time: UInt64 = 0
    public var messages: UInt64 = 0
    public var packets: UInt64 = 0
    public var bytes: UInt64 = 0
    /// Messages that were noticed in it as missing: in the books, and on one line of several while another had them.
    public var lost: UInt64 = 0
    public var lostOnLines: UInt64 = 0
    /// The most messages in any window of these lengths in it (aligned to the length).
    public var peak1ms: UInt64 = 0
    public var peak10ms: UInt64 = 0
    public var peak100ms: UInt64 = 0
    /// The busiest second of it; of a single second the same as `messages`.
    public var peak1s: UInt64 = 0
    public init() {}
}

/// Messages of one type on the wire.
public struct TypeCount: Sendable, Equatable {
    public var feed = 0
    public var type: UInt8 = 0
    /// What the protocol calls it; empty: not known.
    public var name = ""
    public var messages: UInt64 = 0
    /// In the last whole second of feed time; `nil`: not known yet.
    public var lastSecond: UInt64?
    public init() {}
}

/// The rates over time, all feeds together.
public struct RateHistory: Sendable, Equatable {
    /// The last whole seconds, at most 600, oldest first, without holes.
    public var seconds: [RatePoint] = []
    /// The whole session in at most 240 stretches of `secondsPerPoint`, oldest first, without holes; the last may be
    /// incomplete.
    public var session: [RatePoint] = []
    public var secondsPerPoint = 1
    /// The highest of the session by window, and when.
    public var peak1ms = Peak()
    public var peak10ms = Peak()
    public var peak100ms = Peak()
    public var peak1s = Peak()
    /// Those that came, by feed and then by count, the most first.
    public var types: [TypeCount] = []
    public init() {}
}

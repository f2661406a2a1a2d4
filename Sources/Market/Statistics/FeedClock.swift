import OrderFlow

/// The time a feed tells. It does not go back, unless by so much that what it told before must have been
/// wrong.
struct FeedClock {
    static let millisecond: UInt64 = 1_000_000
    static let second = ExchangeTime.nanosecondsPerSecond
    /// A step back of less than this (lines out of step, late messages) is ignored.
    static let tolerance = 10 * second

    /// ns since the epoch; 0: the feed has told no time yet.
    private(set) var now: UInt64 = 0
    /// When the millisecond and the second of `now` began.
    private(set) var millisecondStart: UInt64 = 0
    private(set) var secondStart: UInt64 = 0
    private(set) var first: UInt64 = 0
    private var latestLeft: UInt64 = 0
    /// A new session began: its clock is its own, and a step back is no lateness.
    private(set) var isRestarted = false
    /// The latest time ever told.
    var latest: UInt64 { max(latestLeft, now) }

    /// Goes on within the current millisecond; `false`, with nothing changed, when `time` is outside of it.
    @inline(__always)
    mutating func advanceWithinMillisecond(_ time: UInt64) -> Bool {
        guard time &- millisecondStart < Self.millisecond else { return false }
        if time > now { now = time }
        return true
    }

    /// `time` is late: it belongs to the current millisecond for want of a better one.
    func isLate(_ time: UInt64) -> Bool { !isRestarted && time < now && now - time < Self.tolerance }

    /// What is told from now on counts as the first.
    mutating func beginAnew() { first = now }

    mutating func restart() { isRestarted = true }

    /// Goes to another millisecond.
    mutating func step(to time: UInt64) {
        if first == 0 { first = time }
        isRestarted = false
        latestLeft = max(latestLeft, now)
        now = time
        millisecondStart = time - time % Self.millisecond
        secondStart = time - time % Self.second
    }
}

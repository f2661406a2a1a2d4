/// What came second by second over the last minutes and, more coarsely, since the start, with the busiest windows of
/// four lengths. By feed time, and with the same rules as ``RateMeter``: what lies less than ten seconds back counts in
/// the current window, and a longer step back begins anew (peaks stay).
///
/// The session has at most ``most`` points; when one more would be needed, they are joined two by two. Memory is fixed,
/// and each call does a bounded amount of work whatever the times are.
struct RateLog {
    /// Whole seconds that are kept, one by one.
    static let history = 600
    /// Points of the session, at most.
    static let most = 240

    private struct Second {
        var point = RatePoint()
        /// What is left of before the log began anew is of an earlier era.
        var era: UInt64 = 0
    }

    private static let slots: UInt64 = 640
    /// Empty when nothing is kept.
    private var seconds: [Second] = []
    private var era: UInt64 = 1
    private var session: [RatePoint] = []
    /// The latest point of the session, and the binary logarithm of the seconds to each.
    private var latest = 0
    private var doublings: UInt64 = 0

    /// The current second and millisecond, counted from the epoch, and the first second with traffic.
    private var second: UInt64 = 0
    private var millisecond: UInt64 = 0
    private var firstSecond: UInt64 = .max
    private var isRestarted = false
    /// Messages in the current windows of 1, 10 and 100 ms.
    private var in1ms: UInt64 = 0
    private var in10ms: UInt64 = 0
    private var in100ms: UInt64 = 0
    private var peak1ms = Peak()
    private var peak10ms = Peak()
    private var peak100ms = Peak()
    private var peak1s = Peak()

    /// - Parameter isKept: Else nothing is remembered, and it costs nothing.
    init(isKept: Bool) {
        guard isKept else { return }
        seconds = Array(repeating: Second(), count: Int(Self.slots))
        session = Array(repeating: RatePoint(), count: Self.most)
    }

    /// Counts what came in one millisecond or a part of it.
    mutating func add(_ traffic: Traffic, inMillisecond time: UInt64) {
        guard !seconds.isEmpty else { return }
        let told = time / FeedClock.millisecond
        if told != millisecond || firstSecond == .max { step(to: told) }
        in1ms &+= traffic.messages
        in10ms &+= traffic.messages
        in100ms &+= traffic.messages
        let slot = Int(second % Self.slots)
        seconds[slot].point.add(traffic, in1ms, in10ms, in100ms)
        let inSecond = seconds[slot].point.messages
        session[latest].add(traffic, in1ms, in10ms, in100ms)
        session[latest].peak1s = max(session[latest].peak1s, inSecond)
        peak1ms.raise(in1ms, millisecond, 1)
        peak10ms.raise(in10ms, millisecond, 10)
        peak100ms.raise(in100ms, millisecond, 100)
        peak1s.raise(inSecond, millisecond, 1000)
    }

    /// What is told next may lie anywhere.
    mutating func restart() { isRestarted = true }

    private mutating func step(to told: UInt64) {
        if !isRestarted, told < millisecond, millisecond - told < FeedClock.tolerance / FeedClock.millisecond
        {
            return
        }
        isRestarted = false
        in1ms = 0
        if told / 10 != millisecond / 10 { in10ms = 0 }
        if told / 100 != millisecond / 100 { in100ms = 0 }
        millisecond = told
        let next = told / 1000
        if firstSecond == .max || next < second {
            (in10ms, in100ms) = (0, 0)
            begin(at: next)
        } else if next != second {
            enter(next)
        }
    }

    private mutating func begin(at next: UInt64) {
        era &+= 1
        firstSecond = next
        doublings = 0
        latest = 0
        session[0] = RatePoint(second: next)
        second = next
        seconds[Int(next % Self.slots)] = Second(point: RatePoint(second: next), era: era)
    }

    private mutating func enter(_ next: UInt64) {
        second = next
        seconds[Int(next % Self.slots)] = Second(point: RatePoint(second: next), era: era)
        let joined = Self.joining((next - firstSecond) >> doublings)
        if joined > 0 {
            let mask = 1 << joined - 1
            for index in 0...latest {
                let whole = index >> joined
                if index & mask == 0 {
                    session[whole] = session[index]
                } else {
                    session[whole].join(session[index])
                }
            }
            latest >>= joined
            doublings += UInt64(joined)
        }
        let wanted = Int((next - firstSecond) >> doublings)
        while latest < wanted {
            latest += 1
            session[latest] = RatePoint(second: firstSecond + UInt64(latest) << doublings)
        }
    }

    /// How often points must be joined two by two until there is room for number `index`.
    private static func joining(_ index: UInt64) -> Int {
        max(0, index.bitWidth - (index / UInt64(most)).leadingZeroBitCount)
    }
}

extension RateLog {
    /// Everything but the types, at a feed time that may be later than the last traffic.
    func history(at time: UInt64) -> RateHistory {
        var history = RateHistory()
        history.peak1ms = peak1ms
        history.peak10ms = peak10ms
        history.peak100ms = peak100ms
        history.peak1s = peak1s
        guard firstSecond != .max else { return history }
        let now = max(second, time / FeedClock.second)
        let shown = min(UInt64(Self.history), now - firstSecond)
        history.seconds.reserveCapacity(Int(shown))
        for back in stride(from: shown, to: 0, by: -1) { history.seconds.append(point(of: now - back)) }
        let joined = Self.joining((now - firstSecond) >> doublings)
        let each = doublings + UInt64(joined)
        history.secondsPerPoint = 1 << Int(each)
        let points = Int((now - firstSecond) >> each) + 1
        history.session.reserveCapacity(points)
        for index in 0..<points {
            history.session.append(RatePoint(second: firstSecond + UInt64(index) << each))
        }
        for index in 0...latest { history.session[index >> joined].join(session[index]) }
        return history
    }

    private func point(of wanted: UInt64) -> RatePoint {
        let entry = seconds[Int(wanted % Self.slots)]
        guard entry.era == era, entry.point.time == wanted * FeedClock.second else {
            return RatePoint(second: wanted)
        }
        var point = entry.point
        point.peak1s = point.messages
        return point
    }
}

extension RatePoint {
    fileprivate init(second: UInt64) {
        self.init()
        time = second * FeedClock.second
    }

    fileprivate mutating func add(
        _ traffic: Traffic, _ in1ms: UInt64, _ in10ms: UInt64, _ in100ms: UInt64
    ) {
        messages &+= traffic.messages
        packets &+= traffic.packets
        bytes &+= traffic.bytes
        lost.addClamped(traffic.lost)
        lostOnLines.addClamped(traffic.lostOnLines)
        peak1ms = max(peak1ms, in1ms)
        peak10ms = max(peak10ms, in10ms)
        peak100ms = max(peak100ms, in100ms)
    }

    /// Takes in what follows.
    fileprivate mutating func join(_ next: RatePoint) {
        messages &+= next.messages
        packets &+= next.packets
        bytes &+= next.bytes
        lost.addClamped(next.lost)
        lostOnLines.addClamped(next.lostOnLines)
        peak1ms = max(peak1ms, next.peak1ms)
        peak10ms = max(peak10ms, next.peak10ms)
        peak100ms = max(peak100ms, next.peak100ms)
        peak1s = max(peak1s, next.peak1s)
    }
}

extension Peak {
    /// - Parameter length: Of the window that `millisecond` (since the epoch) lies in, ms.
    fileprivate mutating func raise(_ count: UInt64, _ millisecond: UInt64, _ length: UInt64) {
        guard count > messages else { return }
        self = Peak(messages: count, at: (millisecond - millisecond % length) * FeedClock.millisecond)
    }
}

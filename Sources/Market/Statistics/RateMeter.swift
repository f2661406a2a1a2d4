import OrderFlow

/// What came in some stretch of feed time.
struct Traffic {
    var messages: UInt64 = 0
    var packets: UInt64 = 0
    var bytes: UInt64 = 0
    /// Messages noticed as missing in the books, and on one line that another had.
    var lost: UInt64 = 0
    var lostOnLines: UInt64 = 0

    @inline(__always)
    static func += (left: inout Traffic, right: Traffic) {
        left.messages &+= right.messages
        left.packets &+= right.packets
        left.bytes &+= right.bytes
    }
}

/// Rates by feed time: the last 60 whole seconds one by one, and the busiest millisecond and second.
///
/// Each call does a bounded amount of work, whatever the times are: what lies less than ten seconds back
/// counts in the current window, and a longer step back begins anew (peaks stay).
struct RateMeter {
    private static let slots: UInt64 = 64
    static let history = 60

    private var seconds = InlineArray<64, Traffic>(repeating: Traffic())
    /// The current second and millisecond, counted from the epoch, and the first second with traffic.
    private var second: UInt64 = 0
    private var millisecond: UInt64 = 0
    private var firstSecond: UInt64 = .max
    private var inMillisecond: UInt64 = 0
    /// A new session began: its clock is its own, and a step back is no lateness.
    private var isRestarted = false
    private(set) var peak1ms = Peak()
    /// The most messages in one millisecond since somebody last took it.
    private var recentPeak = Peak()
    private var peak1s = Peak()

    /// Counts what came in one millisecond or a part of it.
    mutating func add(_ traffic: Traffic, inMillisecond time: UInt64) {
        let told = time / FeedClock.millisecond
        if told != millisecond { step(to: told) }
        inMillisecond &+= traffic.messages
        if traffic.messages > 0, inMillisecond > recentPeak.messages {
            recentPeak = Peak(messages: inMillisecond, at: millisecond * FeedClock.millisecond)
        }
        if inMillisecond > peak1ms.messages {
            peak1ms = Peak(messages: inMillisecond, at: millisecond * FeedClock.millisecond)
        }
        let slot = Int(second % Self.slots)
        seconds[slot] += traffic
        if seconds[slot].messages > peak1s.messages {
            peak1s = Peak(messages: seconds[slot].messages, at: second * FeedClock.second)
        }
    }

    /// The most messages in one millisecond since the last call.
    mutating func takeRecentPeak() -> Peak {
        defer { recentPeak = Peak() }
        return recentPeak
    }

    /// What is told next may lie anywhere.
    mutating func restart() { isRestarted = true }

    private mutating func step(to told: UInt64) {
        if !isRestarted, told < millisecond, millisecond - told < FeedClock.tolerance / FeedClock.millisecond
        {
            return
        }
        let next = told / 1000
        if firstSecond == .max || next < second {
            seconds = InlineArray(repeating: Traffic())
            firstSecond = next
        } else {
            for passed in 0..<Int(min(next - second, Self.slots)) {
                seconds[Int((next - UInt64(passed)) % Self.slots)] = Traffic()
            }
        }
        isRestarted = false
        second = next
        millisecond = told
        inMillisecond = 0
    }

    /// The traffic of a second; none when it is not among those remembered.
    private func traffic(_ wanted: UInt64) -> Traffic {
        wanted <= second && second - wanted < Self.slots ? seconds[Int(wanted % Self.slots)] : Traffic()
    }

    /// The rates at a feed time, which may be later than the last traffic.
    func summary(at time: UInt64) -> RateSummary {
        var summary = RateSummary()
        summary.peak1ms = peak1ms
        summary.peak1s = peak1s
        let now = max(second, time / FeedClock.second)
        guard firstSecond != .max else { return summary }
        // The first second was probably met in its midst, so it is not a whole one.
        if now - firstSecond >= 2 {
            let last = traffic(now - 1)
            summary.messages1s = Double(last.messages)
            summary.bytes1s = Double(last.bytes)
            summary.packets1s = Double(last.packets)
        }
        if now - firstSecond >= 11 {
            var ten = Traffic()
            for back in 1...10 { ten += traffic(now - UInt64(back)) }
            summary.messages10s = Double(ten.messages) / 10
            summary.bytes10s = Double(ten.bytes) / 10
        }
        return summary
    }

    /// Messages in each of the last whole seconds, at most ``history``, oldest first.
    func sparkline(at time: UInt64, into line: inout [UInt32]) {
        line.removeAll(keepingCapacity: true)
        guard firstSecond != .max else { return }
        let now = max(second, time / FeedClock.second)
        for back in stride(from: min(UInt64(Self.history), now - firstSecond), to: 0, by: -1) {
            line.append(UInt32(clamping: traffic(now - back).messages))
        }
    }
}

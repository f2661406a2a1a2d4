import Books

/// The latencies of one stage over some moving windows, and over the whole session.
///
/// Each second has counters of its own, of which one is raised for a sample. What a window held before the running
/// second lies added up: a second enters it when it is over, and leaves it when it is too old; so reading a window is
/// going through its counters once, however many seconds it has. Seconds come and go by the caller's word; each call
/// does a bounded amount of work whatever they are. Recording allocates nothing.
struct StageWindow: ~Copyable {
    /// What a second had beside its counters.
    private struct Facts: BitwiseCopyable {
        var count: UInt64 = 0
        var negative: UInt64 = 0
        var longest: UInt64 = 0
        /// Of a second that is over.
        var p50: UInt64 = 0
        var p99: UInt64 = 0
        /// Samples beyond the scale; ``longest`` is true all the same.
        var beyond: UInt64 = 0
        /// Its counters that are not 0 lie here; `end` 0: all are 0.
        var first = 0
        var end = 0

        var counters: Range<Int> { first..<end }

        mutating func widen(_ index: Int) {
            first = end == 0 ? index : min(first, index)
            end = max(end, index + 1)
        }

        static func += (left: inout Facts, right: Facts) {
            left.count &+= right.count
            left.negative &+= right.negative
            left.longest = max(left.longest, right.longest)
            left.beyond &+= right.beyond
            guard right.end > 0 else { return }
            left.widen(right.first)
            left.widen(right.end - 1)
        }
    }

    private let scale: LatencyScale
    /// Lengths of the moving windows in seconds, each 2 at least, and their most: so many seconds are kept.
    private let lengths: [Int]
    private let kept: Int
    /// Shape `[kept, scale.count]`.
    private var counts = PageArray<UInt32>()
    /// Shape `[lengths.count + 1, scale.count]`: the moving windows before the running second, then the session.
    private var sums = PageArray<UInt64>()
    private var facts: [Facts]
    private var session = Facts()
    /// The running second: counted from the epoch, its place among those kept, and where its counters begin.
    private var second: UInt64 = 0
    private var slot = 0
    private var base = 0
    private var running = Facts()

    /// A step back of less than so many seconds is ignored.
    private static let tolerance = FeedClock.tolerance / FeedClock.second

    /// - Parameter lengths: Of the windows, in seconds; with none, nothing is kept.
    init(_ scale: LatencyScale, lengths: [Int]) {
        self.scale = scale
        self.lengths = lengths
        kept = lengths.max() ?? 0
        facts = Array(repeating: Facts(), count: kept)
        guard kept > 0 else { return }
        // Without memory nothing is recorded.
        if sums.grow(to: (lengths.count + 1) * scale.count) { _ = counts.grow(to: kept * scale.count) }
    }

    var hasSamples: Bool {
        session.count > 0 || session.negative > 0 || running.count > 0 || running.negative > 0
    }

    @inline(__always)
    mutating func record(from: UInt64, to: UInt64, _ messages: UInt64) {
        guard to >= from else {
            running.negative &+= messages
            return
        }
        let value = to &- from
        let index = scale.index(of: min(value, LatencyScale.longest))
        let place = base &+ index
        guard place < counts.count else { return }
        counts[place] = UInt32(clamping: UInt64(counts[place]).addingClamped(messages))
        running.count &+= messages
        if value > running.longest {
            running.longest = value
        }
        if value > LatencyScale.longest { running.beyond &+= messages }
        if index < running.first || index >= running.end { running.widen(index) }
    }

    /// Goes to a second, counted from the epoch. A few seconds back are ignored; further back begins the windows anew.
    @inline(__always)
    mutating func rotate(to wanted: UInt64) {
        if wanted != second { turn(to: wanted) }
    }

    @inline(never)
    private mutating func turn(to wanted: UInt64) {
        guard wanted > second || second - wanted >= Self.tolerance, counts.count > 0 else { return }
        let steps = wanted > second ? Int(min(wanted - second, UInt64(kept))) : kept
        for _ in 0..<steps { step() }
        second = wanted
    }

    private mutating func step() {
        if running.count > 0 {
            let values = percentiles([50, 99], Reading(facts: running, sum: nil, back: 0..<1))
            (running.p50, running.p99) = (values[0], values[1])
        }
        facts[slot] = running
        session += running
        for window in 0..<lengths.count + 1 {
            for index in running.counters {
                sums[window * scale.count + index] &+= UInt64(counts[base + index])
            }
        }
        for window in 0..<lengths.count {
            let leaving = (slot + kept - lengths[window] + 1) % kept
            for index in facts[leaving].counters {
                sums[window * scale.count + index] &-= UInt64(counts[leaving * scale.count + index])
            }
        }
        slot = (slot + 1) % kept
        base = slot * scale.count
        for index in facts[slot].counters { counts[base + index] = 0 }
        facts[slot] = Facts()
        running = Facts()
    }
}

extension StageWindow {
    /// A window to be read: what it had in all, where its counters are added up (`nil`: nowhere), and the seconds whose
    /// own counters belong to it beside that.
    private struct Reading {
        var facts: Facts
        var sum: Int?
        /// Counted backwards from the running one, which is 0.
        var back: Range<Int>
    }

    /// - Parameters:
    ///   - seconds: The length of one of the windows; 1: the last whole second; 0: the session.
    ///   - first: Seconds before this one (counted from the epoch) do not belong to a moving window.
    private func reading(_ seconds: Int, from first: UInt64 = 0) -> Reading {
        if seconds > 1, second - min(second, first) < UInt64(seconds) - 1 {
            let back = first > second ? 0 : Int(second - first) + 1
            let seconds = 0..<min(back, kept)
            var facts = Facts()
            for back in seconds { facts += back == 0 ? running : self.facts[(slot + kept - back) % kept] }
            return Reading(facts: facts, sum: nil, back: seconds)
        }
        if seconds == 1, kept > 0 {
            let last = (slot + kept - 1) % kept
            return Reading(facts: facts[last], sum: nil, back: 1..<2)
        }
        var facts = running
        if seconds == 0 {
            facts += session
        } else {
            for back in 1..<max(1, min(seconds, kept)) { facts += self.facts[(slot + kept - back) % kept] }
        }
        let window = seconds == 0 ? lengths.count : lengths.firstIndex(of: seconds)
        return Reading(facts: facts, sum: window, back: 0..<1)
    }

    private func count(_ index: Int, _ reading: Reading) -> UInt64 {
        var count: UInt64 = 0
        if let sum = reading.sum { count = sums[sum * scale.count + index] }
        for back in reading.back {
            count &+= UInt64(counts[(slot + kept - back) % kept * scale.count + index])
        }
        return count
    }

    /// The samples of the last so many seconds, the running one included: the length of one of the windows; 0: of the
    /// session. 1: those of the last whole second. Of a moving window, the seconds before `first` are left out.
    func summary(_ stage: LatencyStage, seconds: Int, from first: UInt64 = 0) -> LatencySummary {
        let reading = reading(seconds, from: first)
        var summary = LatencySummary()
        summary.stage = stage
        summary.windowSeconds = seconds
        summary.count = reading.facts.count
        summary.negative = reading.facts.negative
        guard summary.count > 0, counts.count > 0 else { return summary }
        summary.max = reading.facts.longest
        summary.beyond = reading.facts.beyond
        let values = percentiles([50, 90, 99, 99.9, 99.99], reading)
        summary.p50 = values[0]
        summary.p90 = values[1]
        summary.p99 = values[2]
        summary.p999 = values[3]
        summary.p9999 = values[4]
        return summary
    }

    /// - Parameter percents: Ascending.
    private func percentiles<let wanted: Int>(_ percents: InlineArray<wanted, Double>, _ reading: Reading)
        -> InlineArray<wanted, UInt64>
    {
        let facts = reading.facts
        var values = InlineArray<wanted, UInt64>(repeating: facts.longest)
        var (next, reached): (Int, UInt64) = (0, 0)
        var rank = Self.rank(percents[0], of: facts.count)
        for index in facts.counters {
            reached &+= count(index, reading)
            while reached >= rank {
                values[next] = min(scale.highest(at: index), facts.longest)
                next += 1
                if next == wanted { return values }
                rank = Self.rank(percents[next], of: facts.count)
            }
        }
        return values
    }

    /// The whole seconds that are kept, the oldest first.
    var trail: [LatencySecond] {
        guard kept > 1 else { return [] }
        return (1..<kept).reversed().map { back in
            let facts = facts[(slot + kept - back) % kept]
            return LatencySecond(count: facts.count, p50: facts.p50, p99: facts.p99, max: facts.longest)
        }
    }

    /// The sample, counted from 1 and the shortest, that so many percent do not exceed: the HDR histogram's rule.
    static func rank(_ percentile: Double, of count: UInt64) -> UInt64 {
        let rank = (percentile.nextDown * Double(count) / 100).rounded(.up)
        return max(1, UInt64(exactly: rank) ?? count)
    }

    /// The same samples on the axis of ``LatencyBars``, if the scale is the fine one.
    func bars(_ stage: LatencyStage, seconds: Int) -> LatencyBars {
        let reading = reading(seconds)
        var bars = LatencyBars()
        bars.stage = stage
        bars.windowSeconds = seconds
        bars.counts = Array(repeating: 0, count: LatencyAxis.count)
        guard counts.count > 0 else { return bars }
        for index in reading.facts.counters {
            bars.counts[Int(LatencyScale.bars[index])] &+= count(index, reading)
        }
        return bars
    }
}

import Histogram

/// Two significant digits from 1 ns to a year: 50 kB, and recording never allocates.
typealias LatencyHistogram = Histogram<UInt64>

extension LatencyHistogram {
    static let longest: UInt64 = 365 * 86_400_000_000_000

    static func latency() -> LatencyHistogram {
        LatencyHistogram(
            lowestDiscernibleValue: 1, highestTrackableValue: longest, numberOfSignificantValueDigits: .two)
    }
}

/// A histogram, and the samples beyond its range: these are counted with its longest, and known by their number and
/// the longest of them.
struct LatencyCounts {
    private var histogram = LatencyHistogram.latency()
    private(set) var beyond: UInt64 = 0
    private var longest: UInt64 = 0

    var count: UInt64 { histogram.totalCount }
    var max: UInt64 { Swift.max(longest, histogram.totalCount > 0 ? histogram.maxRecorded : 0) }

    @inline(__always)
    mutating func record(nanoseconds: UInt64, _ count: UInt64) {
        histogram.record(Swift.min(nanoseconds, LatencyHistogram.longest), count: count)
        if nanoseconds > LatencyHistogram.longest { noteBeyond(nanoseconds, count) }
    }

    @inline(never)
    private mutating func noteBeyond(_ nanoseconds: UInt64, _ count: UInt64) {
        beyond.addClamped(count)
        longest = Swift.max(longest, nanoseconds)
    }

    mutating func reset() {
        if histogram.totalCount > 0 { histogram.reset() }
        (beyond, longest) = (0, 0)
    }

    /// The sample that so many percent do not exceed; never too low.
    func value(at percentile: Double) -> UInt64 {
        beyond > 0 && StageWindow.rank(percentile, of: count) > count - beyond
            ? longest : histogram.valueAtPercentile(percentile)
    }

    func summary(_ stage: LatencyStage, negative: UInt64) -> LatencySummary {
        var summary = LatencySummary()
        summary.stage = stage
        summary.count = count
        summary.negative = negative
        guard count > 0 else { return summary }
        summary.p50 = value(at: 50)
        summary.p90 = value(at: 90)
        summary.p99 = value(at: 99)
        summary.p999 = value(at: 99.9)
        summary.p9999 = value(at: 99.99)
        summary.max = max
        summary.beyond = beyond
        return summary
    }
}

/// The latencies of one feed, from its start.
struct LatencySession {
    private(set) var stages = InlineArray<4, LatencyCounts> { _ in LatencyCounts() }
    private(set) var negatives = InlineArray<4, UInt64>(repeating: 0)

    @inline(__always)
    mutating func record(_ stage: LatencyStage, from: UInt64, to: UInt64, _ count: UInt64) {
        if to >= from {
            stages[stage.rawValue].record(nanoseconds: to &- from, count)
        } else {
            negatives[stage.rawValue] &+= count
        }
    }

    func hasSamples(_ stage: LatencyStage) -> Bool {
        stages[stage.rawValue].count > 0 || negatives[stage.rawValue] > 0
    }

    mutating func reset(_ stage: LatencyStage) {
        stages[stage.rawValue].reset()
        negatives[stage.rawValue] = 0
    }

    func summary(_ stage: LatencyStage) -> LatencySummary {
        stages[stage.rawValue].summary(stage, negative: negatives[stage.rawValue])
    }
}

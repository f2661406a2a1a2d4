import Histogram

/// Two significant digits from 1 ns to a year: 50 kB, and recording never allocates.
typealias LatencyHistogram = Histogram<UInt64>

extension LatencyHistogram {
    static let longest: UInt64 = 365 * 86_400_000_000_000

    static func latency() -> LatencyHistogram {
        LatencyHistogram(
            lowestDiscernibleValue: 1, highestTrackableValue: longest, numberOfSignificantValueDigits: .two)
    }

    /// Records what lies between two moments; longer than a year counts as a year.
    @inline(__always)
    mutating func record(nanoseconds: UInt64, _ count: UInt64) {
        record(Swift.min(nanoseconds, Self.longest), count: count)
    }

    func summary(_ stage: LatencyStage, seconds: Int, negative: UInt64) -> LatencySummary {
        var summary = LatencySummary()
        summary.stage = stage
        summary.windowSeconds = seconds
        summary.count = totalCount
        summary.negative = negative
        guard totalCount > 0 else { return summary }
        summary.p50 = valueAtPercentile(50)
        summary.p90 = valueAtPercentile(90)
        summary.p99 = valueAtPercentile(99)
        summary.p999 = valueAtPercentile(99.9)
        summary.p9999 = valueAtPercentile(99.99)
        summary.max = maxRecorded
        return summary
    }
}

/// The latencies of one feed, from its start.
struct LatencySession {
    private(set) var histograms = InlineArray<4, LatencyHistogram> { _ in .latency() }
    private(set) var negatives = InlineArray<4, UInt64>(repeating: 0)

    @inline(__always)
    mutating func record(_ stage: LatencyStage, from: UInt64, to: UInt64, _ count: UInt64) {
        if to >= from {
            histograms[stage.rawValue].record(nanoseconds: to &- from, count)
        } else {
            negatives[stage.rawValue] &+= count
        }
    }

    func hasSamples(_ stage: LatencyStage) -> Bool {
        histograms[stage.rawValue].totalCount > 0 || negatives[stage.rawValue] > 0
    }

    mutating func reset(_ stage: LatencyStage) {
        if histograms[stage.rawValue].totalCount > 0 { histograms[stage.rawValue].reset() }
        negatives[stage.rawValue] = 0
    }

    func summary(_ stage: LatencyStage) -> LatencySummary {
        histograms[stage.rawValue].summary(stage, seconds: 0, negative: negatives[stage.rawValue])
    }
}

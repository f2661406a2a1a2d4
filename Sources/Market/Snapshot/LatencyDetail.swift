/// A histogram of one stage over one window, on a logarithmic axis.
public struct LatencyBars: Sendable, Equatable {
    public var stage = LatencyStage.feed
    /// 0: the whole session.
    public var windowSeconds = 0
    /// Shape `[count]`: bar `i` holds the samples from `LatencyAxis.edge(i)` up to but not `LatencyAxis.edge(i + 1)`.
    /// Beyond 256 ns the edges are sharp to within 0.4 %.
    public var counts: [UInt64] = []
    public init() {}
}

/// The axis of ``LatencyBars``: four bars to a factor of two.
public enum LatencyAxis {
    /// From 1 ns to beyond an hour.
    public static let count = 170

    /// The bar of a latency in ns: 0 lies in the first, and what is beyond the axis in the last.
    public static func bar(of value: UInt64) -> Int {
        guard value > 1 else { return value == 0 ? 0 : 3 }
        var bar = 4 * (63 - value.leadingZeroBitCount) + 3
        while edge(bar) > value { bar -= 1 }
        return min(bar, count - 1)
    }

    /// Where a bar begins, ns: 2^(i / 4), rounded down.
    public static func edge(_ bar: Int) -> UInt64 {
        let fractions: [Double] = [1, 1.189_207_115_002_721, 1.414_213_562_373_095, 1.681_792_830_507_429]
        let bar = max(0, min(bar, 4 * 62))
        return UInt64(fractions[bar % 4] * Double(UInt64(1) << UInt64(bar / 4)))
    }
}

/// Latencies in full.
public struct LatencyDetail: Sendable, Equatable {
    /// Windows of 1, 10 and 60 s and of the session (0), in this order, for each stage that has samples. The first is the
    /// last whole second; the others include the running one. Percentiles are never too low, and too high by less than
    /// 0.8 %.
    public var summaries: [LatencySummary] = []
    /// The last 60 s and the session, for each stage that has samples.
    public var bars: [LatencyBars] = []
    /// The last minute second by second, for each stage that has samples.
    public var trails: [LatencyTrail] = []
    public init() {}
}

/// One stage over the whole seconds of the last minute.
public struct LatencyTrail: Sendable, Equatable {
    public var stage: LatencyStage
    /// The oldest first; the last one is the second before the running one.
    public var seconds: [LatencySecond]

    public init(stage: LatencyStage, seconds: [LatencySecond]) {
        self.stage = stage
        self.seconds = seconds
    }
}

/// The latencies of one second, ns. Without samples all are 0.
public struct LatencySecond: Sendable, Equatable {
    public var count: UInt64
    public var p50: UInt64
    public var p99: UInt64
    public var max: UInt64

    public init(count: UInt64, p50: UInt64, p99: UInt64, max: UInt64) {
        (self.count, self.p50, self.p99, self.max) = (count, p50, p99, max)
    }
}

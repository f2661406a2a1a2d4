/// The latencies of all feeds over moving windows and the session. The feed stage goes by the feeds' clock, the others
/// by the host's.
struct LatencyWindow: ~Copyable {
    /// The window that every snapshot shows, in seconds, and the long one that is kept for the details: with it the
    /// counters of all stages take 6.6 MB, without it 1.4 MB.
    static let length = 10
    static let longLength = 60
    private var stages: InlineArray<4, StageWindow>

    init(isLong: Bool) {
        let lengths = isLong ? [Self.length, Self.longLength] : [Self.length]
        stages = InlineArray { _ in StageWindow(.fine, lengths: lengths) }
    }

    @inline(__always)
    mutating func record(_ stage: LatencyStage, from: UInt64, to: UInt64, _ count: UInt64) {
        stages[stage.rawValue].record(from: from, to: to, count)
    }

    /// Goes to a second, counted from the epoch. A few seconds back are ignored; further back begins anew.
    mutating func rotate(_ stage: LatencyStage, to second: UInt64) {
        stages[stage.rawValue].rotate(to: second)
    }

    /// Anything was recorded since the start.
    func hasSamples(_ stage: LatencyStage) -> Bool { stages[stage.rawValue].hasSamples }

    /// - Parameters:
    ///   - seconds: 1 (the last whole second), or a window that is kept; 0: the session.
    ///   - first: Of a window, the seconds before this one (counted from the epoch) are left out.
    func summary(_ stage: LatencyStage, seconds: Int, from first: UInt64 = 0) -> LatencySummary {
        stages[stage.rawValue].summary(stage, seconds: seconds, from: first)
    }

    func bars(_ stage: LatencyStage, seconds: Int) -> LatencyBars {
        stages[stage.rawValue].bars(stage, seconds: seconds)
    }

    /// Second by second, as far as seconds are kept.
    func trail(_ stage: LatencyStage) -> LatencyTrail {
        LatencyTrail(stage: stage, seconds: stages[stage.rawValue].trail)
    }
}

/// The latencies of one feed over ten seconds, for the table of feeds: 160 kB, so that many feeds do no harm.
struct FeedWindow: ~Copyable {
    private var feed: StageWindow
    private var handling: StageWindow

    /// - Parameter isKept: Else nothing is recorded, and it takes no memory.
    init(isKept: Bool) {
        let lengths = isKept ? [LatencyWindow.length] : []
        feed = StageWindow(.coarse, lengths: lengths)
        handling = StageWindow(.coarse, lengths: lengths)
    }

    @inline(__always)
    mutating func recordFeed(from: UInt64, to: UInt64, _ count: UInt64, in second: UInt64) {
        feed.rotate(to: second)
        feed.record(from: from, to: to, count)
    }

    @inline(__always)
    mutating func recordHandling(from: UInt64, to: UInt64, _ count: UInt64, in second: UInt64) {
        handling.rotate(to: second)
        handling.record(from: from, to: to, count)
    }

    mutating func rotateFeed(to second: UInt64) { feed.rotate(to: second) }
    mutating func rotateHandling(to second: UInt64) { handling.rotate(to: second) }

    /// Of the stages that have samples.
    var summaries: [LatencySummary] {
        var summaries: [LatencySummary] = []
        if feed.hasSamples { summaries.append(feed.summary(.feed, seconds: LatencyWindow.length)) }
        if handling.hasSamples {
            summaries.append(handling.summary(.handling, seconds: LatencyWindow.length))
        }
        return summaries
    }
}

/// The latencies of all feeds over the last ten seconds, a session for each second. The feed stage goes by
/// the feeds' clock, the others by the host's.
struct LatencyWindow {
    static let length = 10
    private var seconds = [LatencySession]()
    /// The current second of each stage, counted from the epoch.
    private var current = InlineArray<4, UInt64>(repeating: 0)

    init() {
        for _ in 0..<Self.length { seconds.append(LatencySession()) }
    }

    @inline(__always)
    mutating func record(_ stage: LatencyStage, from: UInt64, to: UInt64, _ count: UInt64) {
        let slot = Int(current[stage.rawValue] % UInt64(Self.length))
        seconds[slot].record(stage, from: from, to: to, count)
    }

    /// Goes to a second, counted from the epoch. A few seconds back are ignored; further back begins anew.
    mutating func rotate(_ stage: LatencyStage, to second: UInt64) {
        let length = UInt64(Self.length)
        let before = current[stage.rawValue]
        if second <= before, before - second < length { return }
        let passed = second > before ? min(second - before, length) : length
        for step in 0..<passed { seconds[Int((second &- step) % length)].reset(stage) }
        current[stage.rawValue] = second
    }

    /// The samples of a stage in the last ten seconds, the current one included.
    func summary(_ stage: LatencyStage, scratch: inout LatencySession) -> LatencySummary {
        scratch.reset(stage)
        for second in seconds where second.hasSamples(stage) { scratch.add(second, stage) }
        return scratch.summary(stage, seconds: Self.length)
    }
}

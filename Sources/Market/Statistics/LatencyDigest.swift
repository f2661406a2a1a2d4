/// The percentiles that snapshots show. Working them out means going through every bucket of many histograms, and the
/// events that come meanwhile wait; so a snapshot renews one stage, and only what is a second old all at once.
struct LatencyDigest {
    private struct Entry {
        /// Host clock; 0: never.
        var taken: UInt64 = 0
        var window = LatencySummary()
        var session = LatencySummary()
    }

    private var entries = InlineArray<4, Entry>(repeating: Entry())

    /// A stage is fresh for so long, ns.
    private static let fresh: UInt64 = 300_000_000
    /// No stage shown is older than this, ns.
    private static let stale: UInt64 = 1_000_000_000

    /// Stages to renew now.
    func due(at now: UInt64) -> [LatencyStage] {
        var oldest: (stage: LatencyStage, age: UInt64)?
        var due: [LatencyStage] = []
        for stage in LatencyStage.allCases {
            let taken = entries[stage.rawValue].taken
            // A host clock that was set back makes everything old.
            let age = taken == 0 || now < taken ? .max : now - taken
            if age >= Self.stale {
                due.append(stage)
            } else if age >= Self.fresh, age > oldest?.age ?? 0 {
                oldest = (stage, age)
            }
        }
        if let oldest { due.append(oldest.stage) }
        return due
    }

    mutating func renew(
        _ stage: LatencyStage, window: LatencySummary, session: LatencySummary, at now: UInt64
    ) {
        entries[stage.rawValue] = Entry(taken: now, window: window, session: session)
    }

    /// Both windows of every stage that has samples.
    func fill(_ summaries: inout [LatencySummary]) {
        summaries.removeAll(keepingCapacity: true)
        for stage in LatencyStage.allCases {
            let entry = entries[stage.rawValue]
            guard entry.session.count > 0 || entry.session.negative > 0 else { continue }
            summaries.append(entry.window)
            summaries.append(entry.session)
        }
    }
}

/// What one thing that a track measures came to, run by run.
struct TrackRow {
    let name: String
    /// What is counted: `message`, `item`, `round trip`.
    var unit = "message"
    /// Of each run; all runs have as many.
    let messages: UInt64
    /// How long each run took, ns. The one that warmed up is not among them.
    let runs: [UInt64]
    /// Most memory that the process had while this was measured; `nil`: the kernel does not tell.
    let peakMemory: UInt64?
    /// Of the last run.
    let instructions: InstructionCount

    /// Of the runs, ns; of two in the middle their mean.
    var median: UInt64 {
        let sorted = runs.sorted()
        guard !sorted.isEmpty else { return 0 }
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    /// ns.
    func perMessage(_ nanoseconds: UInt64) -> Double { Double(nanoseconds) / Double(max(1, messages)) }
    func perSecond(_ nanoseconds: UInt64) -> Double { Double(messages) / Double(max(1, nanoseconds)) * 1e9 }
}

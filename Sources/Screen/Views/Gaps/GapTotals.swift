import Market
import OrderFlow

/// What was lost in all, by cause, and what became of it. A figure that cannot be known is `nil`.
struct GapTotals {
    struct Entry {
        var label: String
        var count: UInt64?
        /// Of what.
        var unit: String
        /// How it looks when it is not 0.
        var raised: Role

        var text: String {
            count.map { "\(NumberText.grouped($0)) \($0 == 1 ? String(unit.dropLast()) : unit)" }
                ?? NumberText.unknown
        }
        var role: Role { count.map { $0 == 0 ? .ok : raised } ?? .muted }
    }

    /// What the books lack, by cause.
    var causes: [Entry]
    /// What came after all, and what one line of several lacks.
    var fates: [Entry]
    var gaps: UInt64?
    var missing: UInt64?

    init(_ snapshot: Snapshot, _ status: SourceStatus) {
        let counters = snapshot.counters
        let hasBegun = counters.packets > 0 || counters.messages > 0
        let isNumbered = hasBegun && status.knowsSequence && snapshot.knowsSequence
        func known(_ value: UInt64, _ condition: Bool) -> UInt64? { condition || value > 0 ? value : nil }
        gaps = known(counters.gaps, isNumbered)
        missing = known(counters.missing, isNumbered)
        causes = [
            Entry(label: "wire", count: known(counters.lostWire, isNumbered), unit: "msgs", raised: .alert),
            Entry(
                label: "kernel", count: known(counters.lostKernel, isNumbered && status.knowsKernelDrops),
                unit: "msgs", raised: .alert),
            Entry(label: "here", count: known(counters.shed, hasBegun), unit: "msgs", raised: .alert),
            Entry(
                label: "drops", count: known(counters.kernelDrops, hasBegun && status.knowsKernelDrops),
                unit: "datagrams", raised: .warning),
        ]
        // Only captures lack anything themselves, and few do.
        if counters.lostCapture > 0 {
            causes.insert(
                Entry(label: "capture", count: counters.lostCapture, unit: "msgs", raised: .alert), at: 1)
        }
        fates = [
            Entry(
                label: "sent again", count: known(counters.filledByRequest, isNumbered), unit: "msgs",
                raised: .foreground),
            Entry(
                label: "came late", count: known(counters.filledLate, isNumbered), unit: "msgs",
                raised: .warning),
        ]
        let feeds = snapshot.feeds.filter { $0.lines.count > 1 }
        for feed in feeds {
            for line in feed.lines {
                let name = "line \(line.letter)" + (feeds.count > 1 ? " of \(feed.name)" : "")
                fates.append(
                    Entry(
                        label: name,
                        count: known(line.missing, isNumbered && line.state != .waiting), unit: "msgs",
                        raised: .warning))
            }
        }
    }
}

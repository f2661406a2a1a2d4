import Market

/// The ledger as text.
enum GapReport {
    static func text(_ snapshot: Snapshot, _ status: SourceStatus) -> String {
        var text = "\(status.source)\n"
        for entry in snapshot.gaps.entries {
            text += "\(entry.range.first)-\(entry.range.last) lost \(entry.range.lost)\n"
        }
        return text
    }
}

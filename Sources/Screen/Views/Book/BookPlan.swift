/// How a Book view of so many rows is divided.
struct BookPlan: Equatable {
    /// Lines of facts: 6 with all, 3 without rate, latency and price line, or fewer.
    var facts: Int
    var hasLadderRule: Bool
    /// With its heading.
    var ladderRows: Int
    /// With its rule and its heading; 0: none.
    var tapeRows: Int

    /// - Parameter besideTape: The tape stands beside the ladder, not below it.
    init(height: Int, besideTape: Bool = false) {
        facts = height >= 19 ? 6 : height >= 14 ? 4 : height >= 9 ? 2 : 1
        facts = min(facts, height)
        hasLadderRule = height >= 9
        let rest = max(0, height - facts - (hasLadderRule ? 1 : 0))
        tapeRows = besideTape || rest < 11 ? 0 : rest * 2 / 5 + 1
        ladderRows = rest - tapeRows
    }
}

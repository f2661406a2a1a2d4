/// Which sections the Overview has between the tabs and the table of instruments, and how high they are.
struct OverviewPlan: Equatable {
    /// Rows of the table of feeds without its rule and its heading.
    var feedRows: Int
    var hasLossLine = true
    var hasSuspicion: Bool
    var hasTotals = true
    /// 3: a section; 1: a line; 0: none.
    var rateRows = 3
    /// 0: no latency section.
    var latencyStages = 4

    /// Rows of the table of instruments that other sections must leave.
    static func instruments(height: Int) -> Int { height >= 20 ? 8 : max(2, height * 8 / 21) }

    /// Rows above the instruments, their heading among them.
    var taken: Int {
        2 + feedRows + (hasLossLine ? 1 : 0) + (hasSuspicion ? 1 : 0) + (hasTotals ? 1 : 0) + rateRows
            + (latencyStages > 0 ? 1 + latencyStages : 0) + 1
    }

    /// Leaves out the least telling until the instruments have their rows.
    init(height: Int, feedRows: Int, hasSuspicion: Bool) {
        self.feedRows = max(1, min(feedRows, max(6, height / 3)))
        self.hasSuspicion = hasSuspicion
        let least = Self.instruments(height: height)
        let steps: [(inout OverviewPlan) -> Void] = [
            { $0.rateRows = 1 }, { $0.latencyStages = 2 }, { $0.feedRows = min($0.feedRows, 8) },
            { $0.rateRows = 0 }, { $0.latencyStages = 0 }, { $0.feedRows = min($0.feedRows, 6) },
            { $0.feedRows = min($0.feedRows, 4) }, { $0.hasTotals = false },
            { $0.feedRows = min($0.feedRows, 2) }, { $0.feedRows = 1 }, { $0.hasLossLine = false },
        ]
        for step in steps where height - taken < least { step(&self) }
    }
}

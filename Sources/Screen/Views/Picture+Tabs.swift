import Market

extension SnapshotView {
    /// The columns of its name in the row of views, on a screen so wide.
    func tab(columns: Int) -> Range<Int> {
        let between = columns < Self.allCases.reduce(1) { $0 + $1.title.utf8.count + 4 } ? 3 : 4
        var start = between == 4 ? 1 : 0
        for view in Self.allCases where view.number < number { start += view.title.utf8.count + between }
        return start..<(start + title.utf8.count + between)
    }
}

/// The views there are, below the header, with the replay's progress beside them.
extension Picture {
    func drawTabs(into grid: inout Grid, row: Int) {
        for view in SnapshotView.allCases {
            let tab = view.tab(columns: grid.columns)
            if view == state.view {
                let text = " \(view.number) \(view.title) "
                grid.put(text, row, tab.lowerBound, Style(.selection, [.bold]), end: grid.columns)
            } else {
                let column = grid.put(" \(view.number)", row, tab.lowerBound, Style(.keyHint))
                grid.put(" \(view.title) ", row, column, Style(.muted))
            }
        }
        let end = SnapshotView.allCases.map { $0.tab(columns: grid.columns).upperBound }.max() ?? 0
        drawProgress(into: &grid, row: row, end: grid.columns - 1, from: end + 1, ground: nil)
    }
}

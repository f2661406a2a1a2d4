import Market

extension SnapshotView {
    /// The columns of its name in the row of views.
    var tab: Range<Int> {
        var start = 1
        for view in Self.allCases where view.number < number { start += view.title.utf8.count + 4 }
        return start..<(start + title.utf8.count + 4)
    }
}

/// The views there are, below the header, with the replay's progress beside them.
extension Picture {
    func drawTabs(into grid: inout Grid, row: Int) {
        for view in SnapshotView.allCases {
            let tab = view.tab
            if view == state.view {
                grid.put(" \(view.number) \(view.title) ", row, tab.lowerBound, Style(.selection, [.bold]))
            } else {
                let column = grid.put(" \(view.number)", row, tab.lowerBound, Style(.keyHint))
                grid.put(" \(view.title) ", row, column, Style(.muted))
            }
        }
        let end = SnapshotView.allCases.map(\.tab.upperBound).max() ?? 0
        drawProgress(into: &grid, row: row, end: grid.columns - 1, from: end + 1, ground: nil)
    }
}

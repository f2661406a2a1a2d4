import Market

/// The views there are, below the header, with the replay's progress or what makes the books suspect beside them.
extension Picture {
    func drawTabs(into grid: inout Grid, row: Int) {
        var column = 1
        for view in SnapshotView.allCases {
            let isShown = view == state.view
            let ground: Role? = isShown ? .selection : nil
            let text = " \(view.number) \(view.title) "
            if isShown {
                column = grid.put(text, row, column, Style(.selection, [.bold]))
            } else {
                column = grid.put(" \(view.number)", row, column, Style(.keyHint, on: ground))
                column = grid.put(" \(view.title) ", row, column, Style(.muted, on: ground))
            }
        }
        drawProgress(into: &grid, row: row, end: grid.columns - 1, from: column + 1, ground: nil)
    }
}

/// Lists that open over the picture: the help.
extension Picture {
    /// Clears a rectangle in the middle and frames it where there is room for a frame. Returns the area inside.
    func popup(into grid: inout Grid, _ title: String, width: Int, height: Int, note: String) -> Area {
        guard grid.rows >= 8, grid.columns >= 30 else {
            for row in 0..<grid.rows { grid.fill(" ", row, 0..<grid.columns, Style(.foreground)) }
            return Area(row: 0, column: 0, height: grid.rows, width: grid.columns)
        }
        let width = min(grid.columns, width)
        let height = min(grid.rows, height)
        let area = Area(
            row: (grid.rows - height) / 2, column: (grid.columns - width) / 2, height: height, width: width)
        for row in area.row..<area.bottom { grid.fill(" ", row, area.column..<area.right, Style(.foreground)) }
        return panel(into: &grid, title, area, note: note)
    }

    /// The help's page that is open. Returns how many pages there are.
    func drawHelp(into grid: inout Grid) -> Int {
        var budget = OutputBudget()
        budget.adapt(rows: grid.rows, columns: grid.columns, framesPerSecond: state.framesPerSecond)
        let help = HelpText(
            isReplay: status.kind == .replay, framesPerSecond: state.framesPerSecond,
            bytesPerSecond: budget.rate)
        let isFramed = grid.rows >= 8 && grid.columns >= 30
        let most = isFramed ? grid.rows - 2 : grid.rows
        let width = isFramed ? min(grid.columns, 80) - 4 : grid.columns
        let pages = help.pages(height: most, width: width)
        let page = max(0, min(state.helpPage, pages.count - 1))
        let lines = pages[page]
        let height = isFramed ? (pages.map(\.count).max() ?? 0) + 2 : grid.rows
        let note = page + 1 < pages.count ? "\(page + 1) of \(pages.count) · ? more · Esc closes" : "Esc closes"
        let area = popup(into: &grid, "keys and words", width: width + 4, height: height, note: note)
        let keys = HelpText.keyWidth(width)
        for (index, line) in lines.enumerated() {
            let row = area.row + index
            var column = area.column
            if !line.key.isEmpty {
                column = grid.put(line.key, row, column, Style(.keyHint), end: area.right)
                column += line.text.isEmpty ? 0 : 2
            }
            if keys > 0 {
                column = area.column + keys
            } else if !line.isFirst {
                column = area.column + 1
            }
            grid.putCut(line.text, row, column, width: area.right - column, Style(.foreground))
        }
        return pages.count
    }
}

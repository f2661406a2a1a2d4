import Market

/// The list of the table's columns, over the picture.
extension Picture {
    func drawColumnChooser(into grid: inout Grid) {
        guard let chooser = state.chooser else { return }
        let area = popup(
            into: &grid, "columns", width: 46, height: chooser.entries.count + 4,
            note: state.columns == nil ? "automatic" : "\(chooser.chosen.count) chosen")
        let hints =
            area.width >= 42
            ? ["Space show, hide   < > move it up, down", "r automatic   Enter done"] : []
        let footer = area.height >= 8 ? hints.count : 0
        let visible = max(1, area.height - footer)
        let first = max(0, min(chooser.index - visible / 2, chooser.entries.count - visible))
        for (line, entry) in chooser.entries.dropFirst(first).prefix(visible).enumerated() {
            let row = area.row + line
            let isHere = first + line == chooser.index
            let ground: Role? = isHere ? .selection : nil
            if isHere { grid.fill(" ", row, area.column..<area.right, Style(.selection)) }
            let role: Role = isHere ? .selection : entry.isShown ? .foreground : .muted
            let mark = entry.isShown ? "[x] " : "[ ] "
            let column = grid.put(mark, row, area.column, Style(role, on: ground), end: area.right)
            grid.putCut(
                entry.column.name, row, column, width: area.right - column,
                Style(role, on: ground, isHere ? [.bold] : []))
        }
        for (line, text) in hints.suffix(footer).enumerated() {
            grid.putCut(text, area.bottom - footer + line, area.column, width: area.width, Style(.muted))
        }
    }
}

import Market

/// The instruments.
extension Picture {
    /// Draws the heading and as many rows as there is room for.
    ///
    /// - Returns: Where the rows stand, without the heading.
    func drawTable(
        into grid: inout Grid, row: Int, column: Int, width: Int, height: Int, hasHeading: Bool = true
    ) -> Area {
        let heading = hasHeading && height > 0 ? 1 : 0
        let room = max(0, height - heading)
        let area = Area(row: row + heading, column: column, height: room, width: width)
        guard height > 0 else { return area }
        let layout = TableLayout.layout(
            width: width, measures: state.measures, hasFeeds: hasFeeds, chosen: state.columns)
        if hasHeading { drawHeading(layout, into: &grid, row: row, column: column, width: width) }
        guard !snapshot.rows.isEmpty else {
            drawEmpty(into: &grid, row: row + heading, column: column, width: width, height: room)
            return area
        }
        let selected = snapshot.request.selected ?? snapshot.rows.first?.key
        for (line, instrument) in snapshot.rows.prefix(room).enumerated() {
            let isSelected = instrument.key == selected
            let ground: Role? = isSelected ? .selection : nil
            let row = row + heading + line
            if isSelected { grid.fill(" ", row, column..<(column + width), Style(.selection)) }
            let text = RowText(instrument, snapshot, decimals: state.measures.decimals)
            for cell in layout.placed {
                let shown = text.text(cell.column, width: cell.width)
                var style = text.style(cell.column, on: ground)
                // What is merely quiet elsewhere must stay legible on the selected row.
                if isSelected, style.role == .muted || style.role == .foreground { style.role = .selection }
                if cell.column.isLeftAligned {
                    grid.putCut(shown, row, column + cell.start, width: cell.width, style)
                } else {
                    grid.putRight(shown, row, end: column + cell.end, width: cell.width, style)
                }
            }
        }
        return area
    }

    private func drawHeading(_ layout: TableLayout, into grid: inout Grid, row: Int, column: Int, width: Int)
    {
        let style = Style(.heading)
        grid.fill(" ", row, column..<(column + width), style)
        for cell in layout.placed {
            let isSorted = cell.column == snapshot.request.sort
            let mark = isSorted ? sortMark : ""
            let title = cell.column.title(width: cell.width - mark.count) + mark
            let look = isSorted ? Style(.title, on: .heading) : style
            let start =
                cell.column.isLeftAligned ? cell.start : cell.end - min(cell.width, Glyph.width(of: title))
            grid.put(title, row, column + start, look, end: column + cell.end)
        }
    }

    /// Names ascend by nature, figures descend.
    private var sortMark: String {
        (snapshot.request.sort == .symbol) != snapshot.request.isInverted ? "▲" : "▼"
    }

    /// There are instruments, and the filter leaves none of them.
    private var isFilterEmpty: Bool {
        snapshot.request.filter != nil && snapshot.unfilteredCount > snapshot.instrumentCount
    }

    private var filterText: String {
        let count = NumberText.grouped(snapshot.unfilteredCount)
        return "no instrument of \(count) passes the filter; \\ changes it, empty shows all"
    }

    /// Why there is nothing to see.
    private func drawEmpty(into grid: inout Grid, row: Int, column: Int, width: Int, height: Int) {
        let (text, role): (String, Role) =
            switch (status.phase, status.kind) {
            case _ where isFilterEmpty: (filterText, .warning)
            case (.failed, _): (status.notice ?? "\(status.source) failed", .alert)
            case (.ended, _):
                hasBegun
                    ? ("\(status.source) ended without an order for any instrument", .muted)
                    : ("\(status.source) ended without a message", .warning)
            case _ where snapshot.counters.messages == 0 && status.notice != nil:
                (status.notice ?? "", .warning)
            case (_, .live) where !hasBegun: ("waiting for the first packet on \(status.source) …", .muted)
            case (.paused, _) where !hasBegun: ("paused before the first message; Space goes on", .muted)
            case (_, .replay) where !hasBegun: ("reading \(status.source) …", .muted)
            default:
                (
                    "\(NumberText.grouped(snapshot.counters.messages)) messages, none about an instrument",
                    .muted
                )
            }
        let lines = Self.wrapped(text, width: width - 4).prefix(max(0, height))
        for (index, line) in lines.enumerated() {
            let taken = min(width - 2, Glyph.width(of: line))
            grid.putCut(
                line, row + (height - lines.count) / 2 + index, column + max(0, (width - taken) / 2),
                width: width - 2,
                Style(role))
        }
    }

    /// Breaks a text at its spaces.
    static func wrapped(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, Glyph.width(of: last) + 1 + Glyph.width(of: String(word)) <= width {
                lines[lines.count - 1] += " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }

    /// `1–18 of 8,032 by messages ▼`
    var position: String {
        let count = snapshot.instrumentCount
        guard count > 0 else { return "no instruments" }
        guard !snapshot.rows.isEmpty else {
            return "\(NumberText.grouped(count)) instrument\(count == 1 ? "" : "s")"
        }
        let first = snapshot.request.firstRow + 1
        let last = first + snapshot.rows.count - 1
        let shown = first == last ? "" : "–\(NumberText.grouped(last))"
        return "\(NumberText.grouped(first))\(shown) of \(NumberText.grouped(count))"
            + " by \(sortName) \(sortMark)"
    }

    private var sortName: String { snapshot.request.sort.name }
}

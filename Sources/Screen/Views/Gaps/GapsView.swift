import Market
import OrderFlow

/// The ledger of what was lost, newest first: plain figures in fixed columns, to be copied as they stand.
struct GapsView: View {
    let picture: Picture

    init(_ picture: Picture) { self.picture = picture }

    private var list: GapList { picture.snapshot.gaps }

    var hints: [Hint] {
        [Hint(key: "s", label: "save", rank: 2), Hint(key: "↑↓", label: "scroll", rank: 5)]
    }

    func draw(into grid: inout Grid, _ area: Area) -> ViewRoom {
        let totals = GapTotals(picture.snapshot, picture.status)
        let isSmall = area.width < 60 || area.height < 8
        var rest = area
        if isSmall {
            let (top, below) = rest.split(rows: area.height > 2 ? 1 : 0)
            drawSmallTotals(totals, into: &grid, top)
            rest = below
        } else {
            let rows = totalRows(totals, width: area.width)
            let (top, below) = rest.split(rows: min(1 + rows.count, max(3, area.height / 3)))
            drawTotals(rows, totals, into: &grid, top)
            rest = below
        }
        return ViewRoom(list: drawLedger(isSmall: isSmall, into: &grid, rest))
    }

    // MARK: Totals

    private typealias Placed = (entry: GapTotals.Entry, column: Int)

    /// The totals in columns of equal width, as many to a row as fit.
    private func totalRows(_ totals: GapTotals, width: Int) -> [[Placed]] {
        let groups = [totals.causes, totals.fates]
        let widest = groups.joined().map { $0.label.utf8.count + 1 + Glyph.width(of: $0.text) }.max() ?? 0
        let perRow = max(1, min(4, (width - 1) / (max(17, min(widest, width)) + 2)))
        let cell = (width - 1) / perRow
        return groups.flatMap { group in
            stride(from: 0, to: group.count, by: perRow).map { from in
                group[from..<min(from + perRow, group.count)].enumerated().map { ($1, 1 + $0 * cell) }
            }
        }
    }

    private func drawTotals(
        _ rows: [[Placed]], _ totals: GapTotals, into grid: inout Grid, _ area: Area
    ) {
        picture.rule(into: &grid, "lost by cause", row: area.row, column: area.column, width: area.width)
        if let gaps = totals.gaps, let missing = totals.missing {
            let text =
                " \(NumberText.grouped(missing)) \(missing == 1 ? "message" : "messages") missing in "
                + "\(NumberText.grouped(gaps)) \(gaps == 1 ? "gap" : "gaps") "
            let style = Style(missing == 0 ? .ok : .alert)
            grid.put(text, area.row, area.right - 1 - Glyph.width(of: text), style)
        }
        for (index, row) in rows.prefix(area.height - 1).enumerated() {
            for (place, (entry, column)) in row.enumerated() {
                let end = place + 1 < row.count ? area.column + row[place + 1].column - 2 : area.right
                let text = Glyph.width(of: entry.text)
                let next = grid.putCut(
                    entry.label, area.row + 1 + index, area.column + column,
                    width: end - area.column - column - text - 1, Style(.muted))
                grid.put(entry.text, area.row + 1 + index, next + 1, Style(entry.role), end: end)
            }
        }
    }

    /// `wire 1,014 kernel 0 here 0`
    private func drawSmallTotals(_ totals: GapTotals, into grid: inout Grid, _ area: Area) {
        guard area.height > 0 else { return }
        var column = area.column
        for entry in totals.causes.prefix(3) {
            let text = entry.count.map { NumberText.fitted($0, width: 5) } ?? NumberText.unknown
            let label = area.width < 34 ? String(entry.label.prefix(4)) : entry.label
            guard column + label.utf8.count + 1 + text.utf8.count <= area.right else { return }
            column = grid.put(label, area.row, column, Style(.muted)) + 1
            column = grid.put(text, area.row, column, Style(entry.role)) + 1
        }
    }

    // MARK: The ledger

    /// - Returns: Entries there is room for.
    private func drawLedger(isSmall: Bool, into grid: inout Grid, _ area: Area) -> Int {
        // A rule and the heads of the columns.
        let heads = isSmall ? 0 : 2
        // A line below the last one tells of what was not kept.
        let evicted = list.evicted > 0 && area.height >= 6 ? 1 : 0
        let room = max(0, area.height - heads - evicted)
        let window = ListWindow(
            list.entries, first: list.first, count: list.count, room: room)
        let columns = GapColumns(Array(window.entries), picture, width: area.width)
        if heads > 0 {
            let title = "ledger · newest first · \(picture.zone.rawValue)"
            picture.rule(into: &grid, title, row: area.row, column: area.column, width: area.width)
        }
        guard !window.entries.isEmpty else {
            drawEmpty(into: &grid, area.split(rows: min(1, heads)).rest)
            return room
        }
        if heads > 0 {
            grid.fill(" ", area.row + 1, area.column..<area.right, Style(.heading))
            columns.drawHeads(into: &grid, row: area.row + 1, column: area.column)
            let text = " \(window.position) "
            grid.put(text, area.row, area.right - 1 - Glyph.width(of: text), Style(.title))
        }
        for (index, entry) in window.entries.enumerated() {
            columns.draw(entry, into: &grid, row: area.row + heads + index, column: area.column)
        }
        if evicted == 1 {
            let count = NumberText.grouped(UInt64(max(0, list.evicted)))
            let text = "and \(count) older, which were not kept; the totals count them"
            grid.putCut(
                text, area.bottom - 1, area.column + 1, width: area.width - 2, Style(.muted))
        }
        return room
    }

    /// What is waited for, or why nothing can be told.
    private func drawEmpty(into grid: inout Grid, _ area: Area) {
        let counters = picture.snapshot.counters
        let text: String
        var role = Role.muted
        if !picture.hasBegun {
            text = "waiting for the first packet on \(picture.status.source)"
        } else if !picture.status.knowsSequence {
            text = "gaps cannot be known: this transport does not number its messages"
        } else if list.count > 0 {
            text = "reading the ledger"
        } else if counters.missing > 0 || counters.shed > 0 {
            text = "nothing is kept of what the totals count"
        } else {
            text = "no gap so far: \(NumberText.grouped(counters.messages)) messages whole"
            role = .ok
        }
        let inset = area.width < 60 ? 0 : 1
        grid.putCut(
            text, area.row + (area.height > 3 ? 1 : 0), area.column + inset, width: area.width - 2 * inset,
            Style(role))
    }
}

import Market
import OrderFlow

/// The ledger of what was lost, newest first: plain figures in fixed columns, to be copied as they stand.
struct GapsView: View {
    let picture: Picture

    init(_ picture: Picture) { self.picture = picture }

    private var list: GapList { picture.snapshot.gaps }

    private var isListing: Bool { picture.state.request.showsLineLosses }

    var hints: [Hint] {
        var hints = [
            Hint(key: "s", label: "save", rank: 2), Hint(key: "w", label: stripSpan.next.title, rank: 6),
            Hint(key: "↑↓", label: "scroll", rank: 7),
        ]
        // Where there are lines, they can lose what another has.
        if picture.snapshot.feeds.contains(where: { $0.lines.count > 1 }) {
            hints.insert(
                Hint(key: "o", label: isListing ? "fold one-line losses" : "list one-line losses", rank: 3),
                at: 0)
        }
        return hints
    }

    func draw(into grid: inout Grid, _ area: Area) -> ViewRoom {
        let totals = GapTotals(picture.snapshot, picture.status)
        let isSmall = area.width < 60 || area.height < 8
        var rest = area
        func take(_ rows: Int) -> Area {
            let (top, below) = rest.split(rows: rows)
            rest = below
            return top
        }
        if isSmall {
            drawSmallTotals(totals, into: &grid, take(rest.height > 2 ? 1 : 0))
        } else if area.width >= 100, area.height >= 24 {
            drawPanels(totals, into: &grid, take(panelRows(totals, area)))
        } else {
            let rows = totalRows(totals, width: area.width)
            drawTotals(rows, totals, into: &grid, take(min(1 + rows.count, max(3, area.height / 3))))
            if area.height >= 18 { drawStrip(into: &grid, take(3)) }
        }
        let folded = isSmall || isListing ? 0 : min(list.lines.count, max(1, area.height / 5))
        let below = rest.split(rows: rest.height - (folded > 0 ? folded + 1 : 0))
        let room = drawLedger(isSmall: isSmall, into: &grid, below.top)
        if folded > 0 { drawFolded(into: &grid, below.rest) }
        return ViewRoom(list: room)
    }

    // MARK: Panels

    /// Beside each other: what was lost by cause, and when.
    private func panelRows(_ totals: GapTotals, _ area: Area) -> Int {
        min(1 + max(6, totals.causes.count + totals.fates.count), area.height * 2 / 5)
    }

    private func drawPanels(_ totals: GapTotals, into grid: inout Grid, _ area: Area) {
        let (left, rest) = area.split(columns: min(72, area.width * 2 / 5))
        drawCauses(totals, into: &grid, left)
        drawStrip(into: &grid, rest.split(columns: 1).rest)
    }

    /// A row for each cause and fate, with a bar as long as its share of the most.
    private func drawCauses(_ totals: GapTotals, into grid: inout Grid, _ area: Area) {
        drawRule("lost\(picture.sinceReset)", totals, into: &grid, area)
        let entries = Array((totals.causes + totals.fates).prefix(area.height - 1))
        let labels = min(area.width / 3, entries.map { Glyph.width(of: $0.label) }.max() ?? 0)
        let figures = entries.map { Glyph.width(of: $0.text) }.max() ?? 0
        let top = entries.filter { $0.unit == "msgs" }.compactMap(\.count).max() ?? 0
        let start = area.column + 1 + labels + 1 + figures + 2
        for (index, entry) in entries.enumerated() {
            let row = area.row + 1 + index
            grid.putCut(entry.label, row, area.column + 1, width: labels, Style(.muted))
            grid.putRight(entry.text, row, end: start - 2, width: figures, Style(entry.role))
            guard entry.unit == "msgs", let count = entry.count else { continue }
            let halves = Bar.halves(count, top: top, width: area.right - start)
            Bar.right(into: &grid, row: row, column: start, halves: halves, Style(entry.role))
        }
    }

    /// What is missing in all, at the right end of a rule.
    private func drawRule(_ title: String, _ totals: GapTotals, into grid: inout Grid, _ area: Area) {
        picture.rule(into: &grid, title, row: area.row, column: area.column, width: area.width)
        guard let gaps = totals.gaps, let missing = totals.missing else { return }
        let (messages, holes) = (NumberText.grouped(missing), NumberText.grouped(gaps))
        let forms = [
            "\(messages) \(missing == 1 ? "message" : "messages") missing in \(holes) \(gaps == 1 ? "gap" : "gaps")",
            "\(messages) missing in \(holes) \(gaps == 1 ? "gap" : "gaps")", "\(messages) missing",
        ]
        let room = area.width - Glyph.width(of: title) - 6
        let text = " \(forms.first { Glyph.width(of: $0) + 2 <= room } ?? "\(messages)") "
        let style = Style(missing == 0 ? .ok : .alert)
        grid.put(text, area.row, area.right - 1 - Glyph.width(of: text), style)
    }

    // MARK: One-line losses

    /// A row for each line that lost what another had.
    private func drawFolded(into grid: inout Grid, _ area: Area) {
        let title = "lost on one line, while another had them"
        picture.rule(into: &grid, title, row: area.row, column: area.column, width: area.width)
        let shown = list.lines.prefix(area.height - 1)
        if list.lines.count > shown.count {
            let text = " \(list.lines.count - shown.count) more lines "
            grid.put(text, area.row, area.right - 1 - Glyph.width(of: text), Style(.muted))
        }
        let rows = shown.map { cells($0) }
        let widths = (0..<5).map { column in rows.map { Glyph.width(of: $0[column]) }.max() ?? 0 }
        for (index, row) in rows.enumerated() {
            var left = area.column + 1
            for (column, text) in row.enumerated() where left < area.right - 1 {
                let isFigure = (1...2).contains(column)
                let style = Style(column == 0 ? .warning : column >= 4 ? .muted : .foreground)
                let start = left + (isFigure ? widths[column] - Glyph.width(of: text) : 0)
                grid.putCut(text, area.row + 1 + index, start, width: area.right - 1 - start, style)
                left += widths[column] + 2
            }
        }
    }

    /// `line A of 239.1.2.3:26477`, `1,204 msgs`, `in 310 ranges`, `1001-9120`, `09:30:01 to 09:31:07`
    private func cells(_ losses: LineLosses) -> [String] {
        let name = picture.snapshot.feeds.count > 1 ? " of \(picture.feedName(losses.feed))" : ""
        let (since, until) = (
            picture.stamp(losses.since, decimals: 0), picture.stamp(losses.until, decimals: 0)
        )
        return [
            "line \(LineName.of(losses.line))\(name)",
            losses.messages == 1 ? "1 msg" : "\(NumberText.grouped(losses.messages)) msgs",
            losses.ranges == 1 ? "in 1 range" : "in \(NumberText.grouped(losses.ranges)) ranges",
            LossText.range(losses.first, losses.last), since == until ? since : "\(since) to \(until)",
        ]
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
        drawRule("lost by cause\(picture.sinceReset)", totals, into: &grid, area)
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
            let lines = isListing ? " · with one-line losses" : ""
            let title = "ledger · newest first\(lines) · \(picture.zone.rawValue)"
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
        } else if !picture.knowsSequence {
            text = "gaps cannot be known: \(picture.status.whyUnnumbered)"
        } else if list.count > 0 {
            text = "reading the ledger"
        } else if picture.state.request.filter != nil, list.unfilteredCount > 0 {
            let count = NumberText.grouped(list.unfilteredCount)
            text =
                "the filter lets none of the \(count) \(list.unfilteredCount == 1 ? "loss" : "losses") through"
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

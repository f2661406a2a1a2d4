public import Market
import OrderFlow

/// The main view: state, health, rates, latency and the instruments, laid out for any size.
///
/// A picture is a function of its inputs alone, so it can be tested without a terminal, and two equal
/// pictures cost the terminal nothing. Each part is in a file of its own (`MainView+Header.swift` and so on).
public struct MainView {
    let snapshot: Snapshot
    let status: SourceStatus
    let state: ViewState
    /// The newest messages counted, also while the picture is frozen.
    let newestMessages: UInt64

    /// Draws the whole picture.
    ///
    /// - Parameters:
    ///   - newest: The newest snapshot; the one shown is `state.frozen` while there is one.
    ///   - state: Only its measures change.
    /// - Returns: Rows the table has room for, for the next request.
    public static func draw(
        _ newest: Snapshot, _ status: SourceStatus, _ state: inout ViewState, into grid: inout Grid
    ) -> Int {
        let snapshot = state.frozen ?? newest
        state.measures.grow(to: snapshot)
        let view = MainView(
            snapshot: snapshot, status: status, state: state, newestMessages: newest.counters.messages)
        let rows = view.draw(into: &grid)
        if state.isHelpShown { view.drawHelp(into: &grid) }
        return rows
    }

    private func draw(into grid: inout Grid) -> Int {
        if grid.columns >= 110, grid.rows >= (lines.isEmpty ? 30 : 34) { return drawWide(into: &grid) }
        if grid.columns >= 60, grid.rows >= 12 { return drawCompact(into: &grid) }
        return drawTiny(into: &grid)
    }

    /// The zone of the feeds' clocks.
    var zone: ClockText.Zone { snapshot.feeds.contains(where: \.isEastern) ? .eastern : .utc }

    /// Whether anything has come at all; before that, no figure is known.
    var hasBegun: Bool { snapshot.counters.packets > 0 || snapshot.counters.messages > 0 }
}

extension MainView {
    /// 80×24 and its like: sections under each other, told apart by rules instead of boxes.
    private func drawCompact(into grid: inout Grid) -> Int {
        var plan = CompactPlan()
        plan.lineRows = lines.isEmpty ? 0 : min(lines.count, 3) + 1
        plan.reduce(toRows: grid.rows)
        drawHeader(into: &grid)
        var row = 1
        if plan.hasSubtitle {
            drawSubtitle(into: &grid, row: row)
            row += 1
        }
        drawHealth(into: &grid, row: row, rows: plan.healthRows)
        row += plan.healthRows
        if plan.hasLossLine {
            drawLossLine(into: &grid, row: row)
            row += 1
        }
        if plan.lineRows > 0 {
            drawLines(into: &grid, row: row, column: 0, width: grid.columns, rows: plan.lineRows)
            row += plan.lineRows
        }
        if plan.hasRates {
            drawRates(into: &grid, row: row)
            row += 3
        }
        if plan.latencyStages > 0 {
            drawLatency(into: &grid, row: row, column: 0, width: grid.columns, stages: plan.latencyStages)
            row += 1 + plan.latencyStages
        }
        let rows = drawTable(
            into: &grid, row: row, column: 0, width: grid.columns, height: grid.rows - 1 - row)
        drawFooter(into: &grid)
        return rows
    }

    /// From 110×30: boxes side by side.
    private func drawWide(into grid: inout Grid) -> Int {
        drawHeader(into: &grid)
        let columns = grid.columns
        let healthWidth = 52
        var row = 1
        if columns >= 196 {
            let latencyWidth = 76
            let ratesWidth = columns - healthWidth - latencyWidth
            panel(into: &grid, "health", row, 0, height: 10, width: healthWidth)
            drawHealthColumns(into: &grid, row: row + 1, column: 2, width: healthWidth - 4)
            panel(into: &grid, "rates", row, healthWidth, height: 10, width: ratesWidth, note: sparklineNote)
            drawRatesPanel(
                into: &grid, row: row + 1, column: healthWidth + 2, width: ratesWidth - 4, height: 8)
            let left = healthWidth + ratesWidth
            panel(into: &grid, "latency", row, left, height: 10, width: latencyWidth, note: windowNote)
            drawLatency(
                into: &grid, row: row + 1, column: left + 1, width: latencyWidth - 2, stages: 4, isPanel: true
            )
            drawPipeline(into: &grid, row: row + 7, column: left + 2, width: latencyWidth - 4)
            row += 10
        } else {
            let latencyWidth = columns - healthWidth
            panel(into: &grid, "health", row, 0, height: 10, width: healthWidth)
            drawHealthColumns(into: &grid, row: row + 1, column: 2, width: healthWidth - 4)
            panel(into: &grid, "latency", row, healthWidth, height: 10, width: latencyWidth, note: windowNote)
            drawLatency(
                into: &grid, row: row + 1, column: healthWidth + 1, width: latencyWidth - 2, stages: 4,
                isPanel: true)
            drawPipeline(into: &grid, row: row + 7, column: healthWidth + 2, width: latencyWidth - 4)
            row += 10
            let ratesHeight = grid.rows >= 36 ? 6 : 4
            panel(into: &grid, "rates", row, 0, height: ratesHeight + 2, width: columns, note: sparklineNote)
            drawRatesPanel(into: &grid, row: row + 1, column: 2, width: columns - 4, height: ratesHeight)
            row += ratesHeight + 2
        }
        row = drawLossPanel(into: &grid, row: row)
        let height = grid.rows - 1 - row
        panel(into: &grid, "instruments", row, 0, height: height, width: columns, note: position)
        let rows = drawTable(into: &grid, row: row + 1, column: 1, width: columns - 2, height: height - 2)
        drawFooter(into: &grid)
        return rows
    }

    /// The box of the losses, as high as there is room for. Returns the row below it.
    private func drawLossPanel(into grid: inout Grid, row: Int) -> Int {
        let columns = grid.columns
        let rows = grid.rows < 36 && lines.isEmpty ? 1 : lossRows
        panel(
            into: &grid, "losses", row, 0, height: rows + 2, width: columns,
            note: suspectText(width: columns - 20) ?? "", Style(.alert))
        drawLosses(into: &grid, row: row + 1, column: 2, width: columns - 4, rows: rows)
        return row + rows + 2
    }

    /// Below 60×12: state, clock and losses first, then as much of the table as there is room for.
    private func drawTiny(into grid: inout Grid) -> Int {
        drawHeader(into: &grid)
        guard grid.rows > 1 else { return 0 }
        drawTinyFigures(into: &grid, row: 1)
        let figures = grid.rows >= 8 ? 3 : grid.rows >= 4 ? 2 : 1
        let hasFooter = grid.rows >= 8
        let row = 1 + figures
        let height = grid.rows - row - (hasFooter ? 1 : 0)
        drawTinyHealth(into: &grid, row: 2, rows: figures - 1)
        let hasHeading = height >= 3
        let rows = drawTable(
            into: &grid, row: row, column: 0, width: grid.columns, height: height, hasHeading: hasHeading)
        if hasFooter { drawFooter(into: &grid) }
        return rows
    }

    /// A box of light lines with its title in the upper one.
    func panel(
        into grid: inout Grid, _ title: String, _ row: Int, _ column: Int, height: Int, width: Int,
        note: String = "", _ noteStyle: Style = Style(.muted)
    ) {
        guard height >= 2, width >= 4 else { return }
        let style = Style(.border)
        let last = column + width - 1
        for line in [row, row + height - 1] { grid.fill("─", line, (column + 1)..<last, style) }
        for line in (row + 1)..<(row + height - 1) {
            grid.fill("│", line, column..<(column + 1), style)
            grid.fill("│", line, last..<(last + 1), style)
        }
        grid.put("╭", row, column, style)
        grid.put("╮", row, last, style)
        grid.put("╰", row + height - 1, column, style)
        grid.put("╯", row + height - 1, last, style)
        grid.put(" \(title) ", row, column + 2, Style(.title), end: last)
        let text = " \(note) "
        if !note.isEmpty, Glyph.width(of: text) + Glyph.width(of: title) + 8 <= width {
            grid.put(text, row, last - 1 - Glyph.width(of: text), noteStyle, end: last)
        }
    }

    /// A rule with a section's title in it.
    func rule(into grid: inout Grid, _ title: String, row: Int, column: Int, width: Int) {
        grid.fill("─", row, column..<(column + width), Style(.border))
        grid.put(" \(title) ", row, column + 1, Style(.title), end: column + width)
    }
}

/// Which sections a screen of less than 110×30 has, and how much of each.
struct CompactPlan {
    var hasSubtitle = true
    var healthRows = 3
    var hasLossLine = true
    /// The heading and a row for each line; 0: the feed has no lines.
    var lineRows = 0
    var hasRates = true
    var latencyStages = 4

    /// Rows above and below the table's own rows.
    var taken: Int {
        2 + (hasSubtitle ? 1 : 0) + healthRows + (hasLossLine ? 1 : 0) + lineRows + (hasRates ? 3 : 0)
            + (latencyStages > 0 ? 1 + latencyStages : 0) + 1
    }

    /// Leaves out the least telling until the table has at least six rows.
    mutating func reduce(toRows rows: Int) {
        let steps: [(inout CompactPlan) -> Void] = [
            { $0.latencyStages = 2 }, { $0.hasSubtitle = false }, { $0.healthRows = 2 },
            { $0.latencyStages = 0 }, { $0.hasLossLine = false }, { $0.lineRows = 0 },
            { $0.hasRates = false }, { $0.healthRows = 1 },
        ]
        for step in steps where rows - taken < 6 { step(&self) }
    }
}

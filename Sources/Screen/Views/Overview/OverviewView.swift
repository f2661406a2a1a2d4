import Market

/// Every feed and line in one table, what was lost, and the instruments below.
struct OverviewView: View {
    let picture: Picture

    init(_ picture: Picture) { self.picture = picture }

    func draw(into grid: inout Grid, _ area: Area) -> ViewRoom {
        var room = ViewRoom()
        let table =
            if area.width >= 110, area.height >= 31 {
                drawWide(into: &grid, area)
            } else if area.width >= 60, area.height >= 9 {
                drawCompact(into: &grid, area)
            } else {
                drawTiny(into: &grid, area)
            }
        room.rows = table.height
        room.table = table
        return room
    }

    var hints: [Hint] {
        [Hint(key: "< >", label: "sort", rank: 5), Hint(key: "I", label: "invert", rank: 6)]
    }

    /// 80×24 and its like: sections under each other, told apart by rules instead of boxes.
    private func drawCompact(into grid: inout Grid, _ area: Area) -> Area {
        let suspicion = picture.suspectText(width: area.width - 2)
        let wanted = FeedRows.wanted(picture.snapshot)
        let first = OverviewPlan(height: area.height, feedRows: wanted, hasSuspicion: suspicion != nil)
        let shown = FeedRows(picture, room: first.feedRows)
        // Feeds without their lines may leave room for something else.
        let plan = OverviewPlan(
            height: area.height, feedRows: shown.height, hasSuspicion: suspicion != nil)
        var row = area.row
        let (column, width) = (area.column, area.width)
        picture.rule(into: &grid, "feeds", row: row, column: column, width: width)
        let facts = " \(picture.sourceFacts.joined(separator: " · ")) "
        grid.putCut(facts, row, column + 9, width: min(width - 34, Glyph.width(of: facts)), Style(.muted))
        let feeds = Area(row: row + 1, column: column + 1, height: plan.feedRows + 1, width: width - 2)
        picture.drawFeeds(shown, into: &grid, feeds)
        row += 2 + plan.feedRows
        if plan.hasLossLine {
            picture.drawLossLine(into: &grid, Area(row: row, column: column + 1, height: 1, width: width - 2))
            row += 1
        }
        if let suspicion, plan.hasSuspicion {
            grid.put(suspicion, row, column + 1, Style(.warning), end: area.right - 1)
            row += 1
        }
        if plan.hasTotals {
            let note = plan.latencyStages == 0 ? picture.feedLatencyNote : ""
            picture.drawTotals(
                into: &grid, Area(row: row, column: column + 1, height: 1, width: width - 2),
                note: note.isEmpty ? "" : "latency \(note)")
            row += 1
        }
        if plan.rateRows == 1 {
            picture.drawRateLine(into: &grid, Area(row: row, column: column + 1, height: 1, width: width - 2))
        } else if plan.rateRows == 3 {
            picture.drawRates(into: &grid, row: row)
        }
        row += plan.rateRows
        if plan.latencyStages > 0 {
            picture.drawLatency(
                into: &grid, row: row, column: column, width: width, stages: plan.latencyStages)
            row += 1 + plan.latencyStages
        }
        return picture.drawTable(
            into: &grid, row: row, column: column, width: width, height: area.bottom - row)
    }

    /// Below 60 columns: state, clock and losses first, then as much of the table as there is room for.
    private func drawTiny(into grid: inout Grid, _ area: Area) -> Area {
        guard area.height > 0 else { return area }
        picture.drawTinyFigures(into: &grid, area)
        let figures = min(
            area.height, area.height >= 20 ? 5 : area.height >= 6 ? 3 : area.height >= 3 ? 2 : 1)
        let rest = area.split(rows: figures)
        picture.drawTinyHealth(into: &grid, rest.top.split(rows: 1).rest)
        return picture.drawTable(
            into: &grid, row: rest.rest.row, column: area.column, width: area.width, height: rest.rest.height,
            hasHeading: rest.rest.height >= 3)
    }

    /// From 110×34: boxes.
    private func drawWide(into grid: inout Grid, _ area: Area) -> Area {
        var rest = area
        func take(_ rows: Int) -> Area {
            let parts = rest.split(rows: rows)
            rest = parts.rest
            return parts.top
        }
        // The boxes between feeds and instruments, which must keep eight rows in their box.
        let (boxRows, ledgerRows) = (10, area.height >= 40 ? 3 : 1)
        let feedRoom = max(1, area.height - boxRows - ledgerRows - 2 - 3 - 11)
        let shown = FeedRows(picture, room: max(1, min(feedRoom, area.height / 3)))
        drawFeedBox(shown, into: &grid, take(max(1, shown.height) + 3))
        drawFigureBoxes(into: &grid, take(boxRows))
        let losses = take(ledgerRows + 2)
        let suspicion = picture.suspectText(width: losses.width - 20) ?? ""
        let inside = picture.panel(into: &grid, "losses", losses, note: suspicion, Style(.warning))
        picture.drawLedger(into: &grid, inside)
        picture.panel(into: &grid, "instruments", rest, note: picture.position)
        return picture.drawTable(
            into: &grid, row: rest.row + 1, column: rest.column + 1, width: rest.width - 2,
            height: rest.height - 2)
    }

    private func drawFeedBox(_ shown: FeedRows, into grid: inout Grid, _ area: Area) {
        picture.panel(into: &grid, "feeds", area)
        picture.drawFeeds(shown, into: &grid, area.inset())
        // The header has them, where the source's name leaves room there.
        let facts = " \(picture.sourceFacts.joined(separator: " · ")) "
        if Glyph.width(of: picture.status.source) + Glyph.width(of: facts) + 64 > area.width {
            let room = min(area.width / 2 - 12, Glyph.width(of: facts))
            grid.putCut(facts, area.row, area.column + 10, width: room, Style(.muted))
        }
        let note = picture.feedLatencyNote
        if !note.isEmpty {
            let text = " latency \(note) "
            grid.put(text, area.bottom - 1, area.right - 2 - Glyph.width(of: text), Style(.muted))
        }
    }

    private func drawFigureBoxes(into grid: inout Grid, _ area: Area) {
        let isVeryWide = area.width >= 196
        let healthWidth = isVeryWide ? 52 : 26
        let latencyWidth = isVeryWide ? 76 : max(47, area.width * 2 / 5)
        let (health, others) = area.split(columns: healthWidth)
        let (rates, latency) = others.split(columns: others.width - latencyWidth)
        let counts = picture.panel(into: &grid, "health", health)
        picture.drawCounters(into: &grid, counts, columns: isVeryWide ? 2 : 1)
        let inside = picture.panel(into: &grid, "rates", rates, note: picture.sparklineNote)
        picture.drawRatesPanel(
            into: &grid, row: inside.row, column: inside.column, width: inside.width, height: inside.height)
        picture.panel(into: &grid, "latency", latency, note: picture.windowNote)
        picture.drawLatency(
            into: &grid, row: latency.row + 1, column: latency.column + 1, width: latency.width - 2,
            stages: 4,
            isPanel: true)
        picture.drawPipeline(
            into: &grid, row: latency.row + 7, column: latency.column + 2, width: latency.width - 4)
    }
}

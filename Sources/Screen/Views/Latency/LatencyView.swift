import Market

/// How late everything is: histograms, percentiles, which line leads, and clocks that do not agree.
struct LatencyView: View {
    let picture: Picture

    init(_ picture: Picture) { self.picture = picture }

    var detail: LatencyDetail { picture.snapshot.latency }

    /// The windows that there are percentiles for.
    static let windows = [1, 10, 60, 0]

    /// Stages with samples.
    var stages: [LatencyStage] {
        LatencyStage.allCases.filter { stage in detail.summaries.contains { $0.stage == stage } }
    }

    /// The window of the histograms, seconds; 0: the session.
    var window: Int { picture.state.span == 1 ? 0 : 60 }
    /// The percentiles of all windows come before the histograms.
    private var isTableFirst: Bool { picture.state.span == 2 }

    var hints: [Hint] {
        [
            Hint(
                key: "w", label: ["session", "all windows", "last 60 s"][max(0, min(2, picture.state.span))],
                rank: 3)
        ]
    }

    func summary(_ stage: LatencyStage, _ window: Int) -> LatencySummary? {
        detail.summaries.first { $0.stage == stage && $0.windowSeconds == window }
    }

    func draw(into grid: inout Grid, _ area: Area) -> ViewRoom {
        if stages.isEmpty {
            drawWaiting(into: &grid, area)
        } else if area.width < 60 || area.height < 12 {
            drawSmall(into: &grid, area)
        } else {
            drawFull(into: &grid, area)
        }
        return ViewRoom()
    }

    private func drawWaiting(into grid: inout Grid, _ area: Area) {
        let texts =
            picture.hasBegun
            ? ["no latency yet: waiting for the first message with a time stamp"]
            : ["no latency yet: waiting for the first packet on \(picture.status.source)"]
        for (index, text) in texts.enumerated() {
            grid.putCut(
                text, area.row + min(1, area.height / 4) + index, area.column + (area.width < 60 ? 0 : 2),
                width: area.width - (area.width < 60 ? 0 : 4), Style(.muted))
        }
    }

    // MARK: Layout

    private func drawFull(into grid: inout Grid, _ area: Area) {
        let skew = LatencyText.skew(detail.summaries, width: area.width - 2)
        let lines = leadRows.isEmpty ? 0 : 1 + leadRows.count
        let least = 2 + 2 * stages.count
        let spare = area.height - (skew == nil ? 0 : 1)
        let choices = tableChoices
        // The most percentiles that leave room for the histograms; the lines' lead gives way before both.
        let wanted = isTableFirst ? choices.prefix(1) : choices[...]
        let entries =
            wanted.first { 1 + $0.count + least + lines <= spare } ?? wanted.last ?? []
        let hasLines = lines > 0 && 1 + entries.count + lines + (isTableFirst ? 0 : least) <= spare
        var rest = area
        let histograms = spare - 1 - entries.count - (hasLines ? lines : 0)
        if histograms >= least {
            // Taller than this, bars tell no more.
            let taken = min(histograms, 2 + max(34, stages.count * 16))
            let (top, below) = rest.split(rows: taken)
            rest = below
            drawCharts(into: &grid, top)
        }
        let (table, below) = rest.split(rows: 1 + entries.count)
        drawTable(entries, into: &grid, table)
        var row = below.row
        if hasLines {
            drawLeads(into: &grid, Area(row: row, column: area.column, height: lines, width: area.width))
            row += lines
        }
        if let skew { grid.put(skew, row, area.column + 1, Style(.warning), end: area.right) }
    }

    /// What the table may hold, the most first.
    private var tableChoices: [[(LatencyStage, Int)]] {
        let all = stages.flatMap { stage in Self.windows.map { (stage, $0) } }
        let main = stages.flatMap { stage in
            stage == .feed || stage == .handling ? Self.windows.map { (stage, $0) } : [(stage, window)]
        }
        let two = stages.flatMap { stage in [(stage, 10), (stage, window)] }
        return [all, main, two, stages.map { ($0, window) }]
    }

    // MARK: Charts

    private static let label = 24

    /// The stages under each other: what they are, how their samples lie, and, where there is room, how they were second by
    /// second. From 150 columns on the last minute and the session stand side by side.
    private func drawCharts(into grid: inout Grid, _ area: Area) {
        let windows = area.width >= 150 ? [60, 0] : [window]
        let hasTrail = area.width >= 100
        let (labels, charts) = area.split(columns: Self.label + 2)
        let parts = windows.count + (hasTrail ? 1 : 0)
        let width = (charts.width - 2 * (parts - 1)) / parts
        grid.fill("─", labels.row, labels.column..<labels.right, Style(.border))
        let blocks = blocks(area)
        for (stage, block) in zip(stages, blocks) {
            drawLabel(
                stage, into: &grid,
                Area(row: block.row, column: labels.column + 1, height: block.height, width: Self.label))
        }
        for (index, window) in windows.enumerated() {
            let column = index == 0 ? area.column : charts.column + index * (width + 2)
            let end = charts.column + index * (width + 2) + width
            let note = parts == 1 ? "samples by time, each stage to its own scale" : ""
            drawHeading("latency · \(LatencyText.stretch(window))", note, into: &grid, area.row, column..<end)
            let shown = Area(
                row: area.row, column: end - width, height: area.height, width: index + 1 == parts ? width - 1 : width)
            drawHistograms(window, blocks, into: &grid, shown)
        }
        guard hasTrail else { return }
        let trail = Area(row: area.row, column: area.right - width, height: area.height, width: width)
        drawHeading("p99 by second", "", into: &grid, area.row, trail.column..<trail.right)
        drawTrails(blocks, into: &grid, trail)
    }

    private func drawHeading(
        _ title: String, _ note: String, into grid: inout Grid, _ row: Int, _ columns: Range<Int>
    ) {
        picture.rule(into: &grid, title, row: row, column: columns.lowerBound, width: columns.count)
        guard !note.isEmpty, columns.count >= 76 else { return }
        grid.put(" \(note) ", row, columns.upperBound - 3 - note.utf8.count, Style(.muted))
    }

    /// The rows of each stage, between the heading and the axis.
    private func blocks(_ area: Area) -> [Area] {
        let rows = area.height - 2
        var row = area.row + 1
        return stages.indices.map { index in
            // What does not go into equal parts goes to the first ones.
            let height = rows / stages.count + (index < rows % stages.count ? 1 : 0)
            defer { row += height }
            return Area(row: row, column: area.column, height: height, width: area.width)
        }
    }

    private func drawHistograms(_ window: Int, _ blocks: [Area], into grid: inout Grid, _ area: Area) {
        let shown = detail.bars.filter { $0.windowSeconds == window }
        let scale = LatencyScale(shown, width: area.width)
        for (stage, rows) in zip(stages, blocks) {
            let block = Area(row: rows.row, column: area.column, height: rows.height, width: scale.width)
            if let bars = shown.first(where: { $0.stage == stage }), let summary = summary(stage, window),
                summary.count > 0
            {
                drawHistogram(bars, summary, scale, into: &grid, block)
            } else {
                let text = "no samples in the \(LatencyText.stretch(window))"
                grid.putCut(text, block.row, block.column, width: block.width, Style(.muted))
            }
        }
        scale.drawAxis(into: &grid, row: area.bottom - 1, column: area.column)
    }

    /// Its name, what it measures, and whose clocks.
    private func drawLabel(_ stage: LatencyStage, into grid: inout Grid, _ area: Area) {
        grid.put(stage.name, area.row, area.column, Style(.foreground, [.bold]))
        grid.put(stage.path, area.row, area.column + 9, Style(.muted))
        guard area.height > 1 else { return }
        grid.put(stage.clocks, area.row + 1, area.column, Style(.muted))
        guard area.height > 3, stage == .handling else { return }
        grid.put("= parse + queue", area.row + 2, area.column, Style(.muted))
    }

    /// Bars, and below them the marks of the median and the 99th percentile; the bars change colour there too.
    private func drawHistogram(
        _ bars: LatencyBars, _ summary: LatencySummary, _ scale: LatencyScale, into grid: inout Grid,
        _ area: Area
    ) {
        let columns = scale.columns(bars)
        let (p50, p99) = (scale.column(summary.p50), scale.column(summary.p99))
        let roles: [Role] = columns.indices.map { $0 < p50 ? .graphLow : $0 < p99 ? .graphMid : .graphHigh }
        let chart = Chart(
            .bars, columns.map { $0 > 0 ? $0 : nil }, top: max(1e-9, columns.max() ?? 0), roles: roles)
        let (top, marks) = area.split(rows: area.height - 1)
        chart.draw(into: &grid, top)
        drawMarks(
            [
                (p50, "p50 \(NumberText.duration(summary.p50))", .graphMid),
                (p99, "p99 \(NumberText.duration(summary.p99))", .graphHigh),
            ],
            into: &grid, row: marks.row, column: area.column, width: area.width)
    }

    /// The first mark's text on its left, the second's on its right, each on the other side where there is no room.
    private func drawMarks(
        _ marks: [(column: Int, text: String, role: Role)], into grid: inout Grid, row: Int, column: Int,
        width: Int
    ) {
        guard marks.count == 2 else { return }
        let places = marks.map { max(0, min(width - 1, $0.column)) }
        for (place, mark) in zip(places, marks) {
            grid.put("▲", row, column + place, Style(mark.role))
        }
        let (first, second) = (Glyph.width(of: marks[0].text), Glyph.width(of: marks[1].text))
        let both = "\(marks[0].text)  \(marks[1].text)"
        let between = places[1] - places[0] - 1
        let hasLeft = places[0] >= first + 1
        let hasRight = places[1] + 2 + second <= width
        func put(_ text: String, before place: Int) {
            grid.put(text, row, column + place - Glyph.width(of: text) - 1, Style(.muted))
        }
        func put(_ text: String, after place: Int) {
            grid.put(text, row, column + place + 2, Style(.muted))
        }
        switch (hasLeft, hasRight) {
        case (_, false) where places[0] >= first + second + 3: put(both, before: places[0])
        case (false, true) where places[1] + 4 + first + second <= width: put(both, after: places[1])
        default:
            if hasLeft {
                put(marks[0].text, before: places[0])
            } else if hasRight, between >= first + 2 {
                put(marks[0].text, after: places[0])
            }
            if hasRight {
                put(marks[1].text, after: places[1])
            } else if hasLeft, between >= second + 2 {
                put(marks[1].text, before: places[1])
            }
        }
    }
}

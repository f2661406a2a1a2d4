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
        let isWide = area.width >= 150
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
            if isWide {
                let (left, right) = top.split(columns: (top.width - 2) / 2)
                drawHistograms(60, into: &grid, left)
                drawHistograms(0, into: &grid, right.split(columns: 2).rest)
            } else {
                drawHistograms(window, into: &grid, top)
            }
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

    // MARK: Histograms

    private static let label = 24

    private func drawHistograms(_ window: Int, into grid: inout Grid, _ area: Area) {
        picture.rule(
            into: &grid, "latency · \(LatencyText.stretch(window))", row: area.row, column: area.column,
            width: area.width)
        let note = area.width >= 76 ? " samples by time, each stage to its own scale " : ""
        grid.put(note, area.row, area.right - 1 - note.utf8.count, Style(.muted))
        let shown = detail.bars.filter { $0.windowSeconds == window }
        let scale = LatencyScale(shown, width: area.width - Self.label - 3)
        let left = area.column + Self.label + 2
        let rows = area.height - 2
        var row = area.row + 1
        for (index, stage) in stages.enumerated() {
            // What does not go into equal parts goes to the first ones.
            let perStage = rows / stages.count + (index < rows % stages.count ? 1 : 0)
            drawLabel(
                stage, into: &grid,
                Area(row: row, column: area.column + 1, height: perStage, width: Self.label))
            let bars = shown.first { $0.stage == stage }
            let block = Area(row: row, column: left, height: perStage, width: scale.width)
            if let bars, let summary = summary(stage, window), summary.count > 0 {
                drawHistogram(bars, summary, scale, into: &grid, block)
            } else {
                grid.put("no samples in the \(LatencyText.stretch(window))", row, left, Style(.muted))
            }
            row += perStage
        }
        scale.drawAxis(into: &grid, row: row, column: left)
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

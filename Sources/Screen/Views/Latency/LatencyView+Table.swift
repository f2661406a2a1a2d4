import Market

/// The percentiles, and by how much one line leads.
extension LatencyView {
    private struct Field {
        var title: String
        var width: Int
        var text: (LatencySummary) -> String
        var role: (LatencySummary) -> Role = { _ in .foreground }
    }

    /// - Parameter spare: Columns that each has beyond what it needs.
    private static func fields(spare: Int) -> [Field] {
        func percentile(_ title: String, _ value: @escaping (LatencySummary) -> UInt64) -> Field {
            Field(title: title, width: 7) {
                $0.count == 0 ? NumberText.unknown : NumberText.duration(value($0))
            }
        }
        return [
            percentile("p50", \.p50), percentile("p90", \.p90), percentile("p99", \.p99),
            percentile("p99.9", \.p999), percentile("p99.99", \.p9999), percentile("max", \.max),
            Field(
                title: "samples", width: 8, text: { NumberText.fitted($0.count, width: 8 + spare) },
                role: { _ in .muted }),
            Field(
                title: "skew", width: 5, text: { NumberText.fitted($0.negative, width: 5) },
                role: { $0.negative > 0 ? .warning : .muted }),
        ]
    }

    /// A row for each stage and window; the heads stand in the rule above.
    func drawTable(_ entries: [(LatencyStage, Int)], into grid: inout Grid, _ area: Area) {
        picture.rule(into: &grid, "stage", row: area.row, column: area.column, width: area.width)
        let left = area.column + 10
        let widths = Self.fields(spare: 0).reduce(0) { $0 + $1.width + 1 }
        let spare = max(0, min(6, (area.width - 18 - widths) / 8))
        let fields = Self.fields(spare: spare)
        var end = left + 7
        grid.put(" window ", area.row, end - 7, Style(.muted))
        for (line, (stage, window)) in entries.prefix(max(0, area.height - 1)).enumerated() {
            let row = area.row + 1 + line
            // A stage's name stands once, its windows below each other.
            if line == 0 || entries[line - 1].0 != stage {
                grid.put(stage.name, row, area.column + 1, Style(.foreground, [.bold]))
            }
            let style = Style(window == self.window ? .foreground : .muted)
            grid.putRight(LatencyText.window(window), row, end: end, width: 7, style)
        }
        for field in fields {
            end += field.width + 1 + spare
            grid.put(
                " \(field.title) ", area.row, end - field.title.utf8.count - 1, Style(.muted), end: area.right
            )
            for (line, (stage, window)) in entries.prefix(max(0, area.height - 1)).enumerated() {
                let summary = summary(stage, window)
                let text = summary.map(field.text) ?? NumberText.unknown
                let role: Role = text == NumberText.unknown ? .muted : summary.map(field.role) ?? .muted
                grid.putRight(text, area.row + 1 + line, end: end, width: field.width + spare, Style(role))
            }
        }
        guard area.width >= 150 else { return }
        for (line, (stage, _)) in entries.enumerated() where line == 0 || entries[line - 1].0 != stage {
            for (index, text) in [stage.meaning, stage.clocks].enumerated() where line + index < entries.count
            {
                guard entries[line + index].0 == stage else { continue }
                grid.put(text, area.row + 1 + line + index, end + 3, Style(.muted), end: area.right)
            }
        }
    }

    // MARK: Lines

    /// The lines of all feeds that have several.
    var leadRows: [(feed: String, line: LineSummary)] {
        let feeds = picture.snapshot.feeds.filter { $0.lines.count > 1 }
        return feeds.flatMap { feed in feed.lines.map { (feeds.count > 1 ? feed.name : "", $0) } }
    }

    /// How often each line was first, and by how much.
    func drawLeads(into grid: inout Grid, _ area: Area) {
        picture.rule(
            into: &grid, area.width < 100 ? "lines · lead · session" : "lines · lead of the first · session",
            row: area.row, column: area.column, width: area.width)
        let heads = [("first", 7), ("p50", 7), ("p99", 7), ("max", 7), ("samples", 9)]
        let fixed = heads.reduce(0) { $0 + $1.1 + 2 }
        var ends: [Int] = []
        var end = area.column + min(area.width - 1, 36 + fixed)
        for head in heads.reversed() {
            ends.insert(end, at: 0)
            end -= head.1 + 2
        }
        for (head, end) in zip(heads, ends) {
            grid.put(" \(head.0) ", area.row, end - head.0.utf8.count - 1, Style(.muted))
        }
        let wins = leadRows.reduce(0.0) { $0 + Double($1.line.wins) }
        for (index, (feed, line)) in leadRows.prefix(max(0, area.height - 1)).enumerated() {
            let row = area.row + 1 + index
            let next = grid.put(line.letter, row, area.column + 1, Style(.foreground, [.bold])) + 1
            let name = feed.isEmpty ? line.name : "\(feed) \(line.name)"
            grid.putCut(name, row, next, width: ends[0] - heads[0].1 - 1 - next, Style(.muted))
            let isKnown = line.leads > 0
            let texts = [
                wins > 0 ? RatesView.share(Double(line.wins) / wins) : NumberText.unknown,
                isKnown ? NumberText.duration(line.leadP50) : NumberText.unknown,
                isKnown ? NumberText.duration(line.leadP99) : NumberText.unknown,
                isKnown ? NumberText.duration(line.leadMax) : NumberText.unknown,
                NumberText.fitted(line.leads, width: 9),
            ]
            for (index, text) in texts.enumerated() {
                let role: Role = text == NumberText.unknown || index == 4 ? .muted : .foreground
                grid.putRight(text, row, end: ends[index], width: heads[index].1, Style(role))
            }
        }
    }

    // MARK: The smallest screens

    /// A row for each stage, and what is amiss with the clocks.
    func drawSmall(into grid: inout Grid, _ area: Area) {
        let isNarrow = area.width < 40
        let skew = LatencyText.skew(detail.summaries, width: area.width)
        var row = area.row
        let last = area.bottom - (skew != nil && area.height > 1 ? 1 : 0)
        let samples = stages.compactMap { summary($0, window)?.count }.max() ?? 0
        if isNarrow {
            for stage in stages.prefix(max(1, last - area.row - 1)) {
                let p99 = summary(stage, window).flatMap { $0.count > 0 ? NumberText.duration($0.p99) : nil }
                grid.put(stage.name, row, area.column, Style(.muted))
                let text = "p99 \(p99 ?? NumberText.unknown)"
                grid.put(
                    text, row, min(area.right, area.column + 20) - Glyph.width(of: text), Style(.foreground))
                row += 1
            }
            if row < last {
                let text = "\(LatencyText.window(window)) n \(NumberText.fitted(samples, width: 10))"
                grid.put(text, row, area.column, Style(.muted))
                row += 1
            }
        } else {
            let ends = [16, 24, 32, 40].map { area.column + $0 }
            grid.put(LatencyText.window(window), row, area.column, Style(.title))
            for (end, head) in zip(ends, ["p50", "p99", "max", "samples"]) {
                grid.put(head, row, end - head.utf8.count, Style(.muted))
            }
            for stage in stages where row + 1 < last {
                row += 1
                grid.put(stage.name, row, area.column, Style(.muted))
                let summary = summary(stage, window).flatMap { $0.count > 0 ? $0 : nil }
                let texts = [
                    summary.map { NumberText.duration($0.p50) }, summary.map { NumberText.duration($0.p99) },
                    summary.map { NumberText.duration($0.max) },
                    summary.map { NumberText.fitted($0.count, width: 7) },
                ]
                for (end, text) in zip(ends, texts) {
                    let style = Style(text == nil ? .muted : .foreground)
                    grid.putRight(text ?? NumberText.unknown, row, end: end, width: 7, style)
                }
            }
            row += 1
            drawSmallHistogram(
                into: &grid, Area(row: row, column: area.column, height: last - row, width: area.width))
        }
        if let skew, last < area.bottom { grid.put(skew, area.bottom - 1, area.column, Style(.warning)) }
    }

    /// The first stage's bars, where rows are left for them.
    private func drawSmallHistogram(into grid: inout Grid, _ area: Area) {
        guard area.height >= 3, let bars = detail.bars.first(where: { $0.windowSeconds == window }) else {
            return
        }
        let scale = LatencyScale([bars], width: area.width)
        let columns = scale.columns(bars).map { $0 > 0 ? $0 : nil }
        let (top, axis) = area.split(rows: area.height - 1)
        Chart(.bars, columns, top: columns.compactMap { $0 }.max() ?? 1).draw(into: &grid, top)
        grid.put(bars.stage.name, area.row, area.right - bars.stage.name.utf8.count, Style(.muted))
        scale.drawAxis(into: &grid, row: axis.row, column: area.column)
    }
}

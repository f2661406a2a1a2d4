import Market

/// Messages, packets and bytes over time, bursts, and the message types.
struct RatesView: View {
    let picture: Picture

    init(_ picture: Picture) { self.picture = picture }

    var history: RateHistory { picture.snapshot.history }
    var span: RateSpan { RateSpan(rawValue: picture.state.span) ?? .minute }

    func series(_ span: RateSpan) -> RateSeries {
        RateSeries(history, span, feedClock: picture.snapshot.feedClock)
    }

    var hints: [Hint] { [Hint(key: "w", label: "\(span.next.title)", rank: 3)] }

    func draw(into grid: inout Grid, _ area: Area) -> ViewRoom {
        if area.width < 60 || area.height < 12 {
            drawSmall(into: &grid, area)
        } else if area.width >= 180, area.height >= 40 {
            drawWide(into: &grid, area)
        } else {
            drawStack(into: &grid, area)
        }
        return ViewRoom()
    }

    /// Why there is nothing to see yet; `nil`: there is.
    var waiting: String? {
        guard history.seconds.isEmpty, history.session.isEmpty else { return nil }
        return picture.hasBegun
            ? "waiting for the first whole second of messages"
            : "waiting for the first packet on \(picture.status.source)"
    }

    // MARK: One stretch of time

    /// One stretch of time: three charts, the bursts below on the same axis, then the types.
    private func drawStack(into grid: inout Grid, _ area: Area) {
        let heights = StackHeights(area.height, types: typeRows(area.width))
        var rest = area
        func take(_ rows: Int) -> Area {
            let (top, below) = rest.split(rows: rows)
            rest = below
            return top
        }
        drawCharts(into: &grid, take(heights.charts), heights)
        drawBursts(into: &grid, take(heights.bursts), rowsPerWindow: heights.perWindow)
        if heights.types > 0 { drawTypes(into: &grid, take(heights.types)) }
    }

    /// Columns beside a chart: the axis on its left, the figures on its right.
    static let axis = 6
    static func figures(_ width: Int) -> Int { width >= 130 ? 24 : 14 }

    private func drawCharts(into grid: inout Grid, _ area: Area, _ heights: StackHeights) {
        let series = series(span)
        let cells = area.width - Self.axis - Self.figures(area.width)
        let scale = series.scale(cells: cells)
        picture.rule(
            into: &grid, "rates · \(span.title)", row: area.row, column: area.column, width: area.width)
        if waiting == nil { putNote(series.notes(scale), after: "rates · \(span.title)", into: &grid, area) }
        guard waiting == nil else {
            grid.putCut(
                waiting ?? "", area.row + 2, area.column + 2, width: area.width - 4, Style(.muted))
            return
        }
        var row = area.row + 1
        for (measure, height) in zip(RateMeasure.allCases, heights.perChart) {
            let chart = Area(row: row, column: area.column, height: height, width: Self.axis + cells)
            drawChart(measure, series, scale, into: &grid, chart)
            drawFigures(measure, series, into: &grid, row: row, area, rows: height)
            row += height
        }
        scale.drawAxis(into: &grid, row: row, column: area.column + Self.axis, picture.zone)
        let zone = "time in \(picture.zone.rawValue)"
        grid.put(zone, row, area.right - zone.utf8.count, Style(.muted))
    }

    /// The first text that fits into the rule above an area, at its right end.
    func putNote(_ notes: [String], after title: String, into grid: inout Grid, _ area: Area) {
        let room = area.width - Glyph.width(of: title) - 7
        guard let note = notes.first(where: { Glyph.width(of: $0) <= room }) else { return }
        grid.put(" \(note) ", area.row, area.right - 3 - Glyph.width(of: note), Style(.muted))
    }

    /// The axis of values and the chart beside it. Its columns are those of the scale.
    func drawChart(
        _ measure: RateMeasure, _ series: RateSeries, _ scale: TimeScale, into grid: inout Grid, _ area: Area
    ) {
        let values = scale.highest { series.value(measure, at: $0) }
        let steps = AxisSteps(highest: values.compactMap { $0 }.max() ?? 0, rows: area.height)
        for row in 0..<area.height {
            let line = area.bottom - 1 - row
            let label = steps.label(row: row)
            if let label {
                grid.putRight(
                    label, line, end: area.column + Self.axis - 1, width: Self.axis - 1, Style(.muted))
            }
            grid.put(label == nil ? "│" : "┤", line, area.column + Self.axis - 1, Style(.border))
        }
        Chart(.area, values, top: steps.top).draw(into: &grid, area.split(columns: Self.axis).rest)
    }

    /// Now, mean, highest and when, below each other; the least telling falls away first.
    private func drawFigures(
        _ measure: RateMeasure, _ series: RateSeries, into grid: inout Grid, row: Int, _ area: Area, rows: Int
    ) {
        let end = area.right
        let width = Self.figures(area.width) - 1
        let highest = series.highest(measure)
        let time = highest.flatMap { $0.value > 0 ? ClockText.time($0.at, picture.zone) : nil }
        let isMean = series.secondsPerPoint > 1 && measure != .messages
        var lines: [(label: String, text: String, style: Style)] = [
            (
                measure.brief, measure.text(measure.lastSecond(picture.snapshot.rates)),
                Style(.foreground, [.bold])
            ),
            ("mean", measure.text(series.mean(measure)), Style(.foreground)),
            (isMean ? "high" : "max", measure.text(highest?.value), Style(.foreground)),
            ("at", time ?? NumberText.unknown, Style(.muted)),
        ]
        if rows < lines.count { lines.removeLast() }
        for (index, line) in lines.prefix(rows).enumerated() {
            let label = grid.put(line.label, row + index, end - width, Style(.muted))
            let isKnown = line.text != NumberText.unknown
            grid.putRight(
                line.text, row + index, end: end, width: end - label - 1,
                isKnown ? line.style : Style(.muted))
        }
    }
}

/// How the rows of a stack are shared out.
struct StackHeights: Equatable {
    /// Rows of each chart: messages, packets, bytes.
    var perChart = [4, 3, 3]
    /// Rows of each burst window.
    var perWindow = 1
    /// Rows of the table with its rule; 0: there is no room.
    var types = 4

    /// With the rule above and the axis below.
    var charts: Int { perChart.reduce(2, +) }
    var bursts: Int { 1 + 4 * perWindow }
    private var sum: Int { charts + bursts + types }

    /// - Parameter types: Rows that the table of types could use.
    init(_ rows: Int, types wanted: Int) {
        types = 1 + min(3, max(1, wanted))
        if sum > rows { types = 0 }
        while sum > rows, perChart[0] > 1 {
            if perChart[1] > 1 {
                perChart = [perChart[0], perChart[1] - 1, perChart[2] - 1]
            } else {
                perChart[0] -= 1
            }
        }
        guard types > 0 else {
            perChart[0] += max(0, rows - sum)
            return
        }
        if rows - sum >= 10 { perWindow = 2 }
        if rows - sum >= 30 { perWindow = 3 }
        // Of what is left, the types get what they can use of a third, the charts the rest.
        types += max(0, min(wanted + 1 - types, (rows - sum) / 3))
        var turn = 0
        while sum < rows {
            perChart[[0, 1, 0, 2][turn % 4]] += 1
            turn += 1
        }
    }
}

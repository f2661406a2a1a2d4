import Market

/// The essence, for the smallest screens: the rate, its chart, the highest, the busiest millisecond.
extension RatesView {
    func drawSmall(into grid: inout Grid, _ area: Area) {
        guard waiting == nil else {
            grid.putCut(waiting ?? "", area.row, area.column, width: area.width, Style(.muted))
            return
        }
        let series = series(span)
        let isNarrow = area.width < 34
        var lines = area
        func take(_ rows: Int = 1) -> Area {
            let (top, rest) = lines.split(rows: rows)
            lines = rest
            return top
        }
        let measures = area.height >= 8 ? RateMeasure.allCases : [.messages]
        for measure in measures {
            let row = take()
            let next = drawSmallFigures(measure, series, isNarrow: isNarrow, into: &grid, row)
            let title = span.title
            guard measure == .messages, !isNarrow, next + title.utf8.count <= row.right else { continue }
            grid.put(title, row.row, next, Style(.muted))
        }
        if isNarrow, lines.height >= 3, let highest = series.highest(.messages) {
            let row = take().row
            let text = "max \(NumberText.rate(highest.value, width: 5))"
            let next = grid.put(text, row, area.column, Style(.foreground)) + 1
            put(ClockText.time(highest.at, picture.zone), into: &grid, row: row, column: next)
        }
        let peaks = min(lines.height >= 7 ? 4 : 1, max(0, lines.height - 1))
        let chart = take(lines.height - peaks)
        drawSmallChart(series, into: &grid, chart)
        for window in BurstWindow.allCases.prefix(peaks) {
            drawSmallPeak(window, isNarrow: isNarrow, into: &grid, take())
        }
    }

    /// `12,345 msg/s  mean 11,020  max 45,210`
    ///
    /// - Returns: The column after it.
    private func drawSmallFigures(
        _ measure: RateMeasure, _ series: RateSeries, isNarrow: Bool, into grid: inout Grid, _ area: Area
    ) -> Int {
        let now = measure.text(measure.lastSecond(picture.snapshot.rates))
        let unit = measure == .bytes ? "/s" : measure.brief
        var column = grid.put(now, area.row, area.column, Style(.foreground, [.bold]))
        column = grid.put(measure == .bytes ? unit : " \(unit)", area.row, column, Style(.muted)) + 1
        guard !isNarrow else { return column }
        column = max(column, area.column + 14)
        for (label, value) in [("mean", series.mean(measure)), ("max", series.highest(measure)?.value)] {
            let text = measure.text(value)
            guard column + label.utf8.count + 1 + Glyph.width(of: text) <= area.right else { return column }
            column = grid.put("\(label) ", area.row, column, Style(.muted))
            column = grid.put(text, area.row, column, Style(.foreground)) + 1
        }
        return column
    }

    private func drawSmallChart(_ series: RateSeries, into grid: inout Grid, _ area: Area) {
        guard area.height > 0 else { return }
        guard area.height >= 4, area.width >= 30 else {
            let scale = series.scale(cells: area.width)
            let values = scale.highest { series.value(.messages, at: $0) }
            Chart(.area, values, top: max(1, values.compactMap { $0 }.max() ?? 0)).draw(into: &grid, area)
            return
        }
        let (top, axis) = area.split(rows: area.height - 1)
        let scale = series.scale(cells: area.width - Self.axis)
        drawChart(.messages, series, scale, into: &grid, top)
        scale.drawAxis(into: &grid, row: axis.row, column: area.column + Self.axis, picture.zone)
    }

    /// `1 ms   511 msgs 09:31:07.412`: the session's highest.
    private func drawSmallPeak(
        _ window: BurstWindow, isNarrow: Bool, into grid: inout Grid, _ area: Area
    ) {
        let peak = window.peak(history)
        let name = isNarrow ? window.name : "peak \(window.name)"
        let next = grid.put(name, area.row, area.column, Style(.muted)) + 1
        guard peak.at > 0 else {
            grid.put(NumberText.unknown, area.row, next, Style(.muted))
            return
        }
        let end = isNarrow ? next : area.column + 12
        let count = isNarrow ? NumberText.short(peak.messages) : NumberText.fitted(peak.messages, width: 9)
        let column =
            grid.put(
                count + (isNarrow ? "" : " msgs"), area.row, end, Style(.foreground)) + 1
        put(
            ClockText.time(peak.at, picture.zone, decimals: isNarrow ? 0 : window.decimals), into: &grid,
            row: area.row, column: column)
    }

    /// Text that is shown in full or not at all.
    private func put(_ text: String, into grid: inout Grid, row: Int, column: Int) {
        guard column + Glyph.width(of: text) <= grid.columns else { return }
        grid.put(text, row, column, Style(.muted))
    }
}

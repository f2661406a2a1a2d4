import Market

/// The most messages in windows of four lengths: what a mean over a second hides.
extension RatesView {
    /// Four strips on the axis of the charts above, and the session's highest beside them.
    func drawBursts(into grid: inout Grid, _ area: Area, rowsPerWindow: Int) {
        let series = series(span)
        let figures = Self.figures(area.width)
        let cells = area.width - Self.axis - figures
        let scale = series.scale(cells: cells)
        let title = area.width < 100 ? "bursts · most messages in" : "bursts · most messages in a window"
        picture.rule(into: &grid, title, row: area.row, column: area.column, width: area.width)
        grid.put(" session peak ", area.row, area.right - figures, Style(.muted))
        if let hidden = series.hiddenBurst {
            let text = " 1 ms at \(NumberText.grouped(hidden.factor))× its second "
            let start = area.right - figures - 2 - Glyph.width(of: text)
            if start > area.column + Glyph.width(of: title) + 4 {
                grid.put(text, area.row, start, Style(hidden.factor >= 10 ? .graphHigh : .graphMid))
            }
        }
        for (index, window) in BurstWindow.allCases.enumerated() {
            let strip = Area(
                row: area.row + 1 + index * rowsPerWindow, column: area.column, height: rowsPerWindow,
                width: Self.axis + cells)
            grid.putRight(
                window.brief, strip.bottom - 1, end: strip.column + Self.axis - 1, width: Self.axis - 1,
                Style(.muted))
            drawStrip(window, series, scale, into: &grid, strip.split(columns: Self.axis).rest)
            drawPeak(window, into: &grid, row: strip.bottom - 1, end: area.right, width: figures - 1)
        }
    }

    /// Bars against the strip's own highest, or against the least that is a burst.
    func drawStrip(
        _ window: BurstWindow, _ series: RateSeries, _ scale: TimeScale, into grid: inout Grid, _ area: Area
    ) {
        let values = scale.highestByCell { Double(window.highest(series.points[$0])) }
        let top = values.compactMap { $0 }.max() ?? 0
        Chart(.bars, values, top: max(Double(RateSeries.leastBurst), top)).draw(into: &grid, area)
    }

    /// `1511 09:30:42`, or with all digits and more of the time.
    private func drawPeak(_ window: BurstWindow, into grid: inout Grid, row: Int, end: Int, width: Int) {
        let peak = window.peak(history)
        let isWide = width >= 22
        let time = isWide ? 12 : 8
        let left = end - width
        let isKnown = peak.at > 0
        let count =
            !isKnown
            ? NumberText.unknown
            : isWide
                ? NumberText.fitted(peak.messages, width: 9)
                : peak.messages < 10_000
                    ? String(peak.messages) : AxisSteps.text(AxisSteps.twoDigits(Double(peak.messages)))
        let style = Style(isKnown ? .foreground : .muted)
        grid.putRight(count, row, end: end - time - 1, width: width - time - 1, style)
        guard isKnown else { return }
        let text = ClockText.time(peak.at, picture.zone, decimals: isWide ? window.decimals : 0)
        grid.put(text, row, isWide ? end - time : left + 5, Style(.muted), end: end)
    }
}

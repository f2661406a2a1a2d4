import Market

/// When messages were lost: a strip over the same stretches of time that the rates have.
extension GapsView {
    var stripSpan: RateSpan { RateSpan(rawValue: picture.state.span) ?? .minute }

    /// A rule with what the strip shows, the strip, and below it the time where there is room.
    func drawStrip(into grid: inout Grid, _ area: Area) {
        guard area.height >= 2 else { return }
        let series = RateSeries(picture.snapshot.history, stripSpan, feedClock: picture.snapshot.feedClock)
        let hasAxis = area.height >= 5
        let axis = hasAxis ? RatesView.axis : 0
        let scale = series.scale(cells: area.width - axis - 1)
        let title = "losses over time · \(stripSpan.title)"
        picture.rule(into: &grid, title, row: area.row, column: area.column, width: area.width)
        drawMost(series, into: &grid, area, after: title)
        guard !series.points.isEmpty else {
            let text =
                picture.hasBegun ? "waiting for the first whole second" : "waiting for the first packet"
            grid.putCut(text, area.row + 1, area.column + 1, width: area.width - 2, Style(.muted))
            return
        }
        let chart = Area(
            row: area.row + 1, column: area.column, height: area.height - 1 - (hasAxis ? 1 : 0),
            width: area.width)
        let sums = scale.columns.map { column -> (lost: Double, lines: Double)? in
            guard !column.isEmpty else { return nil }
            return column.reduce((0, 0)) {
                ($0.0 + Double(series.points[$1].lost), $0.1 + Double(series.points[$1].lostOnLines))
            }
        }
        let values = sums.map { $0.map { $0.lost + $0.lines } }
        let steps = AxisSteps(highest: values.compactMap { $0 }.max() ?? 0, rows: chart.height)
        // What one line lost and another had is no loss yet.
        let roles = sums.map { sum -> Role in (sum?.lost ?? 0) > 0 ? .alert : .warning }
        Chart(.area, values, top: steps.top, roles: roles).draw(into: &grid, chart.split(columns: axis).rest)
        guard hasAxis else { return }
        for row in 0..<chart.height {
            let line = chart.bottom - 1 - row
            let label = steps.label(row: row)
            if let label {
                grid.putRight(label, line, end: chart.column + axis - 1, width: axis - 1, Style(.muted))
            }
            grid.put(label == nil ? "│" : "┤", line, chart.column + axis - 1, Style(.border))
        }
        scale.drawAxis(into: &grid, row: area.bottom - 1, column: area.column + axis, picture.zone)
    }

    /// The worst moment of what is shown.
    private func drawMost(_ series: RateSeries, into grid: inout Grid, _ area: Area, after title: String) {
        let most = series.points.max { ($0.lost, $0.lostOnLines) < ($1.lost, $1.lostOnLines) }
        guard let most, most.lost > 0 || most.lostOnLines > 0 else { return }
        let time = ClockText.time(most.time, picture.zone)
        let length = TimeScale.length(series.secondsPerPoint)
        let text =
            most.lost > 0
            ? " most \(NumberText.short(most.lost)) in \(length) at \(time) "
            : " most \(NumberText.short(most.lostOnLines)) on one line in \(length) at \(time) "
        guard Glyph.width(of: text) + Glyph.width(of: title) + 6 <= area.width else { return }
        grid.put(text, area.row, area.right - 1 - Glyph.width(of: text), Style(.muted))
    }
}

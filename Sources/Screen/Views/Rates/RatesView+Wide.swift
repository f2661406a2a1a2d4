import Market

/// All three stretches of time side by side, the bursts over the whole width, and the types below.
extension RatesView {
    func drawWide(into grid: inout Grid, _ area: Area) {
        let types = max(4, min(typeRows(area.width) + 1, area.height / 3))
        let perWindow = area.height >= 80 ? 5 : area.height >= 50 ? 3 : 2
        let bursts = 2 + 4 * perWindow
        let (top, rest) = area.split(rows: area.height - types - bursts)
        let (middle, bottom) = rest.split(rows: bursts)
        let gap = 1
        let width = (area.width - 2 * gap) / 3
        for span in RateSpan.allCases {
            let left = top.column + span.rawValue * (width + gap)
            let right = span == .session ? area.right : left + width
            drawSpan(
                span, into: &grid, Area(row: top.row, column: left, height: top.height, width: right - left))
        }
        drawWideBursts(into: &grid, middle, rowsPerWindow: perWindow)
        drawTypes(into: &grid, bottom)
    }

    // MARK: A stretch of time

    private func drawSpan(_ span: RateSpan, into grid: inout Grid, _ area: Area) {
        let series = series(span)
        let scale = series.scale(cells: area.width - Self.axis)
        picture.rule(into: &grid, span.title, row: area.row, column: area.column, width: area.width)
        if let waiting {
            grid.putCut(waiting, area.row + 2, area.column + 2, width: area.width - 4, Style(.muted))
            return
        }
        putNote(series.notes(scale), after: span.title, into: &grid, area)
        let spare = area.height - 2 - 3
        let heights = [spare - 2 * (spare * 3 / 10), spare * 3 / 10, spare * 3 / 10]
        var row = area.row + 1
        for (measure, height) in zip(RateMeasure.allCases, heights) {
            drawHeading(measure, series, into: &grid, row: row, area)
            let chart = Area(row: row + 1, column: area.column, height: height, width: area.width)
            drawChart(measure, series, scale, into: &grid, chart)
            row += height + 1
        }
        scale.drawAxis(into: &grid, row: row, column: area.column + Self.axis, picture.zone)
        let zone = " \(picture.zone.rawValue)"
        grid.put(zone, row, area.column + Self.axis - 1 - zone.utf8.count, Style(.muted))
    }

    /// `messages/s  now 12,345  mean 11,020  max 45,210 at 09:30:12`
    private func drawHeading(
        _ measure: RateMeasure, _ series: RateSeries, into grid: inout Grid, row: Int, _ area: Area
    ) {
        let highest = series.highest(measure)
        let isMean = series.secondsPerPoint > 1 && measure != .messages
        // Nothing at all has no moment at which it was most.
        let time = highest.flatMap { $0.value > 0 ? ClockText.time($0.at, picture.zone) : nil }
        let facts = [
            ("now", measure.text(measure.lastSecond(picture.snapshot.rates))),
            ("mean", measure.text(series.mean(measure))),
            (isMean ? "highest mean" : "max", measure.text(highest?.value)),
            ("at", time ?? NumberText.unknown),
        ]
        var column = grid.put(measure.title, row, area.column, Style(.foreground, [.bold])) + 2
        for (label, text) in facts {
            guard column + label.utf8.count + 1 + Glyph.width(of: text) <= area.right else { return }
            column = grid.put("\(label) ", row, column, Style(.muted))
            column = grid.put(text, row, column, Style(.foreground)) + 2
        }
    }

    // MARK: Bursts

    /// The minutes before now come first, for the bursts are what is looked for there.
    private var burstSpan: RateSpan { [.tenMinutes, .session, .minute][span.rawValue] }

    private func drawWideBursts(into grid: inout Grid, _ area: Area, rowsPerWindow: Int) {
        let series = series(burstSpan)
        let columns = PeakColumns(end: area.right)
        let axis = 7
        let cells = columns.left - 2 - area.column - axis
        let scale = series.scale(cells: cells, perCell: 1)
        let title = "bursts · most messages in a window · \(burstSpan.title)"
        picture.rule(into: &grid, title, row: area.row, column: area.column, width: area.width)
        columns.drawHeads(into: &grid, row: area.row)
        guard waiting == nil else { return }
        let note = " \(series.burstNote(scale)) "
        grid.put(note, area.row, columns.left - 2 - Glyph.width(of: note), Style(.muted))
        for (index, window) in BurstWindow.allCases.enumerated() {
            let strip = Area(
                row: area.row + 1 + index * rowsPerWindow, column: area.column + axis, height: rowsPerWindow,
                width: cells)
            grid.putRight(window.name, strip.bottom - 1, end: strip.column - 1, width: 6, Style(.muted))
            drawStrip(window, series, scale, into: &grid, strip)
            drawPeaks(window, series, columns, into: &grid, row: strip.bottom - 1)
        }
        scale.drawAxis(into: &grid, row: area.bottom - 1, column: area.column + axis, picture.zone)
    }

    /// The column after the last one of each figure.
    private struct PeakColumns {
        var shown: Int, shownAt: Int, factor: Int, session: Int, sessionAt: Int
        var left: Int { shown - 9 }

        init(end: Int) {
            sessionAt = end - 1
            session = sessionAt - 13
            factor = session - 11
            shownAt = factor - 13
            shown = shownAt - 10
        }

        func drawHeads(into grid: inout Grid, row: Int) {
            let heads = [
                (shown, "shown"), (shownAt, "at"), (factor, "its second"), (session, "session"),
                (sessionAt, "at"),
            ]
            for (end, head) in heads { grid.put(" \(head) ", row, end - head.utf8.count - 1, Style(.muted)) }
        }
    }

    /// The highest of what is shown with the second it was in, how many times that second's mean it was, and the
    /// highest of the session.
    private func drawPeaks(
        _ window: BurstWindow, _ series: RateSeries, _ columns: PeakColumns, into grid: inout Grid, row: Int
    ) {
        let most = series.points.max { window.highest($0) < window.highest($1) }
        func put(_ text: String?, end: Int, width: Int, _ role: Role = .foreground) {
            let text = text ?? NumberText.unknown
            let style = Style(text == NumberText.unknown ? .muted : role)
            grid.putRight(text, row, end: end, width: width, style)
        }
        put(
            most.map { NumberText.fitted(window.highest($0), width: 9) }, end: columns.shown, width: 9)
        put(most.map { ClockText.time($0.time, picture.zone) }, end: columns.shownAt, width: 8, .muted)
        var factor: Double?
        if series.secondsPerPoint == 1, let most, most.messages > 0,
            window.highest(most) >= RateSeries.leastBurst
        {
            factor = Double(window.highest(most)) * window.perSecond / Double(most.messages)
        }
        let isHidden = (factor ?? 0) >= 10
        put(
            factor.map { "\(NumberText.rate($0, width: 7))×" }, end: columns.factor, width: 9,
            isHidden ? .graphHigh : .foreground)
        let peak = window.peak(history)
        let isKnown = peak.at > 0
        put(isKnown ? NumberText.fitted(peak.messages, width: 9) : nil, end: columns.session, width: 9)
        put(
            ClockText.time(peak.at, picture.zone, decimals: window.decimals), end: columns.sessionAt,
            width: 12,
            .muted)
    }
}

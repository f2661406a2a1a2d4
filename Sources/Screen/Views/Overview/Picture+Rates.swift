import Market

/// How fast it goes now, in the last minute, and at its fastest.
extension Picture {
    private var messages1s: String { NumberText.rate(snapshot.rates.messages1s, width: 9) }
    private var messages10s: String { NumberText.rate(snapshot.rates.messages10s, width: 9) }

    /// The compact section: a rule and two rows.
    func drawRates(into grid: inout Grid, row: Int) {
        let rates = snapshot.rates
        let width = grid.columns
        rule(into: &grid, "rates", row: row, column: 0, width: width)
        let ends = [20, 30]
        for (end, title) in zip(ends, ["1 s", "10 s"]) {
            grid.put(" \(title) ", row, end - title.utf8.count - 1, Style(.muted))
        }
        drawPair("messages/s", messages1s, messages10s, into: &grid, row: row + 1, column: 1, ends: ends)
        drawPair(
            "bytes/s", NumberText.bytes(rates.bytes1s), NumberText.bytes(rates.bytes10s), into: &grid,
            row: row + 2,
            column: 1, ends: ends)
        var left = 32
        if width >= 64 {
            grid.put(" peak ", row, left - 1, Style(.muted))
            draw(rates.peak1ms, "1 ms", into: &grid, row: row + 1, column: left)
            draw(rates.peak1s, "1 s", into: &grid, row: row + 2, column: left)
            left += 25
        }
        let room = width - left - 1
        guard room >= 10 else { return }
        let sparkline = Sparkline(snapshot.sparkline, columns: room)
        let title = " 60 s "
        grid.put(title, row, width - 2 - title.utf8.count, Style(.muted))
        sparkline.draw(into: &grid, row: row + 1, column: width - 1 - sparkline.values.count, height: 2)
    }

    /// One line: what the table of feeds does not say, and the last minute.
    func drawRateLine(into grid: inout Grid, _ area: Area) {
        let rates = snapshot.rates
        var column = grid.put("10 s ", area.row, area.column, Style(.muted))
        func put(_ text: String, _ unit: String) {
            let isKnown = text != NumberText.unknown
            column = grid.put(text, area.row, column, Style(isKnown ? .foreground : .muted), end: area.right)
            column = grid.put(isKnown ? unit : "", area.row, column, Style(.muted), end: area.right) + 2
        }
        put(messages10s, " msg/s")
        if rates.bytes10s == nil {
            column = grid.put("bytes/s ", area.row, column, Style(.muted), end: area.right)
        }
        put(NumberText.bytes(rates.bytes10s), "/s")
        column = grid.put("peak ", area.row, column, Style(.muted), end: area.right)
        let isKnown = rates.peak1ms.at > 0
        put(
            isKnown ? NumberText.fitted(rates.peak1ms.messages, width: 7) : NumberText.unknown,
            " in 1 ms \(ClockText.time(rates.peak1ms.at, zone, decimals: 3))")
        let room = area.right - column
        guard room >= 10, !snapshot.sparkline.isEmpty else { return }
        let label = room >= 30 ? " last 60 s" : ""
        let sparkline = Sparkline(snapshot.sparkline, columns: room - label.utf8.count)
        let start = area.right - label.utf8.count - sparkline.values.count
        sparkline.draw(into: &grid, row: area.row, column: start, height: 1)
        grid.put(label, area.row, area.right - label.utf8.count, Style(.muted))
    }

    /// The inside of a box: figures, and the last minute beside or below them.
    func drawRatesPanel(into grid: inout Grid, row: Int, column: Int, width: Int, height: Int) {
        let rates = snapshot.rates
        let ends = [column + 22, column + 33]
        for (end, title) in zip(ends, ["1 s", "10 s"]) {
            grid.put(title, row, end - title.utf8.count, Style(.muted))
        }
        drawPair("messages/s", messages1s, messages10s, into: &grid, row: row + 1, column: column, ends: ends)
        drawPair(
            "bytes/s", NumberText.bytes(rates.bytes1s), NumberText.bytes(rates.bytes10s), into: &grid,
            row: row + 2,
            column: column, ends: ends)
        drawPair(
            "packets/s", NumberText.rate(rates.packets1s, width: 9), "", into: &grid, row: row + 3,
            column: column,
            ends: ends)
        guard width >= 33 else { return }
        let left = column + 37
        if height >= 8, width < 64 {
            // Everything under each other, the last minute at the foot.
            draw(rates.peak1ms, "peak 1 ms", into: &grid, row: row + 4, column: column)
            draw(rates.peak1s, "peak 1 s", into: &grid, row: row + 5, column: column)
            drawMinute(into: &grid, row: row + 6, from: column, to: column + width, height: height - 6)
        } else if height >= 6, width < 64 || width >= 98 {
            // Peaks below the figures, the last minute beside them.
            draw(rates.peak1ms, "peak 1 ms", into: &grid, row: row + 4, column: column)
            draw(rates.peak1s, "peak 1 s", into: &grid, row: row + 5, column: column)
            drawMinute(into: &grid, row: row, from: left, to: column + width, height: height)
        } else if width >= 64 {
            draw(rates.peak1ms, "peak 1 ms", into: &grid, row: row + 1, column: left)
            draw(rates.peak1s, "peak 1 s", into: &grid, row: row + 2, column: left)
            if height >= 7 {
                drawMinute(into: &grid, row: row + 4, from: column, to: column + width, height: height - 4)
            } else {
                drawMinute(into: &grid, row: row, from: left + 31, to: column + width, height: height)
            }
        }
    }

    /// Bars of the last minute, at the right of the columns between `from` and `to`.
    private func drawMinute(into grid: inout Grid, row: Int, from: Int, to: Int, height: Int) {
        guard to - from >= 12 else { return }
        let sparkline = Sparkline(snapshot.sparkline, columns: min(60, to - from))
        sparkline.draw(into: &grid, row: row, column: to - sparkline.values.count, height: height)
    }

    /// What the bars of the box mean.
    var sparklineNote: String {
        let top = snapshot.sparkline.suffix(60).max() ?? 0
        return top == 0 ? "last 60 s" : "last 60 s, highest \(NumberText.fitted(UInt64(top), width: 9))/s"
    }

    private func drawPair(
        _ label: String, _ first: String, _ second: String, into grid: inout Grid, row: Int, column: Int,
        ends: [Int]
    ) {
        grid.put(label, row, column, Style(.muted))
        for (end, text) in zip(ends, [first, second]) {
            let role: Role = text == NumberText.unknown ? .muted : .foreground
            grid.putRight(text, row, end: end, width: 9, Style(role))
        }
    }

    /// `1 ms     511 11:18:02.123`
    private func draw(_ peak: Peak, _ label: String, into grid: inout Grid, row: Int, column: Int) {
        let labelEnd = grid.put(label, row, column, Style(.muted))
        let end = max(column + 11, labelEnd + 8)
        let isKnown = peak.at > 0
        let text = isKnown ? NumberText.fitted(peak.messages, width: 7) : NumberText.unknown
        grid.putRight(text, row, end: end, width: 7, Style(isKnown ? .foreground : .muted))
        guard isKnown else { return }
        let decimals = label.hasSuffix("ms") ? 3 : 0
        let time = ClockText.time(peak.at, zone, decimals: decimals)
        grid.put(time, row, end + 1, Style(.muted))
    }
}

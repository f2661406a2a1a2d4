import Market
import OrderFlow

/// What the flow comes to: imbalance, cancels to trades, the mix of messages, the last minute, and who moves most.
extension Picture {
    /// `imbalance +0.34 bid gains  cancels to trades 8.2  trades 40`
    func drawFlowRatios(_ span: FlowSpan, into grid: inout Grid, _ area: Area) {
        guard area.height > 0 else { return }
        let totals = span.totals(snapshot.flow, hasBegun: hasBegun)
        let figures = totals.map(FlowFigures.init)
        let imbalance = figures?.imbalance
        let role: Role = imbalance.map { $0 > 0 ? .bid : $0 < 0 ? .ask : .foreground } ?? .muted
        let facts = [
            Fact(label: "imbalance", text: RatioText.signed(imbalance), role: role, isBold: true),
            Fact(
                label: "cancels per trade",
                text: figures.map { RatioText.ratio($0.cancels, to: $0.trades) } ?? NumberText.unknown,
                rank: 1),
            Fact(
                label: "trades off book", text: span.text(totals?.trades.messages, width: 9),
                unit: span == .session ? " msgs" : " msg/s", rank: 2),
        ]
        let meter = area.width >= 76 ? 21 : area.width >= 60 ? 11 : 0
        var rest = area
        if meter > 0 {
            drawMeter(
                imbalance, into: &grid, Area(row: area.row, column: area.column, height: 1, width: meter))
            rest = area.split(columns: meter + 2).rest
        }
        drawFacts(facts, into: &grid, rest)
    }

    /// A pointer from the middle, as the sides stand above it: to the left the bid gains, to the right the ask.
    private func drawMeter(_ value: Double?, into grid: inout Grid, _ area: Area) {
        grid.fill("─", area.row, area.column..<area.right, Style(.border))
        let half = area.width / 2
        let middle = area.column + half
        grid.put("┼", area.row, middle, Style(.border))
        guard let value, value.isFinite else { return }
        let length = Int((min(1, abs(value)) * Double(half)).rounded())
        if value > 0 {
            grid.fill("█", area.row, (middle - length)..<middle, Style(.bid))
        } else {
            grid.fill("█", area.row, (middle + 1)..<(middle + 1 + length), Style(.ask))
        }
    }

    /// The shares of adds, cancels, executions and replaces, as figures and as one bar.
    func drawFlowShares(_ span: FlowSpan, into grid: inout Grid, _ area: Area) {
        guard area.height > 0 else { return }
        let figures = span.totals(snapshot.flow, hasBegun: hasBegun).map(FlowFigures.init)
        let whole = figures?.messages ?? 0
        let facts = flowLines.enumerated().map { index, line in
            Fact(
                label: line.name,
                text: figures.map { RatioText.percent($0.messages(line.path), of: whole) }
                    ?? NumberText.unknown,
                role: line.role, rank: index)
        }
        let column = drawFacts(facts, into: &grid, area) + 2
        let width = min(60, area.right - column)
        guard let figures, whole > 0, width >= 12 else { return }
        // Each part ends where its share of the whole ends, so that all of them fill the bar.
        var (sum, start) = (0.0, 0)
        let shades: [Unicode.Scalar] = ["█", "░", "▓", "▒", "▚"]
        for (index, line) in flowLines.enumerated() {
            sum += Double(figures.messages(line.path)) / Double(whole)
            let end = max(start, min(width, Int((sum * Double(width)).rounded())))
            grid.fill(shades[index], area.row, (column + start)..<(column + end), Style(line.role))
            start = end
        }
    }

    /// Messages of each of the last seconds: all of them.
    private var flowSeconds: [UInt32] {
        snapshot.flow.seconds.map { UInt32(clamping: FlowFigures(totals: $0).messages) }
    }

    /// What the last minute's bars mean.
    var flowHistoryNote: String {
        guard let top = flowSeconds.max() else { return "" }
        return
            "messages/s of the last \(min(60, flowSeconds.count)) s, highest \(NumberText.grouped(UInt64(top)))"
    }

    /// The last minute of all messages, as high as the area.
    func drawFlowHistory(into grid: inout Grid, _ area: Area) {
        guard area.height > 0, area.width >= 10 else { return }
        let seconds = flowSeconds
        guard !seconds.isEmpty else {
            grid.put(NumberText.unknown, area.row, area.column, Style(.muted))
            return
        }
        let sparkline = Sparkline(seconds, columns: area.width)
        sparkline.draw(into: &grid, row: area.row, column: area.column, height: area.height)
    }

    /// A line of bars for each kind, with what it is now and was at most; below them the imbalance.
    func drawFlowHistories(into grid: inout Grid, _ area: Area) {
        guard area.height > 0, area.width >= 50 else { return }
        let seconds = snapshot.flow.seconds
        guard let latest = seconds.last else {
            grid.put(NumberText.unknown, area.row, area.column, Style(.muted))
            return
        }
        let lines = flowLines
        let each = max(1, min(9, (area.height - 3) / lines.count))
        let (label, figure) = (12, 9)
        let room = area.width - label - 2 * (figure + 1) - 1
        var row = area.row
        grid.putRight("NOW", row, end: area.column + label + figure, width: figure, Style(.muted))
        grid.putRight("MOST", row, end: area.column + label + 2 * figure + 1, width: figure, Style(.muted))
        row += 1
        for line in lines where row + each <= area.bottom {
            let values = seconds.map { UInt32(clamping: FlowFigures(totals: $0).messages(line.path)) }
            grid.put(line.name, row + each - 1, area.column, Style(line.role))
            for (index, value) in [
                FlowFigures(totals: latest).messages(line.path), UInt64(values.max() ?? 0),
            ]
            .enumerated() {
                grid.putRight(
                    NumberText.fitted(value, width: figure), row + each - 1,
                    end: area.column + label + figure + index * (figure + 1), width: figure,
                    Style(index == 0 ? .foreground : .muted))
            }
            let sparkline = Sparkline(values, columns: min(60, room))
            sparkline.draw(
                into: &grid, row: row, column: area.column + label + 2 * figure + 3, height: each)
            row += each
        }
        guard row + 2 <= area.bottom else { return }
        let now = FlowFigures(totals: latest).imbalance
        grid.put("imbalance", row, area.column, Style(.foreground))
        grid.putRight(
            RatioText.signed(now), row, end: area.column + label + figure, width: figure,
            Style(now.map { $0 > 0 ? .bid : $0 < 0 ? .ask : .foreground } ?? .muted))
        drawImbalances(
            seconds, into: &grid, row: row, column: area.column + label + 2 * figure + 3, width: min(60, room)
        )
    }

    /// Two rows: above, by how much the bid gained in a second; below, by how much the ask did.
    private func drawImbalances(
        _ seconds: [FlowTotals], into grid: inout Grid, row: Int, column: Int, width: Int
    ) {
        let shared = max(1, (60 + width - 1) / max(1, width))
        let used = min(width, (60 + shared - 1) / shared)
        let up: [Unicode.Scalar] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
        for (age, totals) in seconds.suffix(60).reversed().enumerated() where age % shared == 0 {
            guard let value = FlowFigures(totals: totals).imbalance, value != 0 else { continue }
            let place = column + used - 1 - age / shared
            guard place >= column else { break }
            if value > 0 {
                let glyph = up[max(0, min(7, Int((value * 8).rounded(.up)) - 1))]
                grid.fill(glyph, row, place..<(place + 1), Style(.bid))
            } else {
                let glyph: Unicode.Scalar = value > -0.25 ? "▔" : value > -0.75 ? "▀" : "█"
                grid.fill(glyph, row + 1, place..<(place + 1), Style(.ask))
            }
        }
    }

    /// The busiest instruments in one line.
    func drawMoverLine(into grid: inout Grid, _ area: Area) {
        guard area.height > 0 else { return }
        let movers = snapshot.flow.movers
        guard !movers.isEmpty else {
            drawFacts([Fact(label: "busiest", text: NumberText.unknown)], into: &grid, area)
            return
        }
        let facts = movers.enumerated().map { index, row in
            Fact(
                label: row.symbol.description, text: NumberText.rate(row.rate, width: 7), unit: "/s",
                rank: index)
        }
        let column = grid.put("busiest, 1 s", area.row, area.column, Style(.muted), end: area.right) + 2
        drawFacts(facts, into: &grid, area.split(columns: column - area.column).rest)
    }

    /// The busiest instruments, a row each, with bars.
    func drawMovers(into grid: inout Grid, _ area: Area) {
        guard area.height > 1 else { return }
        let movers = snapshot.flow.movers.prefix(area.height - 1)
        let top = UInt64(max(1, min(1e15, movers.compactMap { $0.rate.isFinite ? $0.rate : nil }.max() ?? 1)))
        let texts = movers.map { RowText($0, snapshot, decimals: state.measures.decimals) }
        let symbol = min(12, max(6, texts.map { Glyph.width(of: $0.full(.symbol)) }.max() ?? 6))
        let price = max(6, texts.map { Glyph.width(of: $0.full(.last)) }.max() ?? 6)
        let bar = min(40, area.width - symbol - price - 8 - 3)
        let heading = Style(.heading)
        grid.fill(" ", area.row, area.column..<area.right, heading)
        grid.put("SYMBOL", area.row, area.column, heading)
        grid.put("MSG/S", area.row, area.column + symbol + 1 + 7 - 5, heading)
        grid.put("LAST", area.row, area.column + symbol + 9 + price - 4, heading)
        for (index, row) in movers.enumerated() {
            let line = area.row + 1 + index
            grid.putCut(
                texts[index].full(.symbol), line, area.column, width: symbol,
                Style(.foreground, on: nil, [.bold]))
            grid.putRight(
                NumberText.rate(row.rate, width: 7), line, end: area.column + symbol + 8, width: 7,
                Style(.foreground))
            grid.putRight(
                texts[index].full(.last), line, end: area.column + symbol + 9 + price, width: price,
                texts[index].style(.last, on: nil))
            let rate = row.rate.isFinite ? UInt64(max(0, min(1e15, row.rate))) : 0
            Bar.right(
                into: &grid, row: line, column: area.column + symbol + price + 11,
                halves: Bar.halves(rate, top: top, width: bar), Style(.graphLow))
        }
        if movers.isEmpty { grid.put(NumberText.unknown, area.row + 1, area.column, Style(.muted)) }
    }
}

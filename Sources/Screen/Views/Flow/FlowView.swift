import Market

/// The order flow: who adds, cancels and executes, and the tape.
struct FlowView: View {
    let picture: Picture
    private var flow: FlowDetail { picture.snapshot.flow }
    private var span: FlowSpan { FlowSpan(picture.state) }

    init(_ picture: Picture) { self.picture = picture }

    var hints: [Hint] {
        let next = FlowSpan.allCases[(span.rawValue + 1) % FlowSpan.allCases.count]
        return [Hint(key: "w", label: next.name, rank: 4), Hint(key: "↑↓", label: "tape", rank: 3)]
    }

    func draw(into grid: inout Grid, _ area: Area) -> ViewRoom {
        var room = ViewRoom()
        guard area.height > 0, area.width > 0 else { return room }
        room.tape =
            if area.width < 60 {
                drawTiny(into: &grid, area)
            } else if area.width >= 110, area.height >= 30 {
                drawWide(into: &grid, area)
            } else {
                drawCompact(into: &grid, area)
            }
        return room
    }

    /// Cuts rows off the top of what is left.
    private func take(_ rows: Int, from rest: inout Area) -> Area {
        let parts = rest.split(rows: rows)
        rest = parts.rest
        return parts.top
    }

    /// Sections under each other. Returns the room for the tape.
    private func drawCompact(into grid: inout Grid, _ area: Area) -> Int {
        var rest = area
        let lines = picture.flowLines.count
        let hasRule = area.height >= 12
        if hasRule {
            let row = take(1, from: &rest)
            picture.rule(into: &grid, "flow", row: row.row, column: row.column, width: row.width)
            grid.put(" \(span.note) ", row.row, row.column + 8, Style(.muted), end: row.right)
        }
        picture.drawFlowBars(
            span, into: &grid, take(min(rest.height, lines + 1), from: &rest).inset(rows: 0, columns: 1),
            hasHeading: true)
        picture.drawFlowRatios(span, into: &grid, take(1, from: &rest).inset(rows: 0, columns: 1))
        if rest.height >= 8 {
            picture.drawFlowShares(span, into: &grid, take(1, from: &rest).inset(rows: 0, columns: 1))
        }
        if rest.height >= 11 {
            let row = take(1, from: &rest)
            picture.rule(into: &grid, "history", row: row.row, column: row.column, width: row.width)
            let note = picture.flowHistoryNote
            if !note.isEmpty {
                grid.put(" \(note) ", row.row, row.column + 11, Style(.muted), end: row.right)
            }
            let rows = rest.height >= 22 ? 5 : 2
            picture.drawFlowHistory(into: &grid, take(rows, from: &rest).inset(rows: 0, columns: 1))
        }
        if rest.height >= 7 {
            picture.drawMoverLine(into: &grid, take(1, from: &rest).inset(rows: 0, columns: 1))
        }
        guard rest.height >= 2 else { return 0 }
        let row = take(1, from: &rest)
        picture.drawTapeRule("tape", flow.tape, into: &grid, row)
        return picture.drawTape(flow.tape, hasSymbols: true, into: &grid, rest)
    }

    /// Boxes. Returns the room for the tape.
    private func drawWide(into grid: inout Grid, _ area: Area) -> Int {
        let isVeryWide = area.width >= 160
        let lines = picture.flowLines.count
        let (left, right) = area.split(columns: isVeryWide ? area.width * 11 / 20 : area.width * 5 / 8)
        let flowRows = lines + 6
        var tape: Area
        if isVeryWide {
            let (top, rest) = left.split(rows: flowRows)
            drawFlowBox(into: &grid, top)
            // The spans are compared where the charts are high already.
            let compared = rest.height >= lines * 3 + 10 ? 5 : 0
            let (history, foot) = rest.split(rows: rest.height - compared)
            drawHistoryBox(into: &grid, history)
            if compared > 0 { drawSpanBox(into: &grid, foot) }
            let (movers, below) = right.split(rows: flowRows)
            drawMoverBox(into: &grid, movers)
            tape = below
        } else {
            drawFlowBox(into: &grid, left.split(rows: flowRows).top)
            drawMoverBox(into: &grid, right.split(rows: flowRows).top)
            var rest = area.split(rows: flowRows).rest
            drawHistoryBox(into: &grid, take(min(lines + 5, max(0, rest.height - 8)), from: &rest))
            tape = rest
        }
        let mark = picture.tapeMark(flow.tape)
        picture.panel(into: &grid, "tape", tape, note: mark.text, mark.style)
        tape = tape.inset(rows: 1, columns: 1)
        return picture.drawTape(flow.tape, hasSymbols: true, into: &grid, tape)
    }

    private func drawFlowBox(into grid: inout Grid, _ area: Area) {
        var rest = picture.panel(into: &grid, "flow", area, note: span.note)
        picture.drawFlowBars(
            span, into: &grid, take(picture.flowLines.count + 1, from: &rest), hasHeading: true)
        _ = take(1, from: &rest)
        picture.drawFlowRatios(span, into: &grid, take(1, from: &rest))
        picture.drawFlowShares(span, into: &grid, take(1, from: &rest))
    }

    private func drawHistoryBox(into grid: inout Grid, _ area: Area) {
        let count = min(60, flow.seconds.count)
        let inside = picture.panel(
            into: &grid, "history", area, note: count > 0 ? "messages/s, last \(count) s" : "")
        picture.drawFlowHistories(into: &grid, inside)
    }

    private func drawMoverBox(into grid: inout Grid, _ area: Area) {
        picture.drawMovers(into: &grid, picture.panel(into: &grid, "busiest", area, note: "last 1 s"))
    }

    /// All three spans side by side, where there is room to compare them.
    private func drawSpanBox(into grid: inout Grid, _ area: Area) {
        let inside = picture.panel(into: &grid, "compared", area)
        for (index, span) in FlowSpan.allCases.enumerated() where index < inside.height {
            let totals = span.totals(flow, hasBegun: picture.hasBegun)
            let figures = totals.map(FlowFigures.init)
            let value = figures?.imbalance
            picture.drawFacts(
                [
                    Fact(label: span.name.padded(to: 8), text: ""),
                    Fact(
                        label: "imbalance", text: RatioText.signed(value).leading(5),
                        role: value.map { $0 > 0 ? .bid : $0 < 0 ? .ask : .foreground } ?? .muted),
                    Fact(
                        label: "cancels per trade",
                        text: (figures.map { RatioText.ratio($0.cancels, to: $0.trades) }
                            ?? NumberText.unknown)
                            .leading(5), rank: 1),
                    Fact(
                        label: "messages", text: span.text(figures?.messages, width: 13).leading(11),
                        unit: span == .session ? "" : "/s", rank: 2),
                ], into: &grid,
                Area(row: inside.row + index, column: inside.column, height: 1, width: inside.width))
        }
    }

    /// Below 60 columns: the kinds, then the ratios, then the tape. Returns the room for it.
    private func drawTiny(into grid: inout Grid, _ area: Area) -> Int {
        var rest = area
        let lines = picture.flowLines.count
        let hasHeading = area.height > lines
        picture.drawFlowBars(
            span, into: &grid, take(lines + (hasHeading ? 1 : 0), from: &rest), hasHeading: hasHeading)
        if rest.height > 0 { picture.drawFlowRatios(span, into: &grid, take(1, from: &rest)) }
        guard rest.height > 0 else { return 0 }
        return picture.drawTape(flow.tape, hasSymbols: true, into: &grid, rest)
    }
}

extension String {
    /// With spaces behind it, up to so many columns.
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - Glyph.width(of: self)))
    }

    /// With spaces before it.
    fileprivate func leading(_ width: Int) -> String {
        String(repeating: " ", count: max(0, width - Glyph.width(of: self))) + self
    }
}

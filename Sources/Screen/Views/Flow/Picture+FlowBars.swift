import Market

/// Buy and sell orders mirrored, a row for each kind.
extension Picture {
    private struct Plan {
        var label: Int
        var messages: Int
        var quantity = 0
        var bar = 0
        var side: Int
    }

    /// The kinds that have a row: levels only for a feed that has such.
    var flowLines: [FlowLine] {
        let hasLevels = FlowFigures(totals: snapshot.flow.session).messages(\.levels) > 0
        return hasLevels ? FlowLine.allCases : FlowLine.allCases.filter { $0 != .levels }
    }

    private func plan(width: Int) -> Plan {
        let label = width >= 50 ? 12 : 5
        let side = max(0, (width - label) / 2)
        var plan = Plan(label: label, messages: min(side, side >= 24 ? 9 : 7), side: side)
        var room = side - plan.messages
        if room >= 16 {
            plan.quantity = 9
            room -= 10
        }
        plan.bar = room >= 4 ? min(60, room - 1) : 0
        return plan
    }

    /// Which side the heading's words name, and a row for each kind, as many as there is room for.
    func drawFlowBars(_ span: FlowSpan, into grid: inout Grid, _ area: Area, hasHeading: Bool) {
        guard area.height > 0 else { return }
        let plan = plan(width: area.width)
        let (left, right) = (area.column + plan.side, area.column + plan.side + plan.label)
        var row = area.row
        if hasHeading {
            grid.fill(" ", row, area.column..<area.right, Style(.heading))
            grid.put("BUY", row, left - 3, Style(.bid, on: .heading))
            grid.put("SELL", row, right, Style(.ask, on: .heading))
            var distance = plan.bar > 0 ? plan.bar + 1 : 4
            for (title, width) in [(span.messageTitle, plan.messages), (span.quantityTitle, plan.quantity)]
            where width > 0 {
                distance += width
                let size = title.utf8.count
                if distance + 3 <= plan.side + 3, plan.bar > 0 {
                    grid.put(title, row, left - distance + width - size, Style(.heading))
                    grid.put(title, row, right + distance - size, Style(.heading))
                }
                distance += 1
            }
            row += 1
        }
        let totals = span.totals(snapshot.flow, hasBegun: hasBegun)
        let lines = flowLines
        let top =
            lines.flatMap { line in
                [
                    totals?.buy[keyPath: line.path].messages ?? 0,
                    totals?.sell[keyPath: line.path].messages ?? 0,
                ]
            }.max() ?? 0
        for (index, line) in lines.prefix(max(0, area.bottom - row)).enumerated() {
            let label = plan.label >= 10 ? line.name : line.brief
            let start = left + (plan.label - Glyph.width(of: label)) / 2
            grid.put(label, row + index, start, Style(.foreground))
            draw(
                totals?.buy[keyPath: line.path], span, line, plan, top, isBuy: true, into: &grid,
                row: row + index,
                edge: left)
            draw(
                totals?.sell[keyPath: line.path], span, line, plan, top, isBuy: false, into: &grid,
                row: row + index, edge: right)
        }
    }

    /// - Parameter edge: The column of the side's innermost edge.
    private func draw(
        _ count: FlowCount?, _ span: FlowSpan, _ line: FlowLine, _ plan: Plan, _ top: UInt64, isBuy: Bool,
        into grid: inout Grid, row: Int, edge: Int
    ) {
        let role: Role = line == .cancels ? .muted : line == .executions ? .trade : isBuy ? .bid : .ask
        if plan.bar > 0 {
            let halves = Bar.halves(count?.messages ?? 0, top: top, width: plan.bar)
            if isBuy {
                Bar.left(into: &grid, row: row, end: edge, halves: halves, Style(role))
            } else {
                Bar.right(into: &grid, row: row, column: edge, halves: halves, Style(role))
            }
        }
        var distance = plan.bar > 0 ? plan.bar + 1 : 0
        // A feed of price levels tells the new quantity only, not what came or went.
        let quantity = line == .levels ? nil : count?.quantity
        for (value, width, known) in [
            (count?.messages, plan.messages, Role.foreground), (quantity, plan.quantity, Role.muted),
        ] where width > 0 {
            distance += width
            let end = isBuy ? edge - distance + width : edge + distance
            let text = span.text(value, width: width)
            grid.putRight(text, row, end: end, width: width, Style(value == nil ? .muted : known))
            distance += 1
        }
    }
}

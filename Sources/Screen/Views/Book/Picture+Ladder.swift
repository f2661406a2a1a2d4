import Market

/// The depth ladder: bids at the left, asks at the right, mirrored, bars growing from the middle outwards.
extension Picture {
    /// Where the parts of one side stand, as distances from the middle outwards.
    private struct Plan {
        var price: Int
        var bar = 0
        var size = 0
        var orders = 0
        var cumulative = 0
    }

    /// How many levels there are in all, what part of the shown size is bid, and that as a bar.
    func drawImbalance(_ ladder: Ladder, _ book: BookDetail, into grid: inout Grid, _ area: Area) {
        let (bids, asks) = (levels(book.bidLevels), levels(book.askLevels))
        let isTight = area.width < 58
        var column = area.column
        if !isTight { column = grid.put(" \(bids) ", area.row, column, Style(.muted), end: area.right) + 1 }
        let end = area.right - (isTight ? 0 : Glyph.width(of: asks) + 3)
        if !isTight { grid.put(" \(asks) ", area.row, end + 1, Style(.muted), end: area.right) }
        guard let share = ladder.bidShare else {
            grid.put(" bid share of size - ", area.row, column, Style(.muted), end: end)
            return
        }
        let depth = max(ladder.bids.count, ladder.asks.count)
        let words = " bids \(NumberText.percent(share)) of size in \(depth) levels "
        column = grid.put(words, area.row, column, Style(share >= 0.5 ? .bid : .ask), end: end)
        let width = min(40, end - column - 1)
        guard width >= 5 else { return }
        Bar.split(
            into: &grid, row: area.row, column: column, width: width, first: share, Style(.bid), Style(.ask))
        grid.put(" ", area.row, column + width, Style(.foreground))
    }

    private func levels(_ count: Int) -> String {
        "\(NumberText.grouped(count)) level\(count == 1 ? "" : "s")"
    }

    /// A heading and a row for each level.
    func drawLadder(_ ladder: Ladder, scale: UInt8, into grid: inout Grid, _ area: Area, hasHeading: Bool) {
        guard area.height > 0 else { return }
        let decimals = (ladder.bids + ladder.asks).reduce(state.measures.decimals) {
            max($0, min(9, PriceText.decimals($1.quote.price, scale: scale)))
        }
        func price(_ rung: Ladder.Rung) -> String {
            PriceText.text(rung.quote.price, scale: scale, decimals: decimals)
        }
        let side = (area.width - (area.width >= 40 ? 3 : 1)) / 2
        let gap = area.width >= 40 ? 3 : 1
        let widest = (ladder.bids + ladder.asks).reduce(6) { max($0, Glyph.width(of: price($1))) }
        let plan = plan(price: min(widest, side), side: side)
        let (middle, right) = (area.column + side, area.column + side + gap)
        let top = ladder.fullBar
        var row = area.row
        if hasHeading {
            grid.fill(" ", row, area.column..<area.right, Style(.heading))
            drawHeading(plan, into: &grid, row: row, middle: middle, right: right)
            row += 1
        }
        for line in 0..<max(0, area.bottom - row) {
            if gap == 3 { grid.put("│", row + line, middle + 1, Style(.border)) }
            if line < ladder.bids.count {
                let rung = ladder.bids[line]
                draw(rung, price(rung), plan, top, isBid: true, into: &grid, row: row + line, from: middle)
            }
            if line < ladder.asks.count {
                let rung = ladder.asks[line]
                draw(rung, price(rung), plan, top, isBid: false, into: &grid, row: row + line, from: right)
            }
        }
    }

    private func plan(price: Int, side: Int) -> Plan {
        var plan = Plan(price: price)
        var room = side - price
        func take(_ width: Int, _ least: Int) -> Int {
            guard room >= width + 1 + least else { return 0 }
            room -= width + 1
            return width
        }
        plan.size = take(7, 0)
        if plan.size == 0 { plan.size = take(5, 0) }
        plan.orders = take(5, 5)
        plan.cumulative = take(8, 12)
        plan.bar = room >= 5 ? min(60, room - 2) : 0
        return plan
    }

    private func drawHeading(_ plan: Plan, into grid: inout Grid, row: Int, middle: Int, right: Int) {
        let style = Style(.heading)
        grid.put("BID", row, middle - 3, Style(.bid, on: .heading))
        grid.put("ASK", row, right, Style(.ask, on: .heading))
        var distance = plan.price + (plan.bar > 0 ? plan.bar + 2 : 0)
        for (title, width) in [("SIZE", plan.size), ("ORD", plan.orders), ("SUM", plan.cumulative)]
        where width > 0 {
            distance += 1 + width
            grid.put(title, row, middle - distance + width - title.utf8.count, style)
            grid.put(title, row, right + distance - title.utf8.count, style)
        }
    }

    /// - Parameter from: The column of the side's innermost edge.
    private func draw(
        _ rung: Ladder.Rung, _ price: String, _ plan: Plan, _ top: UInt64, isBid: Bool, into grid: inout Grid,
        row: Int, from: Int
    ) {
        let role: Role = isBid ? .bid : .ask
        let priceWidth = Glyph.width(of: price)
        // Both sides' prices touch the middle, and one of them the other's mirror image.
        if isBid || priceWidth > plan.price {
            grid.putRight(
                price, row, end: isBid ? from : from + plan.price, width: plan.price,
                Style(role, on: nil, [.bold]))
        } else {
            grid.put(price, row, from, Style(role, on: nil, [.bold]))
        }
        var distance = plan.price
        if plan.bar > 0 {
            let halves = Bar.halves(rung.quote.size, top: top, width: plan.bar)
            let isCut = rung.quote.size > top
            if isBid {
                let end = from - distance - 1
                Bar.left(into: &grid, row: row, end: end, halves: halves, Style(role))
                if isCut { grid.put("◀", row, end - plan.bar, Style(role)) }
            } else {
                let start = from + distance + 1
                Bar.right(into: &grid, row: row, column: start, halves: halves, Style(role))
                if isCut { grid.put("▶", row, start + plan.bar - 1, Style(role)) }
            }
            distance += plan.bar + 2
        }
        let orders = rung.quote.orders.map { NumberText.fitted(UInt64($0), width: plan.orders) }
        for (text, width, style) in [
            (NumberText.fitted(rung.quote.size, width: plan.size), plan.size, Style(.foreground)),
            (orders ?? NumberText.unknown, plan.orders, Style(.muted)),
            (NumberText.fitted(rung.cumulative, width: plan.cumulative), plan.cumulative, Style(.muted)),
        ] where width > 0 {
            distance += 1 + width
            let end = isBid ? from - distance + width : from + distance
            grid.putRight(text, row, end: end, width: width, style)
        }
    }
}

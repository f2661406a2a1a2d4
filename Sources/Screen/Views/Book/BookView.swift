import Market

/// One instrument: ladder, tape, rate, latency.
struct BookView: View {
    let picture: Picture
    private var book: BookDetail { picture.snapshot.book }

    init(_ picture: Picture) { self.picture = picture }

    var hints: [Hint] {
        [Hint(key: "↑↓", label: "instrument", rank: 3)]
    }

    func draw(into grid: inout Grid, _ area: Area) -> ViewRoom {
        guard area.height > 0, area.width > 0 else { return ViewRoom() }
        guard area.width >= 60 else { return drawTiny(into: &grid, area) }
        guard area.width >= 110, area.height >= 20 else { return drawCompact(into: &grid, area) }
        return drawWide(into: &grid, area)
    }

    /// Rules instead of boxes: facts, ladder, tape under each other.
    private func drawCompact(into grid: inout Grid, _ area: Area) -> ViewRoom {
        let plan = BookPlan(height: area.height)
        var room = ViewRoom()
        room.depth = max(0, plan.ladderRows - (plan.hasLadderRule ? 1 : 0))
        room.tape = max(0, plan.tapeRows - 2)
        guard let row = book.row else {
            drawNothing(into: &grid, area)
            return room
        }
        var (facts, rest) = area.split(rows: plan.facts)
        facts = facts.inset(rows: 0, columns: 1)
        drawFactLines(BookFacts(picture, book, row), into: &grid, facts, lines: plan.facts)
        let ladder = Ladder(book, depth: room.depth)
        if plan.hasLadderRule {
            picture.rule(into: &grid, "depth", row: rest.row, column: rest.column, width: rest.width)
            let room = Area(row: rest.row, column: rest.column + 9, height: 1, width: rest.width - 10)
            picture.drawImbalance(ladder, book, into: &grid, room)
            rest = rest.split(rows: 1).rest
        }
        let (rungs, tape) = rest.split(rows: plan.ladderRows)
        let inside = rungs.inset(rows: 0, columns: 1)
        picture.drawLadder(ladder, scale: row.priceScale, into: &grid, inside, hasHeading: plan.hasLadderRule)
        if plan.tapeRows > 0 {
            picture.drawTapeRule("tape of \(row.symbol)", book.tape, into: &grid, tape)
            room.tape = picture.drawTape(book.tape, hasSymbols: false, into: &grid, tape.split(rows: 1).rest)
        }
        return room
    }

    /// Identity, quotes, the day, rate, latency, prices: as many lines as there are.
    private func drawFactLines(_ facts: BookFacts, into grid: inout Grid, _ area: Area, lines: Int) {
        func line(_ index: Int) -> Area {
            Area(row: area.row + index, column: area.column, height: index < lines ? 1 : 0, width: area.width)
        }
        picture.drawFacts(facts.identity, into: &grid, line(0))
        picture.drawFacts(facts.quotes, into: &grid, line(1))
        picture.drawFacts(facts.day, into: &grid, line(2))
        guard lines >= 4 else { return }
        let end = picture.drawFacts(facts.rates, into: &grid, line(3))
        drawRateSparkline(into: &grid, line(3).split(columns: end - area.column).rest)
        guard lines >= 6 else { return }
        picture.drawFacts(facts.latencies(), into: &grid, line(4))
        drawPrices(into: &grid, line(5))
    }

    private func drawRateSparkline(into grid: inout Grid, _ area: Area) {
        let room = area.width - 2
        guard room >= 10 else { return }
        let sparkline = Sparkline(book.sparkline, columns: min(60, room))
        sparkline.draw(
            into: &grid, row: area.row, column: area.right - sparkline.values.count,
            height: max(1, area.height))
    }

    /// The last minute's prices between their lowest and highest.
    private func drawPrices(into grid: inout Grid, _ area: Area) {
        var column = grid.put("price", area.row, area.column, Style(.muted)) + 1
        guard let row = book.row, let line = PriceLine(book.prices, columns: min(30, area.width - 40)) else {
            grid.put(NumberText.unknown, area.row, column, Style(.muted))
            return
        }
        column = grid.put("\(line.prices.count) s", area.row, column, Style(.muted)) + 2
        let (low, high) = (price(line.low, row), price(line.high, row))
        column = grid.put("low ", area.row, column, Style(.muted))
        column = grid.put(low, area.row, column, Style(.foreground)) + 1
        line.draw(into: &grid, row: area.row, column: column, height: 1, Style(.trade))
        column += line.columns + 1
        column = grid.put("high ", area.row, column, Style(.muted))
        grid.put(high, area.row, column, Style(.foreground), end: area.right)
    }

    private func price(_ raw: Int64, _ row: InstrumentRow) -> String {
        PriceText.text(raw, scale: row.priceScale, decimals: picture.state.measures.decimals)
    }

    /// Boxes: the instruments at the left, all about the selected one beside them.
    private func drawWide(into grid: inout Grid, _ area: Area) -> ViewRoom {
        var room = ViewRoom()
        let (list, rest) = area.split(columns: area.width >= 170 ? 46 : area.width >= 130 ? 38 : 32)
        picture.panel(into: &grid, "instruments", list)
        let table = picture.drawTable(
            into: &grid, row: list.row + 1, column: list.column + 1, width: list.width - 2,
            height: list.height - 2)
        room.rows = table.height
        room.table = table
        let isBeside = rest.width >= 118
        let topRows = isBeside ? 7 : 8
        let (top, bottom) = rest.split(rows: topRows)
        let plan = BookPlan(height: bottom.height)
        let tapeWidth = min(84, max(60, rest.width * 2 / 5))
        let (ladderBox, tapeBox) =
            isBeside
            ? bottom.split(columns: rest.width - tapeWidth)
            : bottom.split(rows: bottom.height - max(plan.tapeRows + plan.facts / 2, 5))
        room.depth = max(0, ladderBox.height - 4)
        let ladder = Ladder(book, depth: room.depth)
        guard let row = book.row else {
            picture.panel(into: &grid, "book", top)
            drawNothing(into: &grid, bottom)
            room.tape = max(0, tapeBox.height - 3)
            return room
        }
        drawTop(BookFacts(picture, book, row), into: &grid, top)
        var inside = picture.panel(into: &grid, "depth", ladderBox)
        picture.drawImbalance(ladder, book, into: &grid, inside)
        inside = inside.split(rows: 1).rest
        picture.drawLadder(ladder, scale: row.priceScale, into: &grid, inside, hasHeading: true)
        let mark = picture.tapeMark(book.tape)
        let tape = picture.panel(into: &grid, "tape of \(row.symbol)", tapeBox, note: mark.text, mark.style)
        room.tape = picture.drawTape(
            book.tape, hasSymbols: false, into: &grid, tape.inset(rows: 0, columns: -1))
        return room
    }

    /// The facts, and beside them, where there is room, the prices as a chart.
    private func drawTop(_ facts: BookFacts, into grid: inout Grid, _ area: Area) {
        let hasChart = area.width >= 118
        let (left, right) = area.split(columns: hasChart ? area.width - 46 : area.width)
        let inside = picture.panel(into: &grid, "book", left, note: feedNote)
        func line(_ index: Int) -> Area {
            Area(row: inside.row + index, column: inside.column, height: 1, width: inside.width)
        }
        picture.drawFacts(facts.identity, into: &grid, line(0))
        picture.drawFacts(facts.quotes, into: &grid, line(1))
        let end = picture.drawFacts(facts.rates, into: &grid, line(3))
        drawRateSparkline(into: &grid, line(3).split(columns: end - inside.column).rest)
        picture.drawFacts(facts.latencies(isFull: inside.width >= 130), into: &grid, line(4))
        guard hasChart else {
            picture.drawFacts(facts.day, into: &grid, line(2))
            drawPrices(into: &grid, line(5))
            return
        }
        picture.drawFacts(facts.day, into: &grid, line(2))
        let line = PriceLine(book.prices, columns: 30)
        let chart = picture.panel(
            into: &grid, "price", right, note: line.map { "last \($0.prices.count) s" } ?? "")
        guard let row = book.row, let prices = line else {
            grid.put(NumberText.unknown, chart.row, chart.column, Style(.muted))
            return
        }
        let (low, high) = (price(prices.low, row), price(prices.high, row))
        let label = max(Glyph.width(of: low), Glyph.width(of: high))
        grid.putRight(high, chart.row, end: chart.column + label, width: label, Style(.muted))
        grid.putRight(low, chart.bottom - 1, end: chart.column + label, width: label, Style(.muted))
        prices.draw(
            into: &grid, row: chart.row, column: chart.right - prices.columns, height: chart.height,
            Style(.trade))
    }

    private var feedNote: String {
        guard let row = book.row, picture.snapshot.feeds.indices.contains(Int(row.key.feed)) else {
            return ""
        }
        return picture.snapshot.feeds[Int(row.key.feed)].name
    }

    /// Below 60 columns: the name, the last price and the rate, and as much of the ladder as there is room for.
    private func drawTiny(into grid: inout Grid, _ area: Area) -> ViewRoom {
        var room = ViewRoom()
        let lines = area.height >= 8 ? 3 : 1
        let rungs = area.split(rows: lines).rest
        let hasHeading = rungs.height >= 6
        room.depth = max(0, rungs.height - (hasHeading ? 1 : 0))
        guard let row = book.row else {
            drawNothing(into: &grid, area)
            return room
        }
        let facts = BookFacts(picture, book, row)
        var identity = facts.identity.filter { $0.label != "updated" && $0.label != "messages" }
        if lines == 1 {
            let last = facts.quotes.filter { $0.label == "last" }
            identity += last.map { Fact(label: "", text: $0.text, role: $0.role, rank: 2) }
        }
        picture.drawFacts(identity, into: &grid, area)
        if lines >= 3 {
            let quotes = facts.quotes.filter { $0.role != .bid && $0.role != .ask }
            picture.drawFacts(quotes, into: &grid, area.split(rows: 1).rest)
            picture.drawFacts(facts.rates, into: &grid, area.split(rows: 2).rest)
        }
        picture.drawLadder(
            Ladder(book, depth: room.depth), scale: row.priceScale, into: &grid, rungs, hasHeading: hasHeading
        )
        return room
    }

    /// Why there is no book.
    private func drawNothing(into grid: inout Grid, _ area: Area) {
        let text =
            picture.snapshot.instrumentCount == 0
            ? "no instrument yet" : "no instrument is selected; ↑ ↓ selects one"
        grid.putCut(
            text, area.row + area.height / 2, area.column + max(0, (area.width - Glyph.width(of: text)) / 2),
            width: area.width, Style(.muted))
    }
}

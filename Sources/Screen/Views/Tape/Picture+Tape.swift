import Market

/// A stretch of the tape, the newest message at its foot.
extension Picture {
    private struct Placed {
        var column: TapeColumn
        var start: Int
        var width: Int
        var end: Int { start + width }
    }

    /// Whether the newest message is followed, for the title.
    func tapeMark(_ tape: Tape) -> (text: String, style: Style) {
        if tape.newer > 0 {
            return ("+\(NumberText.grouped(tape.newer)) newer, F follows", Style(.frozenBanner))
        }
        if state.frozen != nil { return ("FROZEN", Style(.frozenBanner)) }
        return state.request.tapeEnd == nil ? ("FOLLOW", Style(.ok)) : ("HELD", Style(.frozenBanner))
    }

    /// How much of what was taped can still be seen. There is one tape; a book shows its own messages of it.
    private func tapeNote(_ tape: Tape) -> String {
        guard tape.total > 0 else { return "" }
        let kept = "the last \(NumberText.grouped(UInt64(max(0, tape.kept))))"
        return UInt64(max(0, tape.kept)) >= tape.total
            ? "all \(NumberText.grouped(tape.total)) messages kept"
            : "\(kept) of \(NumberText.grouped(tape.total)) messages kept"
    }

    /// The rule above a tape, with what is followed at its end.
    func drawTapeRule(_ title: String, _ tape: Tape, into grid: inout Grid, _ area: Area) {
        rule(into: &grid, title, row: area.row, column: area.column, width: area.width)
        let mark = tapeMark(tape)
        let text = " \(mark.text) "
        let left = area.right - 1 - Glyph.width(of: text)
        grid.put(text, area.row, left, mark.style)
        let note = " \(tapeNote(tape)) "
        let room = left - 1 - (area.column + Glyph.width(of: title) + 5)
        if note.utf8.count > 2, Glyph.width(of: note) <= room {
            grid.put(note, area.row, area.column + Glyph.width(of: title) + 4, Style(.muted))
        }
    }

    /// A heading, where there is room for two rows below it, and the messages.
    ///
    /// - Returns: The messages there is room for.
    @discardableResult
    func drawTape(_ tape: Tape, hasSymbols: Bool, into grid: inout Grid, _ area: Area) -> Int {
        let hasHeading = area.height >= 4
        let rows = max(0, area.height - (hasHeading ? 1 : 0))
        let entries = tape.entries.suffix(rows)
        let decimals = entries.reduce(state.measures.decimals) { decimals, entry in
            max(decimals, entry.price.map { min(9, PriceText.decimals($0, scale: entry.priceScale)) } ?? 0)
        }
        let texts = entries.map { TapeText(entry: $0, zone: zone, decimals: decimals) }
        let columns = tapeColumns(texts, hasSymbols: hasSymbols, area)
        if hasHeading {
            grid.fill(" ", area.row, area.column..<area.right, Style(.heading))
            for placed in columns {
                let whole = placed.column.title
                let brief = placed.column == .kind ? "MSG" : String(whole.prefix(3))
                let title = whole.utf8.count <= placed.width ? whole : brief
                let start = placed.column.isLeftAligned ? placed.start : placed.end - title.utf8.count
                grid.put(title, area.row, max(placed.start, start), Style(.heading), end: placed.end)
            }
        }
        for (index, text) in texts.enumerated() {
            let row = area.row + (hasHeading ? 1 : 0) + index
            if let change = text.change,
                let place = columns.first(where: { $0.column == .side || $0.column == .price })
            {
                // A status has no figures: its words stand where those of others do.
                let room = (columns.last?.end ?? area.right) - place.start
                grid.putCut(change, row, place.start, width: room, Style(.warning))
            }
            for placed in columns where text.change == nil || [.time, .symbol, .kind].contains(placed.column)
            {
                let (words, style) = (
                    text.text(placed.column, width: placed.width), text.style(placed.column)
                )
                if placed.column.isLeftAligned {
                    grid.putCut(words, row, placed.start, width: placed.width, style)
                } else {
                    grid.putRight(words, row, end: placed.end, width: placed.width, style)
                }
            }
        }
        if texts.isEmpty, rows > 0 {
            let why = hasBegun ? "no message on the tape yet" : NumberText.unknown
            grid.putCut(
                why, area.row + (hasHeading ? 1 : 0), area.column + 1, width: area.width - 2, Style(.muted))
        }
        return rows
    }

    /// The columns there is room for. Figures are as wide as the widest that is shown, so none is cut.
    private func tapeColumns(_ texts: [TapeText], hasSymbols: Bool, _ area: Area) -> [Placed] {
        func widest(_ column: TapeColumn, _ least: Int) -> Int {
            texts.reduce(least) { max($0, Glyph.width(of: $1.text(column, width: 7))) }
        }
        let margin = area.width >= 60 ? 1 : 0
        let room = area.width - 2 * margin
        var widths: [TapeColumn: Int] = [:]
        func fits(_ column: TapeColumn, _ width: Int) -> Bool {
            let taken = widths.filter { $0.key != column }.values.reduce(0) { $0 + $1 + 1 }
            return taken + width <= room
        }
        let price = widest(.price, 6)
        let quantity = widest(.quantity, 5)
        var wishes: [(TapeColumn, Int)] = [(.price, price), (.kind, 3)]
        if hasSymbols { wishes.append((.symbol, 5)) }
        wishes += [(.quantity, quantity), (.side, 4), (.time, 8), (.kind, 7)]
        if hasSymbols { wishes.append((.symbol, 8)) }
        wishes += [(.time, 12), (.reference, widest(.reference, 9)), (.time, 15)]
        if hasSymbols { wishes.append((.symbol, min(24, widest(.symbol, 8)))) }
        for (column, width) in wishes where fits(column, width) { widths[column] = width }
        let columns = TapeColumn.allCases.filter { widths[$0] != nil }
        let taken = columns.reduce(-1) { $0 + 1 + (widths[$1] ?? 0) }
        let gap = columns.count > 1 ? max(0, min(3, (room - taken) / (columns.count - 1))) : 0
        var start = area.column + margin
        return columns.map { column in
            let width = widths[column] ?? 0
            defer { start += width + 1 + gap }
            return Placed(column: column, start: start, width: width)
        }
    }
}

import Market

extension TableLayout {
    /// The columns that were chosen, or with `nil` the most important ones that fit.
    static func layout(
        width: Int, measures: TableMeasures, hasFeeds: Bool, chosen: [TableColumn]?
    ) -> TableLayout {
        guard let chosen else { return TableLayout(width: width, measures: measures, hasFeeds: hasFeeds) }
        return TableLayout(width: width, measures: measures, chosen: chosen)
    }

    /// Exactly those columns in that order, as far as they fit; the symbol has its place first of all.
    private init(width: Int, measures: TableMeasures, chosen: [TableColumn]) {
        let margin = width >= 60 ? 1 : 0
        let room = width - 2 * margin
        let isTiny = width < 60
        var widths: [TableColumn: Int] = [.symbol: Self.least(.symbol, measures, isTiny: isTiny)]
        func taken() -> Int { widths.values.reduce(0, +) + max(0, widths.count - 1) }
        for column in chosen where column != .symbol {
            let least = Self.least(column, measures, isTiny: isTiny)
            guard taken() + 1 + least <= room else { break }
            widths[column] = least
        }
        for column in chosen {
            guard let least = widths[column] else { continue }
            widths[column] = least + max(0, min(Self.wanted(column, measures) - least, room - taken()))
        }
        let columns = (chosen.contains(.symbol) ? [] : [.symbol]) + chosen.filter { widths[$0] != nil }
        let spare = columns.count > 1 ? min(3, max(0, room - taken()) / (columns.count - 1)) : 0
        var start = margin
        placed = columns.map { column in
            let width = widths[column] ?? 0
            defer { start += width + 1 + spare }
            return Placed(column: column, start: start, width: width)
        }
    }
}

import Market

/// Which columns stand where.
struct TableLayout {
    struct Placed: Equatable {
        var column: TableColumn
        var start: Int
        var width: Int
        var end: Int { start + width }
    }

    let placed: [Placed]

    /// - Parameters:
    ///   - width: Columns of the screen there are in all.
    ///   - hasFeeds: There is more than one feed.
    init(width: Int, measures: TableMeasures, hasFeeds: Bool) {
        let margin = width >= 60 ? 1 : 0
        let room = width - 2 * margin
        var widths: [TableColumn: Int] = [:]
        func taken() -> Int { widths.values.reduce(0, +) + max(0, widths.count - 1) }
        let isTiny = width < 60
        let wished = TableColumn.byImportance.filter { $0 != .feed || hasFeeds }
        let isEssential = { (column: TableColumn) in !TableColumn.extras.contains(column) }
        // The essential ones as narrow as can be, the most important first.
        for column in wished where isEssential(column) {
            let least = Self.least(column, measures, isTiny: isTiny)
            if column == .symbol || taken() + 1 + least <= room { widths[column] = least }
        }
        // What is left makes their figures and names whole, and then gives the others a place.
        for column in TableColumn.byWidening {
            guard let least = widths[column] else { continue }
            let wanted = Self.wanted(column, measures)
            widths[column] = least + max(0, min(wanted - least, room - taken()))
        }
        for column in wished where !isEssential(column) {
            let wanted = max(Self.least(column, measures, isTiny: isTiny), Self.wanted(column, measures))
            if taken() + 1 + wanted <= room { widths[column] = wanted }
        }
        let columns = TableColumn.allCases.filter { widths[$0] != nil }
        let spare = columns.count > 1 ? min(3, max(0, room - taken()) / (columns.count - 1)) : 0
        var start = margin
        placed = columns.map { column in
            let width = widths[column] ?? 0
            defer { start += width + 1 + spare }
            return Placed(column: column, start: start, width: width)
        }
    }

    static func least(_ column: TableColumn, _ measures: TableMeasures, isTiny: Bool) -> Int {
        switch column {
        case .symbol: isTiny ? 5 : 7
        case .feed, .bidOrders, .askOrders: 4
        case .age: 6
        case .bidSize, .askSize, .lastSize: 5
        case .rate: isTiny ? 5 : 6
        case .flags: isTiny ? 2 : 5
        case .messages: 6
        case .volume, .trades: 7
        case .bid, .ask, .last, .spread, .high, .low:
            max(isTiny ? 4 : column.title.utf8.count + 1, measures.width(column))
        }
    }

    static func wanted(_ column: TableColumn, _ measures: TableMeasures) -> Int {
        switch column {
        case .flags: max(11, measures.width(column))
        case .symbol: max(7, measures.width(column))
        case .bidSize, .askSize: max(7, measures.width(column))
        default: measures.width(column)
        }
    }
}

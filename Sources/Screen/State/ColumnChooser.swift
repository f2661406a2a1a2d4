import Market

/// The list in which the table's columns are chosen and put in order.
struct ColumnChooser: Sendable, Equatable {
    struct Entry: Sendable, Equatable {
        var column: TableColumn
        var isShown: Bool
    }

    private(set) var entries: [Entry]
    private(set) var index = 0

    /// Opens with the columns that are shown now, in their order; the others follow.
    init(shown: [TableColumn]) {
        var kept: [TableColumn] = []
        for column in shown where !kept.contains(column) { kept.append(column) }
        if !kept.contains(.symbol) { kept.insert(.symbol, at: 0) }
        entries = kept.map { Entry(column: $0, isShown: true) }
        for column in TableColumn.allCases where !kept.contains(column) {
            entries.append(Entry(column: column, isShown: false))
        }
    }

    var chosen: [TableColumn] { entries.filter(\.isShown).map(\.column) }

    mutating func move(_ rows: Int) { index = max(0, min(entries.count - 1, index + rows)) }

    /// Shows or hides the column at the cursor. The symbol stays: without it no row tells whose it is.
    ///
    /// - Returns: Whether it did.
    mutating func toggle() -> Bool {
        guard entries[index].column != .symbol else { return false }
        entries[index].isShown.toggle()
        return true
    }

    /// Moves the column at the cursor, which goes with it.
    mutating func shift(_ places: Int) {
        let goal = max(0, min(entries.count - 1, index + places))
        let entry = entries.remove(at: index)
        entries.insert(entry, at: goal)
        index = goal
    }
}

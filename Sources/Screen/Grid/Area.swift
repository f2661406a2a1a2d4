/// A rectangle of the grid.
struct Area: Equatable {
    var row: Int
    var column: Int
    var height: Int
    var width: Int

    /// The row and the column behind the last ones.
    var bottom: Int { row + height }
    var right: Int { column + width }

    /// The same without so many cells at each side.
    func inset(rows: Int = 1, columns: Int = 2) -> Area {
        Area(
            row: row + rows, column: column + columns, height: max(0, height - 2 * rows),
            width: max(0, width - 2 * columns))
    }

    /// Cuts off the first rows: those, and what is left.
    func split(rows: Int) -> (top: Area, rest: Area) {
        let rows = max(0, min(rows, height))
        return (
            Area(row: row, column: column, height: rows, width: width),
            Area(row: row + rows, column: column, height: height - rows, width: width)
        )
    }

    /// Cuts off the first columns: those, and what is left.
    func split(columns: Int) -> (left: Area, rest: Area) {
        let columns = max(0, min(columns, width))
        return (
            Area(row: row, column: column, height: height, width: columns),
            Area(row: row, column: column + columns, height: height, width: width - columns)
        )
    }
}

import Market

/// Every feed and line in one table, and the instruments below.
struct OverviewView: View {
    let picture: Picture

    init(_ picture: Picture) { self.picture = picture }

    func draw(into grid: inout Grid, _ area: Area) -> ViewRoom {
        var room = ViewRoom()
        room.rows = picture.drawTable(
            into: &grid, row: area.row, column: area.column, width: area.width, height: area.height)
        room.table = Area(row: area.row + 1, column: area.column, height: room.rows, width: area.width)
        return room
    }

    var hints: [Hint] {
        [Hint(key: "< >", label: "sort", rank: 5), Hint(key: "I", label: "invert", rank: 6)]
    }
}

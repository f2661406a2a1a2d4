/// A figure with its name, as it stands in a line of such.
struct Fact {
    var label: String
    var text: String
    var unit = ""
    var role = Role.foreground
    /// Those with the lowest rank stay longest where there is little room.
    var rank = 0
    var isBold = false

    fileprivate var isKnown: Bool { text != NumberText.unknown }

    fileprivate var width: Int {
        Glyph.width(of: label) + (label.isEmpty || text.isEmpty ? 0 : 1) + Glyph.width(of: text)
            + (isKnown ? Glyph.width(of: unit) : 0)
    }
}

extension Picture {
    /// A line of facts: those that fit whole, two columns between them. Returns the column after the last one.
    @discardableResult
    func drawFacts(_ facts: [Fact], into grid: inout Grid, _ area: Area) -> Int {
        guard area.height > 0 else { return area.column }
        var room = area.width
        var kept: Set<Int> = []
        let byRank = facts.indices.sorted { (facts[$0].rank, $0) < (facts[$1].rank, $1) }
        for index in byRank {
            let needed = facts[index].width + (kept.isEmpty ? 0 : 2)
            // A figure that does not fit must not be taken for one of lesser rank beside it.
            guard needed <= room else { break }
            kept.insert(index)
            room -= needed
        }
        var column = area.column
        for index in facts.indices where kept.contains(index) {
            let fact = facts[index]
            if column > area.column { column += 2 }
            column = grid.put(fact.label, area.row, column, Style(.muted), end: area.right)
            if !fact.label.isEmpty, !fact.text.isEmpty { column += 1 }
            let style = Style(fact.isKnown ? fact.role : .muted, on: nil, fact.isBold ? [.bold] : [])
            column = grid.put(fact.text, area.row, column, style, end: area.right)
            if fact.isKnown { column = grid.put(fact.unit, area.row, column, Style(.muted), end: area.right) }
        }
        return column
    }
}

/// The shapes of one look on one row of an SVG picture: areas out of rectangles, and lines.
///
/// All edges lie on whole units, and what touches becomes one rectangle, so that no seam shows between cells.
struct SVGShapes {
    private struct Box {
        var left: Int
        var top: Int
        var right: Int
        var bottom: Int
    }

    private var solid: [Box] = []
    /// Of shaded blocks, by their density.
    private var shaded: [(opacity: Double, box: Box)] = []
    /// Rounded corners.
    private var curves = ""

    var isEmpty: Bool { solid.isEmpty && shaded.isEmpty && curves.isEmpty }

    /// - Parameters:
    ///   - left: Edges of the cell, in units of the picture.
    ///   - right: Behind the cell.
    mutating func add(_ shape: CellShape, left: Double, top: Double, right: Double, bottom: Double) {
        let (width, height) = (right - left, bottom - top)
        for part in shape.parts {
            let box = Box(
                left: Self.whole(left + part.left * width), top: Self.whole(top + part.top * height),
                right: Self.whole(left + part.right * width), bottom: Self.whole(top + part.bottom * height))
            if shape.opacity < 1 { shaded.append((shape.opacity, box)) } else { join(box) }
        }
        guard let arms = shape.arms else { return }
        let cell = Box(left: Self.whole(left), top: Self.whole(top), right: Self.whole(right), bottom: Self.whole(bottom))
        if arms.isRound { addCorner(arms, cell) } else { addLines(arms, cell) }
    }

    private static func whole(_ length: Double) -> Int { Int(length.rounded()) }

    /// Makes the last rectangle of the same height longer where this one touches it.
    private mutating func join(_ box: Box) {
        let last = solid.lastIndex { $0.top == box.top && $0.bottom == box.bottom }
        if let last, (solid[last].left...solid[last].right).contains(box.left) {
            solid[last].right = max(solid[last].right, box.right)
        } else {
            solid.append(box)
        }
    }

    /// A light line is one unit wide, a heavy one three; all run through the middle of the cell.
    private mutating func addLines(_ arms: CellShape.Arms, _ cell: Box) {
        let (middle, centre) = Self.middle(cell)
        func row(_ weight: Int) -> (Int, Int) { weight > 1 ? (centre - 1, centre + 2) : (centre, centre + 1) }
        func column(_ weight: Int) -> (Int, Int) { weight > 1 ? (middle - 1, middle + 2) : (middle, middle + 1) }
        for (weight, from, to) in [(arms.left, cell.left, middle + 1), (arms.right, middle, cell.right)] where weight > 0 {
            let (top, bottom) = row(weight)
            join(Box(left: from, top: top, right: to, bottom: bottom))
        }
        for (weight, from, to) in [(arms.up, cell.top, centre + 1), (arms.down, centre, cell.bottom)] where weight > 0 {
            let (left, right) = column(weight)
            solid.append(Box(left: left, top: from, right: right, bottom: to))
        }
    }

    private static func middle(_ cell: Box) -> (column: Int, row: Int) {
        ((cell.left + cell.right) / 2, (cell.top + cell.bottom) / 2)
    }

    /// From the middle of one edge around to that of the other, so that it meets the lines beside it.
    private mutating func addCorner(_ arms: CellShape.Arms, _ cell: Box) {
        let (middle, centre) = Self.middle(cell)
        let (x, y) = ("\(middle).5", "\(centre).5")
        let side = arms.right > 0 ? cell.right : cell.left
        let end = arms.down > 0 ? cell.bottom : cell.top
        let turn = arms.down > 0 ? centre + 4 : centre - 4
        curves += "M\(side) \(y)Q\(x) \(y) \(x) \(turn).5V\(end)"
    }

    /// - Parameters:
    ///   - colour: Of areas and lines.
    ///   - marks: Attributes of the look.
    func elements(_ colour: String, _ marks: String) -> String {
        var text = ""
        if !solid.isEmpty { text += Self.path(solid, "fill=\"\(colour)\"\(marks)") }
        for opacity in Set(shaded.map(\.opacity)).sorted() {
            let boxes = shaded.filter { $0.opacity == opacity }.map(\.box)
            text += Self.path(boxes, "fill=\"\(colour)\" fill-opacity=\"\(opacity)\"\(marks)")
        }
        if !curves.isEmpty { text += "<path d=\"\(curves)\" fill=\"none\" stroke=\"\(colour)\"\(marks)/>\n" }
        return text
    }

    private static func path(_ boxes: [Box], _ look: String) -> String {
        let steps = boxes.map { "M\($0.left) \($0.top)H\($0.right)V\($0.bottom)H\($0.left)z" }.joined()
        return "<path d=\"\(steps)\" \(look) shape-rendering=\"crispEdges\"/>\n"
    }
}

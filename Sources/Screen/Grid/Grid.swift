/// The picture: rows and columns of cells. Whatever is drawn outside falls away, and no character gets in
/// that ``Glyph`` does not let pass, so no text can reach the terminal that would move its cursor or break
/// its columns.
public struct Grid: Sendable, Equatable {
    public let rows: Int
    public let columns: Int
    /// Every character is turned into ASCII.
    public let isASCII: Bool
    /// Row by row.
    public private(set) var cells: [Cell]

    public init(rows: Int, columns: Int, isASCII: Bool = false, style: Style = Style(.foreground)) {
        self.rows = max(0, rows)
        self.columns = max(0, columns)
        self.isASCII = isASCII
        cells = Array(repeating: Cell(" ", style), count: self.rows * self.columns)
    }

    public subscript(row: Int, column: Int) -> Cell { cells[row * columns + column] }

    /// Writes from `column` to the right, up to but not into column `end`.
    ///
    /// - Returns: The column after the last one written.
    @discardableResult
    public mutating func put(_ text: String, _ row: Int, _ column: Int, _ style: Style, end: Int = .max)
        -> Int
    {
        let end = min(end, columns)
        guard row >= 0, row < rows else { return column }
        var column = column
        for scalar in text.unicodeScalars {
            let (shown, width) = glyph(scalar)
            guard column + width <= end else { break }
            if column >= 0 { set(shown, width, row, column, style) }
            column += width
        }
        return column
    }

    /// Writes so that the text ends before column `end`. What is too long for `width` becomes a row of `#`:
    /// a figure that is cut would be another figure.
    public mutating func putRight(_ text: String, _ row: Int, end: Int, width: Int, _ style: Style) {
        let taken = Glyph.width(of: text)
        if taken <= width {
            put(text, row, end - taken, style, end: end)
        } else {
            put(String(repeating: "#", count: max(0, width)), row, end - width, style, end: end)
        }
    }

    /// Writes a text cut to `width` columns, with an ellipsis where it was cut.
    @discardableResult
    public mutating func putCut(_ text: String, _ row: Int, _ column: Int, width: Int, _ style: Style) -> Int
    {
        guard width > 0 else { return column }
        if Glyph.width(of: text) <= width { return put(text, row, column, style, end: column + width) }
        let cut = put(text, row, column, style, end: column + width - 1)
        return put("…", row, cut, style, end: column + width)
    }

    /// Fills columns `range` of a row.
    public mutating func fill(_ scalar: Unicode.Scalar = " ", _ row: Int, _ range: Range<Int>, _ style: Style)
    {
        guard row >= 0, row < rows else { return }
        let (shown, width) = glyph(scalar)
        guard width == 1 else { return }
        for column in range.clamped(to: 0..<columns) { set(shown, 1, row, column, style) }
    }

    /// The text of a row, without the spaces at its end.
    public func line(_ row: Int) -> String {
        var text = String.UnicodeScalarView()
        for column in 0..<columns where self[row, column].scalar != Cell.continuation {
            text.append(self[row, column].scalar)
        }
        while text.last == " " { text.removeLast() }
        return String(text)
    }

    private func glyph(_ scalar: Unicode.Scalar) -> (Unicode.Scalar, width: Int) {
        guard let width = Glyph.width(scalar) else { return (Glyph.replacement(isASCII: isASCII), 1) }
        return isASCII ? (Glyph.ascii(scalar), 1) : (scalar, width)
    }

    private mutating func set(
        _ scalar: Unicode.Scalar, _ width: Int, _ row: Int, _ column: Int, _ style: Style
    ) {
        let index = row * columns + column
        // Half of a wide character cannot stay: a space takes the place of the other half.
        if cells[index].scalar == Cell.continuation, column > 0 { cells[index - 1].scalar = " " }
        let last = index + width - 1
        if column + width < columns, cells[last + 1].scalar == Cell.continuation {
            cells[last + 1].scalar = " "
        }
        cells[index] = Cell(scalar, style)
        if width == 2 { cells[last] = Cell(Cell.continuation, style) }
    }
}

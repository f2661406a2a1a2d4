/// A bar of block characters, half a column fine.
enum Bar {
    /// Half columns that `value` takes of `width` columns when `top` takes all; a value above 0 takes at least one.
    static func halves(_ value: UInt64, top: UInt64, width: Int) -> Int {
        guard value > 0, top > 0, width > 0 else { return 0 }
        let share = Double(min(value, top)) / Double(top)
        return max(1, min(width * 2, Int((share * Double(width * 2)).rounded())))
    }

    /// Grows to the right from `column`.
    static func right(into grid: inout Grid, row: Int, column: Int, halves: Int, _ style: Style) {
        guard halves > 0 else { return }
        grid.fill("█", row, column..<(column + halves / 2), style)
        if halves % 2 == 1 { grid.put("▌", row, column + halves / 2, style) }
    }

    /// Grows to the left, up to but not into column `end`.
    static func left(into grid: inout Grid, row: Int, end: Int, halves: Int, _ style: Style) {
        guard halves > 0 else { return }
        grid.fill("█", row, (end - halves / 2)..<end, style)
        if halves % 2 == 1 { grid.put("▐", row, end - halves / 2 - 1, style) }
    }

    /// Two parts of a whole side by side: the first full from the left, the rest shaded. `first` in 0...1.
    static func split(
        into grid: inout Grid, row: Int, column: Int, width: Int, first: Double, _ left: Style, _ right: Style
    ) {
        guard width > 0 else { return }
        let share = first.isFinite ? max(0, min(1, first)) : 0
        let taken = min(width, Int((share * Double(width)).rounded()))
        grid.fill("█", row, column..<(column + taken), left)
        grid.fill("░", row, (column + taken)..<(column + width), right)
    }
}

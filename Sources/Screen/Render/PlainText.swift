/// A picture as plain text, a line for each row, without the spaces at its end.
public enum PlainText {
    public static func text(_ grid: Grid) -> String {
        var lines = ""
        for row in 0..<grid.rows { lines += grid.line(row) + "\n" }
        return lines
    }
}

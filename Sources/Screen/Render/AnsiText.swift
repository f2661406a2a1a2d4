/// A picture as text with escape sequences (ECMA-48 SGR), a line for each row: for files, pagers and pages.
public enum AnsiText {
    /// - Parameter depth: `none` gives attributes only. Of `direct` and `rewritten` both write 24-bit colours.
    public static func text(_ grid: Grid, _ theme: Theme, _ depth: ColourDepth) -> String {
        var lines = ""
        var sequences: [Style: String] = [:]
        for row in 0..<grid.rows {
            var pen: Style?
            for column in 0..<grid.columns {
                let cell = grid[row, column]
                guard cell.scalar != Cell.continuation else { continue }
                if cell.style != pen {
                    let known = sequences[cell.style] ?? sequence(theme.drawn(cell.style, at: depth))
                    sequences[cell.style] = known
                    lines += known
                    pen = cell.style
                }
                lines.unicodeScalars.append(cell.scalar)
            }
            lines += "\u{1B}[0m\n"
        }
        return lines
    }

    private static func sequence(_ look: DrawnLook) -> String {
        let marks: [(Attributes, String)] = [(.bold, "1"), (.dim, "2"), (.underline, "4"), (.reverse, "7")]
        let codes =
            ["0"] + [code(look.foreground, 30), code(look.background, 40)].compactMap(\.self)
            + marks.filter { look.attributes.contains($0.0) }.map(\.1)
        return "\u{1B}[\(codes.joined(separator: ";"))m"
    }

    /// - Parameter base: 30 for the text, 40 for its ground.
    /// - Returns: `nil`: the terminal's own colour.
    private static func code(_ colour: TerminalColour, _ base: Int) -> String? {
        switch colour {
        case .standard: nil
        case .entry(let entry) where entry < 8: "\(base + entry)"
        case .entry(let entry) where entry < 16: "\(base + 60 + entry - 8)"
        case .entry(let entry): "\(base + 8);5;\(entry)"
        case .rgb(let red, let green, let blue): "\(base + 8);2;\(red);\(green);\(blue)"
        }
    }
}

/// A picture as text with escape sequences (ECMA-48 SGR), a line for each row: for files, pagers and pages.
public enum AnsiText {
    /// - Parameter depth: `none` gives attributes only. Of `direct` and `rewritten` both write 24-bit colours.
    public static func text(_ grid: Grid, _ theme: Theme, _ depth: ColourDepth) -> String {
        var lines = ""
        for row in 0..<grid.rows {
            var pen: Style?
            for column in 0..<grid.columns {
                let cell = grid[row, column]
                guard cell.scalar != Cell.continuation else { continue }
                if cell.style != pen {
                    lines += sequence(theme.resolve(cell.style, hasColours: depth != .none), depth)
                    pen = cell.style
                }
                lines.unicodeScalars.append(cell.scalar)
            }
            lines += "\u{1B}[0m\n"
        }
        return lines
    }

    private static func sequence(_ look: Theme.Look, _ depth: ColourDepth) -> String {
        var codes = ["0"]
        var attributes = look.attributes
        if depth == .direct || depth == .rewritten {
            for (colour, layer) in [(look.foreground, 38), (look.background ?? .standard, 48)] {
                if case .rgb(let red, let green, let blue) = colour {
                    codes.append("\(layer);2;\(red);\(green);\(blue)")
                }
            }
        } else if depth != .none {
            var unused = TrueColour()
            let colours = Inks.indices(look.foreground, look.background ?? .standard, depth, &unused)
            if colours.isBold { attributes.insert(.bold) }
            codes += [code(colours.foreground, 30), code(colours.background, 40)].compactMap(\.self)
        }
        let marks: [(Attributes, String)] = [(.bold, "1"), (.dim, "2"), (.underline, "4"), (.reverse, "7")]
        for (attribute, code) in marks where attributes.contains(attribute) { codes.append(code) }
        return "\u{1B}[\(codes.joined(separator: ";"))m"
    }

    /// The code of an entry of the palette; `nil`: the terminal's own colour.
    private static func code(_ entry: Int32, _ base: Int32) -> String? {
        switch entry {
        case ..<0: nil
        case 0..<8: "\(base + entry)"
        case 8..<16: "\(base + 60 + entry - 8)"
        default: "\(base + 8);5;\(entry)"
        }
    }
}

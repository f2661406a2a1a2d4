/// A picture as SVG 1.1 on a fixed raster, so that it looks the same wherever it is shown: a rectangle for each ground,
/// shapes for what charts and frames are made of, a text for each run of words of one look.
public enum SVGText {
    private static let cellWidth = 8.4
    private static let cellHeight = 17.0

    public static func text(_ grid: Grid, _ theme: Theme) -> String {
        let width = shown(Double(grid.columns) * cellWidth)
        let height = shown(Double(grid.rows) * cellHeight)
        let ground = hex(theme[.background].background ?? .standard, standard: "#000000")
        var text = """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
            viewBox="0 0 \(width) \(height)">
            <rect width="100%" height="100%" fill="\(ground)"/>
            <g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" \
            font-size="14">

            """
        for row in 0..<grid.rows {
            for run in runs(of: grid, row: row) { text += element(run, grid, row, theme, ground) }
        }
        return text + "</g>\n</svg>\n"
    }

    private struct Run {
        var column: Int
        var width: Int
        var style: Style
    }

    private static func runs(of grid: Grid, row: Int) -> [Run] {
        var runs: [Run] = []
        for column in 0..<grid.columns {
            let cell = grid[row, column]
            if cell.scalar == Cell.continuation || runs.last?.style == cell.style {
                if !runs.isEmpty { runs[runs.count - 1].width += 1 }
            } else {
                runs.append(Run(column: column, width: 1, style: cell.style))
            }
        }
        return runs
    }

    private static func element(
        _ run: Run, _ grid: Grid, _ row: Int, _ theme: Theme, _ ground: String
    ) -> String {
        let look = theme.drawn(run.style, at: .direct)
        var front = hex(look.foreground.shown, standard: "#d0d0d0")
        var back = hex(look.background.shown, standard: "#000000")
        if look.attributes.contains(.reverse) { swap(&front, &back) }
        let left = shown(Double(run.column) * cellWidth)
        let width = shown(Double(run.width) * cellWidth)
        var text = ""
        if back != ground {
            let top = shown(Double(row) * cellHeight)
            text +=
                "<rect x=\"\(left)\" y=\"\(top)\" width=\"\(width)\" height=\"\(shown(cellHeight))\" "
                + "fill=\"\(back)\"/>\n"
        }
        let dim = look.attributes.contains(.dim) ? " opacity=\"0.6\"" : ""
        text += shapes(run, grid, row).elements(front, dim)
        var marks = dim
        if look.attributes.contains(.bold) { marks += " font-weight=\"bold\"" }
        if look.attributes.contains(.underline) { marks += " text-decoration=\"underline\"" }
        let base = shown(Double(row) * cellHeight + 13)
        for words in words(run, grid, row) {
            text +=
                "<text x=\"\(shown(Double(words.column) * cellWidth))\" y=\"\(base)\" "
                + "textLength=\"\(shown(Double(words.width) * cellWidth))\" lengthAdjust=\"spacingAndGlyphs\" "
                + "fill=\"\(front)\"\(marks)>\(escaped(words.text))</text>\n"
        }
        return text
    }

    private static func shapes(_ run: Run, _ grid: Grid, _ row: Int) -> SVGShapes {
        var shapes = SVGShapes()
        let top = Double(row) * cellHeight
        for column in run.column..<(run.column + run.width) {
            guard let shape = CellShape(grid[row, column].scalar) else { continue }
            let left = Double(column) * cellWidth
            shapes.add(shape, left: left, top: top, right: left + cellWidth, bottom: top + cellHeight)
        }
        return shapes
    }

    private struct Words {
        var column: Int
        var width = 0
        var text = ""
    }

    /// What is text of a run. Each begins in a cell of its own: no font's advance adds up over a whole row.
    private static func words(_ run: Run, _ grid: Grid, _ row: Int) -> [Words] {
        var all: [Words] = []
        /// Cells since the last word that were a space.
        var spaces = 0
        var isOpen = false
        for column in run.column..<(run.column + run.width) {
            let scalar = grid[row, column].scalar
            if scalar == Cell.continuation {
                if isOpen { all[all.count - 1].width += 1 }
            } else if scalar == " ", isOpen, spaces == 0 {
                spaces = 1
            } else if scalar == " " || CellShape(scalar) != nil {
                (isOpen, spaces) = (false, 0)
            } else {
                if !isOpen { all.append(Words(column: column)) }
                if spaces > 0 { all[all.count - 1].text += " " }
                all[all.count - 1].width += 1 + spaces
                all[all.count - 1].text.unicodeScalars.append(scalar)
                (isOpen, spaces) = (true, 0)
            }
        }
        return all
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// One decimal at most.
    private static func shown(_ length: Double) -> String {
        let tenths = Int((length * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }

    private static func hex(_ colour: Colour, standard: String) -> String {
        guard case .rgb(let red, let green, let blue) = colour else { return standard }
        let digits = String(UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue), radix: 16)
        return "#" + String(repeating: "0", count: 6 - digits.count) + digits
    }
}

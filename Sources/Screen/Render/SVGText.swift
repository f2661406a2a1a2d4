/// A picture as SVG 1.1: a rectangle for each ground, a text for each run of one look, on a fixed raster, so that it
/// looks the same wherever it is shown.
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
            font-size="14" xml:space="preserve">

            """
        for row in 0..<grid.rows {
            for run in runs(of: grid, row: row) { text += element(run, row, theme, ground) }
        }
        return text + "</g>\n</svg>\n"
    }

    private struct Run {
        var column: Int
        var width: Int
        var text: String
        var style: Style
    }

    private static func runs(of grid: Grid, row: Int) -> [Run] {
        var runs: [Run] = []
        for column in 0..<grid.columns {
            let cell = grid[row, column]
            if cell.scalar == Cell.continuation {
                if !runs.isEmpty { runs[runs.count - 1].width += 1 }
                continue
            }
            if runs.last?.style == cell.style {
                runs[runs.count - 1].width += 1
                runs[runs.count - 1].text.unicodeScalars.append(cell.scalar)
            } else {
                runs.append(Run(column: column, width: 1, text: String(cell.scalar), style: cell.style))
            }
        }
        return runs
    }

    private static func element(_ run: Run, _ row: Int, _ theme: Theme, _ ground: String) -> String {
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
        guard run.text.contains(where: { $0 != " " }) else { return text }
        let base = shown(Double(row) * cellHeight + 13)
        var marks = ""
        if look.attributes.contains(.bold) { marks += " font-weight=\"bold\"" }
        if look.attributes.contains(.dim) { marks += " opacity=\"0.6\"" }
        if look.attributes.contains(.underline) { marks += " text-decoration=\"underline\"" }
        return text + "<text x=\"\(left)\" y=\"\(base)\" textLength=\"\(width)\" "
            + "lengthAdjust=\"spacingAndGlyphs\" fill=\"\(front)\"\(marks)>\(escaped(run.text))</text>\n"
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

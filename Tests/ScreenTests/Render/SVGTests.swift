import Testing

@testable import Screen

@Suite("Pictures as SVG")
struct SVGTests {
    private func drawn(_ lines: [String], columns: Int = 12) -> String {
        var grid = Grid(rows: lines.count, columns: columns)
        for (row, line) in lines.enumerated() { grid.put(line, row, 0, Style(.foreground)) }
        return SVGText.text(grid, .dark)
    }

    /// The rectangles and curves of all paths.
    private func paths(_ svg: String) -> [String] { svg.matches(of: #/ d="([^"]*)"/#).map { String($0.output.1) } }

    @Test("frames, blocks and Braille are shapes, and no character of theirs is left as text")
    func noGlyphs() {
        for value in Array(0x2500...0x254F) + Array(0x256D...0x2570) + Array(0x2574...0x259F) + Array(0x2801...0x28FF) {
            let scalar = Unicode.Scalar(UInt32(value))!
            let svg = drawn(["a\(scalar)b"])
            #expect(!svg.unicodeScalars.contains(scalar), "U+\(String(value, radix: 16))")
            #expect(!paths(svg).isEmpty, "U+\(String(value, radix: 16))")
            // What stands on both sides is two texts, each in its own cell.
            #expect(svg.contains(">a</text>") && svg.contains("<text x=\"16.8\""))
        }
    }

    @Test("a full block is its cell; neighbours become one rectangle")
    func blocks() {
        #expect(paths(drawn(["█"])) == ["M0 0H8V17H0z"])
        #expect(paths(drawn(["██▌"])) == ["M0 0H21V17H0z"])
        #expect(paths(drawn(["▄"])) == ["M0 9H8V17H0z"])
        #expect(paths(drawn([" ▐"])) == ["M13 0H17V17H13z"])
        #expect(drawn(["░"]).contains("fill-opacity=\"0.25\""))
    }

    @Test("Braille dots touch: a column of them is an area from the foot of the cell")
    func braille() {
        // Left column, two lowest dots; then both columns, all dots.
        #expect(paths(drawn(["\u{2844}"])) == ["M0 9H4V13H0zM0 13H4V17H0z"])
        #expect(CellShape("\u{28FF}")?.parts.count == 8)
        #expect(CellShape("\u{2800}")?.parts.isEmpty == true)
    }

    /// Where the lines of a frame leave its cells: both sides of each border must have the same place.
    @Test("the lines of a frame meet at its corners", arguments: ["┌─┐│└┘", "╭─╮│╰╯"])
    func corners(_ parts: String) {
        let part = Array(parts).map { String($0) }
        let svg = drawn([
            part[0] + part[1] + part[2], part[3] + " " + part[3], part[4] + part[1] + part[5],
        ])
        let all = paths(svg).joined()
        // The horizontal line at its height from edge to edge, the vertical one at its place.
        for line in ["8H", "42H"] { #expect(all.contains(line), "\(all)") }
        if part[0] == "╭" {
            // Each corner ends in the middle of the line beside and of the one below or above.
            #expect(all.contains("M8 8.5Q4.5 8.5 4.5 12.5V17"))
            #expect(all.contains("M17 8.5Q21.5 8.5 21.5 12.5V17"))
            #expect(all.contains("M8 42.5Q4.5 42.5 4.5 38.5V34"))
            #expect(all.contains("M4 17H5V34H4z") || all.contains("M4 17H5V26H4z"))
        } else {
            #expect(all.contains("M4 8H25") || all.contains("M4 8H21") || all.contains("M4 8H22"), "\(all)")
        }
    }

    @Test("text is text: each stretch has its place and its length, and nothing in it is markup")
    func text() {
        let svg = drawn(["a <b>  c&d"])
        #expect(svg.contains("<text x=\"0\" y=\"13\" textLength=\"42\" lengthAdjust=\"spacingAndGlyphs\""))
        #expect(svg.contains(">a &lt;b&gt;</text>"))
        #expect(svg.contains("<text x=\"58.8\" y=\"13\" textLength=\"25.2\""))
        #expect(svg.contains(">c&amp;d</text>"))
    }
}

import OrderFlow
import Testing

@testable import Screen

@Suite("The grid of cells")
struct GridTests {
    @Test(
        "lets no control, escape, mark or right-to-left character in",
        arguments: [
            "\u{1B}[31m", "\u{7}", "\u{9B}2J", "a\nb", "\u{202E}", "e\u{301}", "\u{200B}", "שלום", "🚀",
            "\u{AD}", "\u{7F}", "\0",
        ])
    func hostile(text: String) {
        var grid = Grid(rows: 1, columns: 20)
        grid.put(text, 0, 0, Style(.foreground))
        let allowed = Set("[31m2Jabe \u{FFFD}".unicodeScalars)
        #expect(grid.cells.allSatisfy { allowed.contains($0.scalar) })
        #expect(grid.line(0).unicodeScalars.count == text.unicodeScalars.count)
    }

    @Test("shows invalid UTF-8 of a symbol as replacement characters")
    func invalid() {
        let symbol = SymbolName(high: 0x41FF_FE42_0000_0000)
        var grid = Grid(rows: 1, columns: 20)
        grid.put(symbol.description, 0, 0, Style(.foreground))
        #expect(grid.line(0) == "A\u{FFFD}\u{FFFD}B")
    }

    @Test("clips on every side")
    func clips() {
        var grid = Grid(rows: 2, columns: 4)
        grid.put("abcdef", 0, -2, Style(.foreground))
        grid.put("xyz", 5, 0, Style(.foreground))
        grid.put("xyz", -1, 0, Style(.foreground))
        grid.fill("#", 1, -5..<2, Style(.foreground))
        #expect(grid.line(0) == "cdef")
        #expect(grid.line(1) == "##")
    }

    @Test("gives wide characters two columns, and never half of one")
    func wide() {
        var grid = Grid(rows: 1, columns: 5)
        grid.put("東京電", 0, 0, Style(.foreground))
        #expect(grid.line(0) == "東京")
        #expect(grid[0, 1].scalar == Cell.continuation)
        grid.put("x", 0, 1, Style(.foreground))
        #expect(grid.line(0) == " x京")
        grid.put("y", 0, 2, Style(.foreground))
        #expect(grid.line(0) == " xy")
        #expect(grid[0, 3].scalar == " ")
    }

    @Test("a wide character may replace halves of two others")
    func wideOverWide() {
        var grid = Grid(rows: 1, columns: 6)
        grid.put("東京", 0, 0, Style(.foreground))
        grid.put("電", 0, 1, Style(.foreground))
        #expect(grid.line(0) == " 電")
        #expect(grid[0, 3].scalar == " ")
        #expect(grid[0, 2].scalar == Cell.continuation)
    }

    @Test("cuts long text with an ellipsis")
    func cut() {
        var grid = Grid(rows: 1, columns: 20)
        grid.putCut("Iex/DEEP10.pcap.gz", 0, 0, width: 8, Style(.foreground))
        #expect(grid.line(0) == "Iex/DEE…")
        #expect(Glyph.width(of: "東京a") == 5)
    }

    @Test("random text never leaves its columns")
    func random() {
        var seed: UInt64 = 7
        func next(_ bound: UInt64) -> UInt64 {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (seed >> 33) % bound
        }
        for _ in 0..<2000 {
            var grid = Grid(rows: 1, columns: 12, isASCII: next(2) == 0)
            var text = String.UnicodeScalarView()
            for _ in 0..<next(14) {
                let range: UInt64 = [0x80, 0x3000, 0xA000, 0x11_0000][Int(next(4))]
                text.append(Unicode.Scalar(UInt32(next(range))) ?? "x")
            }
            let end = Int(next(14))
            grid.put(String(text), 0, Int(next(16)) - 2, Style(.alert), end: end)
            for column in 0..<12 {
                let scalar = grid[0, column].scalar
                if scalar == Cell.continuation {
                    #expect(column > 0 && Glyph.width(grid[0, column - 1].scalar) == 2)
                } else {
                    #expect(Glyph.width(scalar) != nil)
                    let isWide = Glyph.width(scalar) == 2
                    #expect(!isWide || (column + 1 < 12 && grid[0, column + 1].scalar == Cell.continuation))
                }
                if column >= end { #expect(scalar == " ") }
            }
        }
    }
}

@Suite("The sparkline")
struct SparklineTests {
    @Test("shows the highest of the seconds that share a column, the newest at the right")
    func shared() {
        let line = Sparkline([1, 9, 2, 3, 4, 5], span: 6, columns: 3)
        #expect(line.secondsPerColumn == 2)
        #expect(line.values == [9, 3, 5])
        #expect(line.top == 9)
    }

    @Test("leaves blank what is not known yet")
    func young() {
        let line = Sparkline([7, 8], span: 60, columns: 60)
        #expect(line.values.count == 60)
        #expect(line.values.prefix(58).allSatisfy { $0 == nil })
        var grid = Grid(rows: 2, columns: 60)
        line.draw(into: &grid, row: 0, column: 0, height: 2)
        #expect(grid.line(1).hasSuffix("██") && grid.line(0).hasSuffix("▆█"))
    }

    @Test("draws zero as the lowest bar and never divides by it")
    func zero() {
        var grid = Grid(rows: 1, columns: 4)
        Sparkline([0, 0, 0, 0], span: 4, columns: 4).draw(into: &grid, row: 0, column: 0, height: 1)
        #expect(grid.line(0) == "▁▁▁▁")
    }
}

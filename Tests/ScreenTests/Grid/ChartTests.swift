import Testing

@testable import Screen

@Suite("Charts")
struct ChartTests {
    private func lines(
        _ chart: Chart, rows: Int, columns: Int, isASCII: Bool = false
    ) -> [String] {
        var grid = Grid(rows: rows, columns: columns, isASCII: isASCII)
        chart.draw(into: &grid, Area(row: 0, column: 0, height: rows, width: columns))
        return (0..<rows).map(grid.line)
    }

    @Test("fill two columns of four dots to a character, oldest left")
    func area() {
        let chart = Chart(.area, [1, 2, 3, 4, 8, nil], top: 8)
        #expect(lines(chart, rows: 2, columns: 3) == ["  ⡇", "⣠⣾⡇"])
    }

    @Test("show little as more than nothing, nothing as a dot at the foot, and the unknown as blank")
    func little() {
        #expect(lines(Chart(.area, [1, nil], top: 1_000_000), rows: 1, columns: 1) == ["⡀"])
        #expect(lines(Chart(.area, [nil, nil], top: 1), rows: 1, columns: 1) == [""])
        var grid = Grid(rows: 1, columns: 2)
        Chart(.area, [0, 0, 1, 1], top: 9).draw(
            into: &grid, Area(row: 0, column: 0, height: 1, width: 2))
        #expect(grid.line(0) == "⣀⣀")
        #expect(grid[0, 0].style.role == .border && grid[0, 1].style.role == .graphLow)
    }

    @Test("join a line's neighbours and leave a hole where nothing is known")
    func line() {
        #expect(lines(Chart(.line, [1, 4, nil, 4], top: 4), rows: 1, columns: 2) == ["⡸⠈"])
        #expect(lines(Chart(.line, [5, 5], bottom: 4, top: 6), rows: 1, columns: 1) == ["⠤"])
    }

    @Test("are blocks where only ASCII may be shown, as high as the higher of two values")
    func ascii() {
        #expect(lines(Chart(.area, [1, 8, 4, nil], top: 8), rows: 1, columns: 2, isASCII: true) == ["#:"])
        #expect(lines(Chart(.line, [1, 2], top: 2), rows: 1, columns: 1, isASCII: true) == ["*"])
    }

    @Test("bars take one column of the grid each and the colours they are given")
    func bars() {
        var grid = Grid(rows: 2, columns: 3)
        Chart(.bars, [1, 16, nil], top: 16, roles: [.bid, .ask, .bid]).draw(
            into: &grid, Area(row: 0, column: 0, height: 2, width: 3))
        #expect(grid.line(0) == " █" && grid.line(1) == "▁█")
        #expect(grid[1, 0].style.role == .bid && grid[0, 1].style.role == .ask)
    }

    @Test("survive values that are no numbers, and areas without room")
    func hostile() {
        let values: [Double?] = [.nan, .infinity, -.infinity, -1, 1e308, nil]
        for form in [Chart.Form.area, .line, .bars] {
            for (rows, columns) in [(0, 5), (5, 0), (1, 1), (3, 2)] {
                let chart = Chart(form, values, top: 0)
                #expect(lines(chart, rows: rows, columns: columns).count == rows)
            }
        }
    }

    @Test(
        "have round steps whose labels stand where a row ends",
        arguments: [
            (17_912.0, 4, 20_000.0, [nil, "10k", nil, "20k"]), (3, 3, 3, [nil, nil, "3"]),
            (0, 2, 1, [nil, "1"]), (999, 5, 1000, [nil, "400", nil, "800", nil]),
        ])
    func steps(highest: Double, rows: Int, top: Double, labels: [String?]) {
        let steps = AxisSteps(highest: highest, rows: rows)
        #expect(steps.top == top)
        #expect((0..<rows).map { steps.label(row: $0) } == labels)
    }

    @Test("never end below the highest value", arguments: [1, 2, 3, 4, 9, 17])
    func reach(rows: Int) {
        for digit in 1...99 {
            var highest = Double(digit)
            var isReached = true
            for _ in 0..<18 {
                let top = AxisSteps(highest: highest, rows: rows).top
                isReached = isReached && top >= highest * (1 - 1e-12) && top <= highest * 3 + Double(rows)
                highest *= 10
            }
            #expect(isReached, "\(digit)")
        }
    }
}

import Glibc
import Market

/// A logarithmic axis of times over columns of the grid, wide enough for all histograms that share it.
struct LatencyScale: Equatable {
    let width: Int
    /// In bars of ``LatencyAxis``, which need not be whole.
    private(set) var low = 0.0
    private(set) var high = 1.0

    private static let barsPerDecade = 4 * log2(10.0)

    init(_ bars: [LatencyBars], width: Int) {
        self.width = max(1, width)
        let filled = bars.flatMap { bars in bars.counts.indices.filter { bars.counts[$0] > 0 } }
        guard let first = filled.min(), let last = filled.max() else { return }
        // To half decades, so that the axis stands still while the extremes move a little.
        let half = Self.barsPerDecade / 2
        low = (Double(first) / half).rounded(.down) * half
        high = (Double(last + 1) / half).rounded(.up) * half
    }

    /// The column of a time, ns; below 0 or from `width` on when it is off the axis.
    func column(_ nanoseconds: UInt64) -> Int {
        Int(((position(nanoseconds) - low) / (high - low) * Double(width)).rounded(.down))
    }

    private func position(_ nanoseconds: UInt64) -> Double { 4 * log2(Double(max(1, nanoseconds))) }

    /// How many samples fall on each column; bars that span several are spread over them evenly.
    func columns(_ bars: LatencyBars) -> [Double] {
        var columns = [Double](repeating: 0, count: width)
        let perBar = Double(width) / (high - low)
        for (index, count) in bars.counts.enumerated() where count > 0 {
            let from = max(0, (Double(index) - low) * perBar)
            let to = min(Double(width), from + perBar)
            var at = from
            while at < to {
                let column = min(width - 1, Int(at))
                let next = min(to, Double(column + 1))
                guard next > at else { break }
                columns[column] += Double(count) * (next - at) / perBar
                at = next
            }
        }
        return columns
    }

    /// Powers of ten, as many as there is room for, or twice and five times those too: column and text.
    var ticks: [(column: Int, text: String)] {
        let perDecade = Double(width) * Self.barsPerDecade / (high - low)
        let every = max(1, Int((10 / max(0.1, perDecade)).rounded(.up)))
        var ticks: [(column: Int, text: String)] = []
        var value: UInt64 = 1
        for power in 0..<19 {
            for factor: UInt64 in perDecade >= 40 && power < 18 ? [1, 2, 5] : [1] where power % every == 0 {
                let column = column(value * factor)
                if column >= 0, column < width { ticks.append((column, Self.text(value * factor))) }
            }
            value = value.multipliedReportingOverflow(by: 10).partialValue
        }
        return ticks
    }

    /// `100 µs`: a digit and zeros.
    static func text(_ nanoseconds: UInt64) -> String {
        let units = [" ns", " µs", " ms", " s"]
        var (value, unit) = (nanoseconds, 0)
        while value >= 1000, unit < 3 {
            value /= 1000
            unit += 1
        }
        return "\(NumberText.grouped(value))\(units[unit])"
    }

    func drawAxis(into grid: inout Grid, row: Int, column: Int) {
        for tick in ticks where tick.column + 1 + Glyph.width(of: tick.text) <= width {
            let next = grid.put("│", row, column + tick.column, Style(.border))
            grid.put(tick.text, row, next, Style(.muted))
        }
    }
}

/// A row of bars out of block characters, one column for one or more seconds.
public struct Sparkline: Sendable, Equatable {
    /// Shape `[columns]`, oldest first; `nil` where nothing is known yet.
    public var values: [UInt32?]
    public var top: UInt32
    /// Seconds in each column.
    public var secondsPerColumn: Int

    private static let eighths: [Unicode.Scalar] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    /// - Parameters:
    ///   - seconds: Messages in each of the last whole seconds, oldest first.
    ///   - span: Seconds to show in all.
    ///   - columns: Room; seconds share a column, at their highest, when there is less of it than of them.
    public init(_ seconds: [UInt32], span: Int = 60, columns: Int) {
        let recent = seconds.suffix(span)
        let shared = max(1, (span + max(1, columns) - 1) / max(1, columns))
        let used = max(0, min(columns, (span + shared - 1) / shared))
        secondsPerColumn = shared
        values = Array(repeating: nil, count: used)
        for (age, value) in recent.reversed().enumerated() {
            let column = used - 1 - age / shared
            guard column >= 0 else { break }
            values[column] = max(values[column] ?? 0, value)
        }
        top = recent.max() ?? 0
    }

    /// Draws with its lower left corner at `row + height - 1`, `column`.
    public func draw(into grid: inout Grid, row: Int, column: Int, height: Int) {
        guard height > 0 else { return }
        for (index, value) in values.enumerated() {
            guard let value else { continue }
            let steps =
                top == 0 ? 0 : Int((UInt64(value) * UInt64(height * 8) + UInt64(top) - 1) / UInt64(top))
            let share = Double(value) / Double(max(1, top))
            for level in 0..<height {
                let filled = min(8, steps - level * 8)
                guard filled > 0 || level == 0 else { break }
                let glyph = Self.eighths[max(0, filled - 1)]
                // The higher up, the warmer.
                let role = steps == 0 ? .border : Self.role(min(share, Double(level + 1) / Double(height)))
                grid.fill(
                    glyph, row + height - 1 - level, (column + index)..<(column + index + 1), Style(role))
            }
        }
    }

    private static func role(_ fraction: Double) -> Role {
        fraction < 0.6 ? .graphLow : fraction < 0.85 ? .graphMid : .graphHigh
    }
}

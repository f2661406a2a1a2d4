/// The round steps of an axis of values: labels stand where a row ends, so bars can be read against them.
struct AxisSteps: Equatable {
    /// Between two labels, and how many rows of the grid lie between them.
    var step: Double
    var rowsPerStep: Int
    var rows: Int

    /// - Parameters:
    ///   - highest: The highest value to be shown.
    ///   - rows: Height of the chart in rows of the grid.
    init(highest: Double, rows: Int) {
        let rows = max(1, rows)
        let between = rows < 4 ? rows : rows < 10 ? 2 : rows < 16 ? 3 : 4
        self.rows = rows
        rowsPerStep = between
        step = Self.round(highest * Double(between) / Double(rows))
    }

    /// What the upper edge of the chart stands for.
    var top: Double { step * Double(rows) / Double(rowsPerStep) }

    /// The label of a row, counted from the lowest, whose upper edge it names; `nil`: it has none.
    func label(row: Int) -> String? {
        (row + 1) % rowsPerStep == 0 ? Self.text(step * Double((row + 1) / rowsPerStep)) : nil
    }

    /// The next round number: 1, 1.5, 2, 2.5, 3, 4, 5, 6 or 8 times a power of ten, and whole.
    static func round(_ value: Double) -> Double {
        guard value.isFinite, value > 1 else { return 1 }
        var power = 1.0
        while power * 10 < value, power < 1e20 { power *= 10 }
        for factor in [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8] where factor * power >= value {
            if power > 1 || factor.rounded() == factor { return factor * power }
        }
        return 10 * power
    }

    /// A number rounded to two digits, or to thousands, millions and so on where that keeps more.
    static func twoDigits(_ value: Double) -> Double {
        guard value.isFinite, value >= 100 else { return value }
        var unit = 1.0
        while value / unit >= 1000 { unit *= 1000 }
        let scaled = value / unit
        return (scaled < 10 ? (scaled * 10).rounded() / 10 : scaled.rounded()) * unit
    }

    /// `500`, `2.5k`, `20M`: at most two decimals, and none that says nothing.
    static func text(_ value: Double) -> String {
        guard value.isFinite, value >= 0 else { return NumberText.unknown }
        var value = value
        var units = ["", "k", "M", "G", "T", "P", "E"][...]
        while value >= 999.995, units.count > 1 {
            value /= 1000
            units = units.dropFirst()
        }
        guard value < 1e15 else { return "…" }
        let hundredths = UInt64((value * 100).rounded())
        let (whole, rest) = (hundredths / 100, hundredths % 100)
        let decimals =
            rest == 0 ? "" : rest % 10 == 0 ? ".\(rest / 10)" : rest < 10 ? ".0\(rest)" : ".\(rest)"
        return "\(whole)\(decimals)\(units.first ?? "")"
    }
}

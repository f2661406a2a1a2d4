/// Shares and ratios as the screen says them.
enum RatioText {
    /// `62 %`, whole and rounded down, so that 100 is only said of all; `-` of nothing.
    static func percent(_ part: UInt64, of whole: UInt64) -> String {
        guard whole > 0, part <= whole else { return NumberText.unknown }
        if part > 0, part < whole, Double(part) / Double(whole) < 0.01 { return "<1 %" }
        return NumberText.percent(Double(part) / Double(whole))
    }

    /// `3.2`; whole from a hundred on; `-` without a divisor.
    static func ratio(_ part: UInt64, to divisor: UInt64) -> String {
        guard divisor > 0 else { return NumberText.unknown }
        return decimal(Double(part) / Double(divisor))
    }

    /// `+0.34`, `-0.12`, `0.00`; `-` when not known.
    static func signed(_ value: Double?) -> String {
        guard let value, value.isFinite else { return NumberText.unknown }
        let hundredths = UInt64((min(1e15, abs(value)) * 100).rounded())
        let digits = hundredths % 100
        let sign = hundredths == 0 ? "" : value < 0 ? "-" : "+"
        return "\(sign)\(hundredths / 100).\(digits < 10 ? "0" : "")\(digits)"
    }

    /// What the spread is of the middle, in hundredths of a per cent: `1.3 bp`; `-` where there is no such figure.
    static func basisPoints(bid: Int64, ask: Int64) -> String {
        let (low, high) = (Double(bid), Double(ask))
        let middle = low / 2 + high / 2
        guard middle > 0 else { return NumberText.unknown }
        let points = (high - low) / middle * 10_000
        return "\(points < 0 ? "-" : "")\(decimal(abs(points))) bp"
    }

    private static func decimal(_ value: Double) -> String {
        guard value.isFinite else { return NumberText.unknown }
        if value >= 99.95 { return NumberText.rate(value, width: 7) }
        let tenths = UInt64((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}

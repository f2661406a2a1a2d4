/// Durations as people write them: `500ms`, `2s`, `1.5m`.
public enum DurationText {
    private static let units: [(name: String, nanoseconds: UInt64)] = [
        ("ns", 1), ("us", 1000), ("µs", 1000), ("μs", 1000), ("ms", 1_000_000), ("s", 1_000_000_000),
        ("m", 60_000_000_000), ("h", 3_600_000_000_000),
    ]

    /// ns; `nil`: no duration, or one of more than 584 years. What is finer than a nanosecond is cut off.
    public static func nanoseconds(_ text: Substring) -> UInt64? {
        let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let name = text[number.endIndex...]
        guard let unit = units.first(where: { $0.name == name })?.nanoseconds,
            let value = DecimalNumber(number)
        else { return nil }
        var divisor: Int128 = 1
        for _ in 0..<value.decimals { divisor *= 10 }
        return UInt64(exactly: value.digits * Int128(unit) / divisor)
    }
}

/// Raw prices and times as text, exactly, without floating point.
public enum DecimalText {
    /// A raw integer at a decimal scale: `1491000` at 4 is `149.1000`.
    ///
    /// - Parameter scale: Implied decimals, 0 or more.
    public static func price(_ raw: Int64, scale: UInt8) -> String {
        let digits = String(raw.magnitude)
        let sign = raw < 0 ? "-" : ""
        let decimals = Int(scale)
        guard decimals > 0 else { return sign + digits }
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        return sign + padded.dropLast(decimals) + "." + padded.suffix(decimals)
    }

    /// Nanoseconds since the epoch in RFC 3339, UTC: `2017-04-25T15:19:09.123456789Z`.
    public static func timestamp(_ nanoseconds: UInt64) -> String {
        let seconds = nanoseconds / ExchangeTime.nanosecondsPerSecond
        let date = ExchangeTime.date(days: Int(seconds / 86_400))
        let clock = "\(two(seconds / 3600 % 24)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
        let fraction = String(nanoseconds % ExchangeTime.nanosecondsPerSecond)
        let zeros = String(repeating: "0", count: 9 - fraction.count)
        return
            "\(date.year)-\(two(UInt64(date.month)))-\(two(UInt64(date.day)))T\(clock).\(zeros)\(fraction)Z"
    }

    private static func two(_ number: UInt64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

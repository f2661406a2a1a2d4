/// Numbers as the screen says them. Everything here is exact or rounded with integers, never by way of
/// floating point, except what is a fraction from the start.
public enum NumberText {
    /// What is not known.
    public static let unknown = "-"

    /// `8,032`
    public static func grouped(_ value: UInt64) -> String {
        let digits = Array(String(value).utf8)
        var text: [UInt8] = []
        text.reserveCapacity(digits.count + digits.count / 3)
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(UInt8(ascii: ",")) }
            text.append(digit)
        }
        return String(decoding: text, as: UTF8.self)
    }

    public static func grouped(_ value: Int) -> String {
        value < 0 ? "-" + grouped(UInt64(value.magnitude)) : grouped(UInt64(value))
    }

    /// Three digits and an SI prefix: `391k`, `1.20M`; below a thousand the number itself. At most five
    /// columns.
    public static func short(_ value: UInt64) -> String {
        scaled(value, units: ["", "k", "M", "G", "T", "P", "E"])
    }

    /// All digits where they fit into `width` columns, else ``short(_:)``.
    public static func fitted(_ value: UInt64, width: Int) -> String {
        let full = grouped(value)
        return full.utf8.count <= width ? full : short(value)
    }

    /// A rate per second: whole from ten on, one decimal below; `-` when not known.
    public static func rate(_ value: Double?, width: Int = 11) -> String {
        guard let value, value.isFinite, value >= 0 else { return unknown }
        if value < 9.95, value > 0, value.rounded() != value {
            let tenths = UInt64((value * 10).rounded())
            return "\(tenths / 10).\(tenths % 10)"
        }
        return fitted(whole(value), width: width)
    }

    /// `1.20 MB`; `-` when not known.
    public static func bytes(_ value: Double?) -> String {
        guard let value, value.isFinite, value >= 0 else { return unknown }
        return bytes(whole(value))
    }

    /// `1.20 MB`
    public static func bytes(_ value: UInt64) -> String {
        scaled(value, units: [" B", " kB", " MB", " GB", " TB", " PB", " EB"])
    }

    /// Nanoseconds as `840 ns`, `12.1 µs`, `1.25 ms`, `2.31 s`, `1234 s`, `2.8 h`, `12 d`: at most seven
    /// columns. Beyond 365 days nothing is told apart any more: `> 1 y`.
    public static func duration(_ nanoseconds: UInt64) -> String {
        let second: UInt64 = 1_000_000_000
        if nanoseconds > 365 * 86_400 * second { return "> 1 y" }
        if nanoseconds < 999_500 * (second / 1000) {
            return scaled(nanoseconds, units: [" ns", " µs", " ms", " s"])
        }
        if nanoseconds < 10_000 * second { return "\(nanoseconds / second) s" }
        if nanoseconds < 100 * 3600 * second { return tenths(nanoseconds, of: 3600 * second) + " h" }
        return "\(nanoseconds / (86_400 * second)) d"
    }

    /// Replay speed: `10×`, `0.5×`, `max`.
    public static func speed(_ value: Double) -> String {
        if value == .infinity { return "max" }
        guard value.isFinite, value > 0 else { return unknown }
        if value >= 9.95 || value.rounded() == value { return grouped(whole(value)) + "×" }
        let hundredths = whole(value * 100)
        let fraction = hundredths % 100
        return fraction % 10 == 0
            ? "\(hundredths / 100).\(fraction / 10)×"
            : "\(hundredths / 100).\(fraction / 10)\(fraction % 10)×"
    }

    /// A fraction as `42 %`, never 100 before it is all.
    public static func percent(_ fraction: Double) -> String {
        guard fraction.isFinite else { return unknown }
        return "\(whole((max(0, min(1, fraction)) * 100).rounded(.down))) %"
    }

    private static func whole(_ value: Double) -> UInt64 {
        let rounded = value.rounded()
        return rounded >= 18_446_744_073_709_549_568 ? .max : UInt64(max(0, rounded))
    }

    /// Three digits and the unit that makes them so, each unit a thousand of the one before.
    private static func scaled(_ value: UInt64, units: [String]) -> String {
        if value < 1000 { return "\(value)\(units[0])" }
        var unit: UInt64 = 1
        for name in units.dropFirst() {
            unit *= 1000
            let isLast = name == units.last
            let hundredths = rounded(value, by: unit / 100)
            if hundredths < 1000 {
                return "\(hundredths / 100).\(hundredths / 10 % 10)\(hundredths % 10)\(name)"
            }
            let tenths = rounded(value, by: unit / 10)
            if tenths < 1000 { return "\(tenths / 10).\(tenths % 10)\(name)" }
            let whole = rounded(value, by: unit)
            if whole < 1000 || isLast { return "\(whole)\(name)" }
        }
        return "\(value)"
    }

    private static func rounded(_ value: UInt64, by divisor: UInt64) -> UInt64 {
        value / divisor + (value % divisor >= (divisor + 1) / 2 ? 1 : 0)
    }

    private static func tenths(_ value: UInt64, of unit: UInt64) -> String {
        let tenths = value / (unit / 10)
        return "\(tenths / 10).\(tenths % 10)"
    }
}

internal import OrderFlow

/// Numbers for people, in plain text.
enum Plain {
    /// `1,234,567`.
    static func grouped(_ number: some BinaryInteger) -> String {
        let digits = Array(String(number.magnitude))
        var text = number < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }

    /// A time span in the unit that suits it: `850 ns`, `12.3 µs`, `4.56 s`; beyond 365 days `> 1 y`.
    static func duration(_ nanoseconds: UInt64) -> String {
        switch nanoseconds {
        case (365 * 86_400 * 1_000_000_000 + 1)...: "> 1 y"
        case ..<1_000: "\(nanoseconds) ns"
        case ..<1_000_000: "\(three(nanoseconds, per: 1_000)) µs"
        case ..<1_000_000_000: "\(three(nanoseconds, per: 1_000_000)) ms"
        default: "\(three(nanoseconds, per: 1_000_000_000)) s"
        }
    }

    /// `value / unit` with three significant digits, or all of them before the point.
    static func three(_ value: UInt64, per unit: UInt64) -> String {
        let whole = value / unit
        let decimals = whole >= 100 ? 0 : whole >= 10 ? 1 : 2
        let power: UInt64 = [1, 10, 100][decimals]
        let rounded = (value.multipliedReportingOverflow(by: power).partialValue + unit / 2) / unit
        let text = DecimalText.price(Int64(clamping: rounded), scale: UInt8(decimals))
        return whole >= 1000 ? grouped(whole) : text
    }

    /// `text` at the right of `width` characters.
    static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    /// `text` at the left of `width` characters.
    static func left(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}

/// A decimal number as it was written, exactly: no binary fraction comes near it. What is compared with raw prices.
public struct DecimalNumber: Sendable, Equatable {
    /// The number is `digits / 10^decimals`; there is no zero at the end of the decimals.
    public let digits: Int128
    public let decimals: UInt8

    /// More digits than this are refused.
    public static let mostDigits = 18

    /// - Parameter text: `12`, `-0.5`, `.25`, `1.5k` (thousands), `3M` (millions).
    public init?(_ text: Substring) {
        var rest = text.utf8[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        var factor: Int128 = 1
        switch rest.last {
        case UInt8(ascii: "k"), UInt8(ascii: "K"): factor = 1000
        case UInt8(ascii: "M"): factor = 1_000_000
        default: break
        }
        if factor > 1 { rest = rest.dropLast() }
        var digits: Int128 = 0
        var (count, decimals) = (0, UInt8(0))
        var isFraction = false
        for byte in rest {
            if byte == UInt8(ascii: "."), !isFraction {
                isFraction = true
                continue
            }
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            count += 1
            guard count <= Self.mostDigits else { return nil }
            digits = digits * 10 + Int128(byte - UInt8(ascii: "0"))
            if isFraction { decimals += 1 }
        }
        guard count > 0 else { return nil }
        digits *= factor
        while decimals > 0, digits % 10 == 0 {
            digits /= 10
            decimals -= 1
        }
        self.digits = isNegative ? -digits : digits
        self.decimals = decimals
    }

    /// Whether `raw / 10^scale` is less than (-1), equal to (0) or greater than (1) this number.
    ///
    /// - Parameter raw: At most 65 bits and a sign.
    public func order(of raw: Int128, scale: UInt8) -> Int {
        var (left, right) = (raw, digits)
        if scale < decimals {
            // At most 66 bits times 10^18, which 127 bits hold.
            for _ in scale..<decimals { left *= 10 }
        } else {
            for _ in decimals..<scale {
                let (product, overflow) = right.multipliedReportingOverflow(by: 10)
                if right == 0 { break }
                if overflow { return right < 0 ? 1 : -1 }
                right = product
            }
        }
        return left < right ? -1 : left == right ? 0 : 1
    }
}

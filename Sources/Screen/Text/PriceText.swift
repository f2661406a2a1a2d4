/// Prices as the screen says them: exact, from the raw integer and its scale (implied decimals).
public enum PriceText {
    /// Decimals that a price needs so that nothing of it is lost; 0 for a whole number.
    public static func decimals(_ raw: Int64, scale: UInt8) -> Int {
        guard raw != 0 else { return 0 }
        var magnitude = raw.magnitude
        var decimals = Int(scale)
        while decimals > 0, magnitude % 10 == 0 {
            magnitude /= 10
            decimals -= 1
        }
        return decimals
    }

    /// The price with at least `decimals` decimals; more when it needs them to be exact.
    public static func text(_ raw: Int64, scale: UInt8, decimals: Int) -> String {
        let scale = Int(scale)
        var digits = Array(String(raw.magnitude).utf8)
        if digits.count <= scale {
            digits.insert(
                contentsOf: repeatElement(UInt8(ascii: "0"), count: scale + 1 - digits.count), at: 0)
        }
        var fraction = Array(digits.suffix(scale))
        let whole = digits.prefix(digits.count - scale)
        while fraction.count > decimals, fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
        while fraction.count < decimals { fraction.append(UInt8(ascii: "0")) }
        var text = raw < 0 ? [UInt8(ascii: "-")] : []
        text += whole
        if !fraction.isEmpty {
            text.append(UInt8(ascii: "."))
            text += fraction
        }
        return String(decoding: text, as: UTF8.self)
    }
}

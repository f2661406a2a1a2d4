internal import OrderFlow

/// What may follow a source's name behind a `?`: `name=value`, joined by `&`.
struct SourceParameters {
    /// What stands before the `?`.
    let front: Substring
    private var values: [Substring: Substring] = [:]
    private let text: String

    /// - Parameters:
    ///   - rest: What follows the scheme.
    ///   - text: The whole source, for errors.
    init(_ rest: Substring, known: [String], of text: String) throws(SourceAddressError) {
        self.text = text
        let parts = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        front = parts[0]
        guard parts.count == 2 else { return }
        for pair in parts[1].split(separator: "&") {
            let halves = pair.split(separator: "=", maxSplits: 1)
            guard halves.count == 2 else {
                throw .bad(text, "a parameter is name=value, and one has no value")
            }
            guard known.contains(String(halves[0])) else {
                throw .bad(text, "a parameter is \(known.joined(separator: ", ")), and no other is known")
            }
            guard values.updateValue(halves[1], forKey: halves[0]) == nil else {
                throw .bad(text, "\(halves[0]) is named twice")
            }
        }
    }

    subscript(name: Substring) -> Substring? { values[name] }

    var symbol: SymbolName {
        get throws(SourceAddressError) {
            guard let value = values["symbol"] else { return SymbolName() }
            return SymbolName(try Self.decoded(value, of: text))
        }
    }

    /// With `%40` and its like as the characters they stand for.
    static func decoded(_ part: Substring, of text: String) throws(SourceAddressError) -> String {
        var bytes: [UInt8] = []
        var rest = part.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
                throw .bad(text, "two hexadecimal digits must follow a %, and %25 is a % itself")
            }
            bytes.append(high << 4 | low)
        }
        guard let decoded = String(validating: bytes, as: UTF8.self) else {
            throw .bad(text, "its % escapes are no UTF-8 text")
        }
        return decoded
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

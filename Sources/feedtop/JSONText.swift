internal import OrderFlow

/// Writes JSON by hand, in the order of the calls: the summary's only output format for machines needs exact decimal
/// prices, which no number type of a general encoder keeps.
struct JSONText {
    private(set) var text = ""
    /// A value stands before: the next one needs a comma.
    private var needsComma = false

    mutating func object(_ key: String? = nil, _ body: (inout JSONText) -> Void) { nest(key, "{", "}", body) }
    mutating func array(_ key: String? = nil, _ body: (inout JSONText) -> Void) { nest(key, "[", "]", body) }

    mutating func string(_ key: String? = nil, _ value: String) { put(key, Self.quoted(value)) }
    mutating func number(_ key: String? = nil, _ value: some BinaryInteger) { put(key, String(value)) }
    /// A number already in JSON's notation; `nil` is `null`.
    mutating func literal(_ key: String? = nil, _ value: String?) { put(key, value ?? "null") }

    private mutating func put(_ key: String?, _ value: String) {
        if needsComma { text += "," }
        if let key { text += Self.quoted(key) + ":" }
        text += value
        needsComma = true
    }

    private mutating func nest(
        _ key: String?, _ open: String, _ close: String, _ body: (inout JSONText) -> Void
    ) {
        put(key, open)
        needsComma = false
        body(&self)
        text += close
        needsComma = true
    }

    /// RFC 8259, section 7. What ``HarmlessText`` would replace is escaped, so that hostile names stay text and are kept
    /// letter by letter all the same.
    static func quoted(_ value: String) -> String {
        var quoted = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case _ where PathText.isByte(scalar): quoted += "\u{FFFD}"
            case _ where HarmlessText.isHarmful(scalar):
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

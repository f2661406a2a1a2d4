/// What is wrong with JSON text, and where.
struct JSONFailure: Error, Equatable {
    let place: String
    let words: String
}

/// A value within JSON text that knows its place, for whoever wants it to be something.
struct JSONField {
    let value: JSONValue
    /// `rows[3].runs`.
    let place: String

    /// The whole text.
    init(_ value: JSONValue) { self.init(value, "") }

    private init(_ value: JSONValue, _ place: String) {
        self.value = value
        self.place = place
    }

    private var shown: String { place.isEmpty ? "the whole" : place }

    func failure(_ words: String) -> JSONFailure { JSONFailure(place: shown, words: words) }

    /// `nil`: it is not there, or null.
    func optional(_ key: String) throws(JSONFailure) -> JSONField? {
        guard case .object(let members) = value else { throw failure("is \(value.kind), not an object") }
        guard let member = members.first(where: { $0.key == key }), member.value != .null else { return nil }
        return JSONField(member.value, place.isEmpty ? key : place + "." + key)
    }

    func field(_ key: String) throws(JSONFailure) -> JSONField {
        guard let field = try optional(key) else {
            throw JSONFailure(place: place.isEmpty ? key : place + "." + key, words: "is missing")
        }
        return field
    }

    func elements() throws(JSONFailure) -> [JSONField] {
        guard case .array(let elements) = value else { throw failure("is \(value.kind), not an array") }
        return elements.enumerated().map { index, element in JSONField(element, "\(place)[\(index)]") }
    }

    func text() throws(JSONFailure) -> String {
        guard case .string(let text) = value else { throw failure("is \(value.kind), not a string") }
        return text
    }

    /// Greater than 0.
    func measured() throws(JSONFailure) -> Double {
        guard case .number(let number) = value else { throw failure("is \(value.kind), not a number") }
        guard number > 0 else {
            throw failure(
                "is \(number == number.rounded() ? String(Int(clamping: number)) : String(number)), "
                    + "and what was measured is greater than 0")
        }
        return number
    }
}

extension Int {
    fileprivate init(clamping value: Double) {
        self = value >= 0x1p62 ? .max : value <= -0x1p62 ? .min : Int(value)
    }
}

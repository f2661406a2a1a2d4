/// Reads JSON text to the letter of RFC 8259, and tells where it is none. Text written by strangers may be anything, so
/// that depth is bounded, and a key that comes twice is refused rather than guessed at.
struct JSONReader: ~Copyable {
    private let bytes: [UInt8]
    private var offset = 0
    private var depth = 0

    private static let deepest = 64

    private init(_ text: String) { bytes = Array(text.utf8) }

    static func read(_ text: String) throws(JSONFailure) -> JSONValue {
        var reader = JSONReader(text)
        let value = try reader.value()
        reader.skipBlanks()
        guard reader.next == nil else { throw reader.failure("the end was expected, but more follows") }
        return value
    }

    private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    /// - Parameter at: Where it went wrong; `nil`: here.
    private func failure(_ words: String, at place: Int? = nil) -> JSONFailure {
        let before = bytes[..<min(place ?? offset, bytes.count)]
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return JSONFailure(place: "line \(line), column \(before.count - start + 1)", words: words)
    }

    private var found: String {
        guard let next else { return "the text ends" }
        return next > 0x20 && next < 0x7F
            ? "'\(Character(Unicode.Scalar(next)))' stands there" : "byte \(next) stands there"
    }

    private mutating func skipBlanks() {
        while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { offset += 1 }
    }

    private mutating func take(_ byte: Unicode.Scalar) throws(JSONFailure) {
        guard next == UInt8(ascii: byte) else { throw failure("'\(byte)' was expected, but \(found)") }
        offset += 1
    }

    private mutating func value() throws(JSONFailure) -> JSONValue {
        skipBlanks()
        switch next {
        case UInt8(ascii: "{"): return try nested { reader throws(JSONFailure) in try reader.object() }
        case UInt8(ascii: "["): return try nested { reader throws(JSONFailure) in try reader.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"): return try number()
        case let byte? where (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte): return try number()
        default: throw failure("a value was expected, but \(found)")
        }
    }

    private mutating func nested(
        _ read: (inout JSONReader) throws(JSONFailure) -> JSONValue
    ) throws(JSONFailure) -> JSONValue {
        guard depth < Self.deepest else { throw failure("nested deeper than \(Self.deepest)") }
        depth += 1
        defer { depth -= 1 }
        return try read(&self)
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONFailure) -> JSONValue {
        let wanted = Array("\(word)".utf8)
        guard bytes[offset...].starts(with: wanted) else {
            throw failure("'\(word)' was expected")
        }
        offset += wanted.count
        return value
    }

    private mutating func object() throws(JSONFailure) -> JSONValue {
        var members: [JSONValue.Member] = []
        var keys: Set<String> = []
        try take("{")
        skipBlanks()
        while next != UInt8(ascii: "}") {
            if !members.isEmpty {
                try take(",")
                skipBlanks()
            }
            let start = offset
            let key = try string()
            guard keys.insert(key).inserted else { throw failure("the key '\(key)' comes twice", at: start) }
            skipBlanks()
            try take(":")
            members.append(JSONValue.Member(key: key, value: try value()))
            skipBlanks()
        }
        offset += 1
        return .object(members)
    }

    private mutating func array() throws(JSONFailure) -> JSONValue {
        var elements: [JSONValue] = []
        try take("[")
        skipBlanks()
        while next != UInt8(ascii: "]") {
            if !elements.isEmpty { try take(",") }
            elements.append(try value())
            skipBlanks()
        }
        offset += 1
        return .array(elements)
    }
}

extension JSONReader {
    private mutating func number() throws(JSONFailure) -> JSONValue {
        let start = offset
        if next == UInt8(ascii: "-") { offset += 1 }
        let whole = try digits()
        if whole.count > 1, whole.first == UInt8(ascii: "0") {
            throw failure("a number does not begin with 0", at: start)
        }
        if next == UInt8(ascii: ".") {
            offset += 1
            _ = try digits()
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            offset += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { offset += 1 }
            _ = try digits()
        }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        guard let value = Double(text), value.isFinite else {
            throw failure("\(text) is beyond all numbers", at: start)
        }
        return .number(value)
    }

    private mutating func digits() throws(JSONFailure) -> ArraySlice<UInt8> {
        let start = offset
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { offset += 1 }
        guard offset > start else { throw failure("a digit was expected, but \(found)") }
        return bytes[start..<offset]
    }

    private mutating func string() throws(JSONFailure) -> String {
        try take("\"")
        var text: [UInt8] = []
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): text += Array(String(try escaped()).utf8)
            case ..<0x20: throw failure("byte \(byte) does not stand in a string as it is")
            default:
                text.append(byte)
                offset += 1
            }
        }
        throw failure("the text ends within a string")
    }

    private mutating func escaped() throws(JSONFailure) -> Unicode.Scalar {
        offset += 1
        let escapes: [UInt8: Unicode.Scalar] = [
            UInt8(ascii: "\""): "\"", UInt8(ascii: "\\"): "\\", UInt8(ascii: "/"): "/",
            UInt8(ascii: "n"): "\n",
            UInt8(ascii: "t"): "\t", UInt8(ascii: "r"): "\r", UInt8(ascii: "b"): "\u{8}",
            UInt8(ascii: "f"): "\u{C}",
        ]
        guard let byte = next else { throw failure("the text ends within a string") }
        if let scalar = escapes[byte] {
            offset += 1
            return scalar
        }
        guard byte == UInt8(ascii: "u") else { throw failure("no such escape: \(found)") }
        let high = try unit()
        if let scalar = Unicode.Scalar(high) { return scalar }
        guard (0xD800..<0xDC00).contains(high), next == UInt8(ascii: "\\"),
            offset + 1 < bytes.count, bytes[offset + 1] == UInt8(ascii: "u")
        else { throw failure("half a character") }
        offset += 1
        let low = try unit()
        guard (0xDC00..<0xE000).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + low - 0xDC00)
        else { throw failure("half a character") }
        return scalar
    }

    /// `uXXXX`.
    private mutating func unit() throws(JSONFailure) -> UInt32 {
        offset += 1
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw failure("a hexadecimal digit was expected, but \(found)")
            }
            value = value << 4 | UInt32(digit)
            offset += 1
        }
        return value
    }
}

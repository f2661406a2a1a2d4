internal import OrderFlow

/// Reads the filter language by recursive descent, into postfix order.
///
///     or        = and { ("or" | "||") and }
///     and       = not { ["and" | "&&"] not }
///     not       = ("not" | "!") not | "(" or ")" | condition
///     condition = [field] comparison value | word
struct FilterParser {
    /// Brackets and negations within each other.
    static let deepest = 32

    private let tokens: [FilterToken]
    private var place = 0
    private var depth = 0
    private var program: [FilterStep] = []

    init(_ text: String) throws(FilterError) {
        guard text.utf8.count <= Filter.longest else {
            throw FilterError(
                column: 1, reason: "\(text.utf8.count) bytes are too long; at most \(Filter.longest) are read"
            )
        }
        tokens = try FilterToken.all(of: text)
    }

    private var next: FilterToken { tokens[place] }

    mutating func parse() throws(FilterError) -> [FilterStep] {
        guard next.kind != .end else {
            throw FilterError(column: 1, reason: "nothing is asked for, such as: bid > 10 and not halted")
        }
        try either()
        if next.kind == .close { throw error("there is no ( for this )") }
        guard next.kind == .end else { throw error("'\(next.text)' is one too many") }
        return program
    }

    private func error(_ reason: String, at token: FilterToken? = nil) -> FilterError {
        FilterError(column: (token ?? next).column, reason: reason)
    }

    private mutating func either() throws(FilterError) {
        try both()
        while next.kind == .or {
            place += 1
            try both()
            program.append(.or)
        }
    }

    private mutating func both() throws(FilterError) {
        try single()
        while true {
            switch next.kind {
            case .or, .close, .end: return
            case .and: place += 1
            default: break
            }
            try single()
            program.append(.and)
        }
    }

    private mutating func single() throws(FilterError) {
        let token = next
        switch token.kind {
        case .not, .open:
            depth += 1
            guard depth <= Self.deepest else {
                throw error("more than \(Self.deepest) brackets and negations within each other")
            }
            place += 1
            if token.kind == .not {
                try single()
                program.append(.not)
            } else {
                try either()
                guard next.kind == .close else {
                    throw error("a ) is missing for the ( in column \(token.column)")
                }
                place += 1
            }
            depth -= 1
        case .word, .comparison: try condition()
        case .and, .or: throw error("a condition is missing before '\(token.text)'")
        case .close:
            let opened = place > 0 && tokens[place - 1].kind == .open
            throw error(opened ? "nothing stands between these brackets" : missing())
        case .end: throw error(missing())
        }
    }

    private func missing() -> String {
        place > 0 ? "a condition is missing after '\(tokens[place - 1].text)'" : "a condition is missing"
    }
}

/// Conditions.
extension FilterParser {
    private mutating func condition() throws(FilterError) {
        let token = next
        place += 1
        // A comparison without a field is one of the symbol.
        if case .comparison(let comparison) = token.kind {
            program.append(.test(try condition(.symbol, comparison, named: token.text, token)))
            return
        }
        guard case .comparison(let comparison) = next.kind else {
            program.append(.test(try bare(token)))
            return
        }
        guard token.kind == .word(isQuoted: false) else {
            throw error(
                "a field such as bid stands before '\(next.text)', and not \"\(token.text)\"", at: token)
        }
        guard let field = FilterField(rawValue: token.text.lowercased()) else {
            let isFlag = FilterFlag(rawValue: token.text.lowercased()) != nil
            let nearest = NearestWord.of(token.text.lowercased(), among: Filter.fields)
            throw error(
                isFlag
                    ? "'\(token.text)' is a condition itself and takes no comparison"
                    : "'\(token.text)' is no field; did you mean '\(nearest)'?", at: token)
        }
        let sign = next
        place += 1
        program.append(.test(try condition(field, comparison, named: "\(token.text) \(sign.text)", sign)))
    }

    /// A word without a comparison: a flag, or a part of the symbol.
    private func bare(_ token: FilterToken) throws(FilterError) -> FilterCondition {
        guard token.kind == .word(isQuoted: false) else {
            return .symbol(TextPattern(token.text.utf8, .part), isNegated: false)
        }
        if let flag = FilterFlag(rawValue: token.text) { return .flag(flag) }
        if let field = FilterField(rawValue: token.text) {
            throw error(
                "'\(token.text)' needs a comparison, such as \(Self.example(of: field)); "
                    + "write \"\(token.text)\" for the symbols that contain it", at: token)
        }
        return .symbol(pattern(token, .part), isNegated: false)
    }

    private func pattern(_ token: FilterToken, _ form: TextPattern.Form) -> TextPattern {
        let isGlob = token.kind == .word(isQuoted: false) && token.text.contains { $0 == "*" || $0 == "?" }
        return TextPattern(token.text.utf8, isGlob ? .glob : form)
    }

    private static func example(of field: FilterField) -> String {
        switch field.sort {
        case .text: "\(field.rawValue) = A*"
        case .price: "\(field.rawValue) > 12.50"
        case .count: "\(field.rawValue) > 10k"
        case .duration: "\(field.rawValue) > 2s"
        case .type: "\(field.rawValue) = execute"
        case .side: "\(field.rawValue) = buy"
        case .cause: "\(field.rawValue) = wire"
        case .fate: "\(field.rawValue) = lost"
        case .line: "\(field.rawValue) = A"
        case .time: "\(field.rawValue) > 09:31"
        }
    }

    /// The value behind a comparison, and what it makes with it.
    private mutating func condition(
        _ field: FilterField, _ comparison: FilterComparison, named start: String, _ sign: FilterToken
    ) throws(FilterError) -> FilterCondition {
        let allowed = Self.comparisons(of: field)
        guard allowed.contains(comparison) else {
            let known = allowed.map(\.rawValue).joined(separator: " ")
            throw error("\(field.rawValue) is not compared by '\(sign.text)'; one of \(known)", at: sign)
        }
        let value = next
        guard value.isWordy else {
            let found = value.kind == .end ? "" : ", before '\(value.text)'"
            throw error("a value is missing after '\(start)'\(found); such as \(Self.example(of: field))")
        }
        place += 1
        let isNegated = comparison == .notEqual
        switch field.sort {
        case .text:
            let pattern = pattern(value, comparison == .contains ? .part : .whole)
            return field == .symbol
                ? .symbol(pattern, isNegated: isNegated) : .feed(pattern, isNegated: isNegated)
        case .price, .count:
            guard let number = DecimalNumber(value.text[...]) else {
                let sort = field.sort == .price ? "a price such as 12.50" : "a number such as 500 or 1.5k"
                throw error("\(field.rawValue) is compared with \(sort), not with '\(value.text)'", at: value)
            }
            return .number(field, comparison, number)
        case .duration:
            guard let age = DurationText.nanoseconds(value.text[...]) else {
                let isBare = DecimalNumber(value.text[...]) != nil
                let hint = isBare ? "; did you mean '\(value.text)s'?" : ""
                throw error(
                    "age is compared with a duration such as 500ms or 2s, not with '\(value.text)'\(hint)",
                    at: value)
            }
            return .age(comparison, age)
        case .type: return try type(value, isNegated: isNegated)
        case .side: return try side(value, isNegated: isNegated)
        case .cause:
            return .cause(
                try word(value, of: LossCause.allCases, \.name, "cause"), isNegated: isNegated)
        case .fate:
            return .fate(
                try word(value, of: LossFate.allCases, \.rawValue, "fate"), isNegated: isNegated)
        case .line:
            let letters = value.text.utf8
            guard letters.count == 1, let letter = letters.first.map({ $0 & ~0x20 }),
                (0x41...0x48).contains(letter)
            else { throw error("'\(value.text)' is no line; lines are A to H", at: value) }
            return .line(letter - 0x41, isNegated: isNegated)
        case .time:
            guard let time = DayTime(value.text[...]) else {
                throw error(
                    "since is compared with a time of day such as 09:31 or 09:31:07, not with '\(value.text)'",
                    at: value)
            }
            return .time(comparison, time)
        }
    }

    private static func comparisons(of field: FilterField) -> [FilterComparison] {
        switch field.sort {
        case .text: [.equal, .notEqual, .contains]
        case .type, .side, .cause, .fate, .line: [.equal, .notEqual]
        default: FilterComparison.allCases.filter { $0 != .contains }
        }
    }

    /// A kind by its name, or a type byte by its letter.
    private func type(_ value: FilterToken, isNegated: Bool) throws(FilterError) -> FilterCondition {
        let kinds = FlowKind.allCases.map { ($0, String(describing: $0)) }
        if let (kind, _) = kinds.first(where: { $0.1 == value.text.lowercased() }) {
            return .kind(kind, isNegated: isNegated)
        }
        if value.text.utf8.count == 1, let byte = value.text.utf8.first {
            return .messageType(byte, isNegated: isNegated)
        }
        let nearest = NearestWord.of(value.text.lowercased(), among: kinds.map(\.1))
        throw error(
            "'\(value.text)' is no type; did you mean '\(nearest)'? A single letter is the type on the wire",
            at: value)
    }

    private func word<Value>(
        _ value: FilterToken, of all: [Value], _ name: (Value) -> String, _ what: String
    ) throws(FilterError) -> Value {
        let text = value.text.lowercased()
        if let found = all.first(where: { name($0) == text }) { return found }
        let nearest = NearestWord.of(text, among: all.map(name))
        throw error("'\(value.text)' is no \(what); did you mean '\(nearest)'?", at: value)
    }

    private func side(_ value: FilterToken, isNegated: Bool) throws(FilterError) -> FilterCondition {
        switch value.text.lowercased() {
        case "buy", "bid", "b": return .side(.buy, isNegated: isNegated)
        case "sell", "ask", "s": return .side(.sell, isNegated: isNegated)
        default:
            let nearest = NearestWord.of(value.text.lowercased(), among: ["buy", "sell", "bid", "ask"])
            throw error("'\(value.text)' is no side; did you mean '\(nearest)'?", at: value)
        }
    }
}

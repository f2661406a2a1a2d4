/// A piece of a filter's text.
struct FilterToken: Equatable {
    enum Kind: Equatable {
        /// Letters, digits and whatever is no operator; or anything in quotes.
        case word(isQuoted: Bool)
        case comparison(FilterComparison)
        case open, close, and, or, not
        case end
    }

    var kind: Kind
    /// As it was typed, without quotes.
    var text = ""
    /// From 1.
    var column: Int

    /// It can be a value: after a comparison even `and`, `or` and `not` are nothing else.
    var isWordy: Bool {
        switch kind {
        case .word: true
        case .and, .or, .not: text.first?.isLetter == true
        case .comparison, .open, .close, .end: false
        }
    }
}

extension FilterToken {
    /// Cuts a text into its pieces, the last one of kind `end`.
    static func all(of text: String) throws(FilterError) -> [FilterToken] {
        var tokens: [FilterToken] = []
        var rest = text[...]
        var column = 1
        while let first = rest.first {
            let token: FilterToken
            let length: Int
            switch first {
            case " ", "\t":
                rest = rest.dropFirst()
                column += 1
                continue
            case "(": (token, length) = (FilterToken(kind: .open, text: "(", column: column), 1)
            case ")": (token, length) = (FilterToken(kind: .close, text: ")", column: column), 1)
            case "\"": (token, length) = try quoted(rest, column)
            case "&", "|": (token, length) = try doubled(rest, column)
            case "=", "!", "<", ">", "~": (token, length) = comparison(rest, column)
            default: (token, length) = try word(rest, column)
            }
            tokens.append(token)
            rest = rest.dropFirst(length)
            column += length
        }
        tokens.append(FilterToken(kind: .end, column: column))
        return tokens
    }

    private static func quoted(_ rest: Substring, _ column: Int) throws(FilterError) -> (FilterToken, Int) {
        let inner = rest.dropFirst()
        guard let end = inner.firstIndex(of: "\"") else {
            throw FilterError(column: column, reason: "the quote that ends this text is missing")
        }
        let text = String(inner[..<end])
        guard !text.isEmpty else {
            throw FilterError(column: column, reason: "there is nothing between the quotes")
        }
        return (FilterToken(kind: .word(isQuoted: true), text: text, column: column), text.count + 2)
    }

    private static func doubled(_ rest: Substring, _ column: Int) throws(FilterError) -> (FilterToken, Int) {
        if rest.hasPrefix("&&") { return (FilterToken(kind: .and, text: "&&", column: column), 2) }
        if rest.hasPrefix("||") { return (FilterToken(kind: .or, text: "||", column: column), 2) }
        let isAnd = rest.first == "&"
        throw FilterError(
            column: column,
            reason: isAnd
                ? "'&' alone means nothing; write && or and" : "'|' alone means nothing; write || or or")
    }

    private static func comparison(_ rest: Substring, _ column: Int) -> (FilterToken, Int) {
        if rest.hasPrefix("==") {
            return (FilterToken(kind: .comparison(.equal), text: "==", column: column), 2)
        }
        for length in [2, 1] {
            let text = String(rest.prefix(length))
            guard let comparison = FilterComparison(rawValue: text) else { continue }
            return (FilterToken(kind: .comparison(comparison), text: text, column: column), text.count)
        }
        return (FilterToken(kind: .not, text: "!", column: column), 1)
    }

    private static func word(_ rest: Substring, _ column: Int) throws(FilterError) -> (FilterToken, Int) {
        let text = String(rest.prefix { !" \t()=!<>~&|\"".contains($0) && !isControl($0) })
        guard !text.isEmpty else {
            throw FilterError(column: column, reason: "a control character; only text can be filtered by")
        }
        let kind: Kind =
            switch text.lowercased() {
            case "and": .and
            case "or": .or
            case "not": .not
            default: .word(isQuoted: false)
            }
        return (FilterToken(kind: kind, text: text, column: column), text.count)
    }

    private static func isControl(_ character: Character) -> Bool {
        character.unicodeScalars.contains { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) }
    }
}

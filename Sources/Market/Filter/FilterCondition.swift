internal import OrderFlow

/// What can be compared.
enum FilterField: String, CaseIterable, Sendable {
    case symbol, feed
    case bid, ask, spread, last, high, low, price
    case volume, trades, messages, rate
    case bidSize = "bidsize"
    case askSize = "asksize"
    case size
    case age, type, side

    enum Sort {
        case text, price, count, duration, type, side
    }

    var sort: Sort {
        switch self {
        case .symbol, .feed: .text
        case .bid, .ask, .spread, .last, .high, .low, .price: .price
        case .volume, .trades, .messages, .rate, .bidSize, .askSize, .size: .count
        case .age: .duration
        case .type: .type
        case .side: .side
        }
    }
}

/// Words that are conditions themselves.
enum FilterFlag: String, CaseIterable, Sendable {
    case crossed, locked, halted
    case oneSided = "onesided"
    case suspect, stale
    /// A message about the instrument came within the last two seconds of feed time.
    case live
}

enum FilterComparison: String, CaseIterable, Sendable {
    case equal = "="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case contains = "~"

    /// - Parameter order: The item's figure is less than (-1), equal to (0) or greater than (1) the one asked for.
    func holds(_ order: Int) -> Bool {
        switch self {
        case .equal, .contains: order == 0
        case .notEqual: order != 0
        case .less: order < 0
        case .lessOrEqual: order <= 0
        case .greater: order > 0
        case .greaterOrEqual: order >= 0
        }
    }
}

/// One condition, ready to be tried.
enum FilterCondition: Sendable, Equatable {
    case symbol(TextPattern, isNegated: Bool)
    case feed(TextPattern, isNegated: Bool)
    case number(FilterField, FilterComparison, DecimalNumber)
    /// ns.
    case age(FilterComparison, UInt64)
    case kind(FlowKind, isNegated: Bool)
    case messageType(UInt8, isNegated: Bool)
    case side(Side, isNegated: Bool)
    case flag(FilterFlag)
}

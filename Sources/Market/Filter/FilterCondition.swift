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
    /// Of the ledger; `count` is its messages, `since` when it was noticed.
    case cause, fate, line, count, since

    enum Sort {
        case text, price, count, duration, type, side, cause, fate, line, time
    }

    var sort: Sort {
        switch self {
        case .symbol, .feed: .text
        case .bid, .ask, .spread, .last, .high, .low, .price: .price
        case .volume, .trades, .messages, .rate, .bidSize, .askSize, .size, .count: .count
        case .age: .duration
        case .type: .type
        case .side: .side
        case .cause: .cause
        case .fate: .fate
        case .line: .line
        case .since: .time
        }
    }
}

/// What became of a loss, as the filter names it. A loss of which only a part came after all has two fates.
enum LossFate: String, CaseIterable, Sendable {
    case lost, late, request, line
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
    case cause(LossCause, isNegated: Bool)
    case fate(LossFate, isNegated: Bool)
    case line(UInt8, isNegated: Bool)
    /// A stretch of the day as long as the last unit that was typed, in the zone that times are shown in.
    case time(FilterComparison, DayTime)
}

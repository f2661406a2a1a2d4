internal import OrderFlow

/// An instrument before a filter.
struct FilterRow {
    private let row: InstrumentRow
    private let feedName: String
    /// The feed's time, ns since the epoch; 0: not known.
    private let time: UInt64

    init(_ row: InstrumentRow, feedName: String, time: UInt64) {
        self.row = row
        self.feedName = feedName
        self.time = time
    }

    /// ns since the last message about it.
    private var age: UInt64? { row.updated == 0 || time == 0 ? nil : time - min(time, row.updated) }

    func truth(of condition: FilterCondition) -> Truth {
        switch condition {
        case .symbol(let pattern, let isNegated): Truth(pattern.matches(row.symbol) != isNegated)
        case .feed(let pattern, let isNegated): Truth(pattern.matches(feedName) != isNegated)
        case .number(let field, let comparison, let number): truth(field, comparison, number)
        case .age(let comparison, let asked):
            if let age {
                Truth(comparison.holds(age < asked ? -1 : age == asked ? 0 : 1))
            } else {
                Truth(comparison == .notEqual)
            }
        case .kind, .messageType, .side, .cause, .fate, .line, .time: .beside
        case .flag(let flag): Truth(has(flag))
        }
    }

    private func has(_ flag: FilterFlag) -> Bool {
        switch flag {
        case .crossed: row.flags.contains(.crossed)
        case .locked: row.flags.contains(.locked)
        case .halted: row.flags.contains(.halted)
        case .oneSided: row.flags.contains(.oneSided)
        case .suspect: row.flags.contains(.suspect)
        case .stale: row.flags.contains(.stale)
        case .live: age.map { $0 < 2 * FeedClock.second } ?? false
        }
    }

    private func truth(
        _ field: FilterField, _ comparison: FilterComparison, _ number: DecimalNumber
    ) -> Truth {
        let raw: Int128?
        var scale = row.priceScale
        switch field {
        case .bid: raw = row.bid.map { Int128($0.price) }
        case .ask: raw = row.ask.map { Int128($0.price) }
        case .spread:
            if let bid = row.bid, let ask = row.ask {
                raw = Int128(ask.price) - Int128(bid.price)
            } else {
                raw = nil
            }
        case .last: raw = row.last.map { Int128($0) }
        case .high: raw = row.high.map { Int128($0) }
        case .low: raw = row.low.map { Int128($0) }
        case .volume, .trades, .messages, .rate, .bidSize, .askSize:
            raw = count(field).map { Int128($0) }
            scale = 0
        case .price, .size, .symbol, .feed, .age, .type, .side, .cause, .fate, .line, .count, .since:
            return .beside
        }
        guard let raw else { return Truth(comparison == .notEqual) }
        return Truth(comparison.holds(number.order(of: raw, scale: scale)))
    }

    private func count(_ field: FilterField) -> UInt64? {
        switch field {
        case .volume: row.volume
        case .trades: row.trades
        case .messages: row.messages
        case .rate: UInt64(exactly: row.rate.rounded())
        case .bidSize: row.bid?.size
        case .askSize: row.ask?.size
        default: nil
        }
    }
}

/// A message of the tape before a filter.
struct FilterEntry {
    private let entry: TapeEntry
    private let feedName: String

    init(_ entry: TapeEntry, feedName: String) {
        self.entry = entry
        self.feedName = feedName
    }

    func truth(of condition: FilterCondition) -> Truth {
        switch condition {
        case .symbol(let pattern, let isNegated): Truth(pattern.matches(entry.symbol) != isNegated)
        case .feed(let pattern, let isNegated): Truth(pattern.matches(feedName) != isNegated)
        case .number(.price, let comparison, let number):
            if let price = entry.price {
                Truth(comparison.holds(number.order(of: Int128(price), scale: entry.priceScale)))
            } else {
                Truth(comparison == .notEqual)
            }
        case .number(.size, let comparison, let number):
            Truth(comparison.holds(number.order(of: Int128(entry.quantity), scale: 0)))
        case .number, .age, .flag, .cause, .fate, .line, .time: .beside
        case .kind(let kind, let isNegated): Truth((entry.kind == kind) != isNegated)
        case .messageType(let type, let isNegated): Truth(isOf(type) != isNegated)
        case .side(let side, let isNegated): Truth((entry.side == side) != isNegated)
        }
    }

    /// Types are letters, but for a few that are small numbers.
    private func isOf(_ type: UInt8) -> Bool {
        entry.messageType == type || (type &- 48 < 10 && entry.messageType == type &- 48)
    }
}

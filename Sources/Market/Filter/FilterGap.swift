internal import OrderFlow

/// A loss of the ledger before a filter.
struct FilterGap {
    private let entry: GapEntry
    private let feedName: String
    private let isEastern: Bool

    init(_ entry: GapEntry, feedName: String, isEastern: Bool) {
        self.entry = entry
        self.feedName = feedName
        self.isEastern = isEastern
    }

    func truth(of condition: FilterCondition) -> Truth {
        let range = entry.range
        switch condition {
        case .feed(let pattern, let isNegated): return Truth(pattern.matches(feedName) != isNegated)
        case .cause(let cause, let isNegated): return Truth((range.cause == cause) != isNegated)
        case .fate(let fate, let isNegated): return Truth(has(fate) != isNegated)
        case .line(let line, let isNegated):
            return Truth((range.cause == .line && range.line == line) != isNegated)
        case .number(.count, let comparison, let number):
            return Truth(comparison.holds(number.order(of: Int128(range.messages), scale: 0)))
        case .time(let comparison, let time):
            guard range.noticed > 0 else { return Truth(comparison == .notEqual) }
            return Truth(time.holds(comparison, at: range.noticed, isEastern: isEastern))
        case .symbol, .number, .age, .kind, .messageType, .side, .flag: return .beside
        }
    }

    private func has(_ fate: LossFate) -> Bool {
        switch fate {
        case .lost: entry.range.lost > 0
        case .late: entry.range.fill == .late
        case .request: entry.range.fill == .request
        case .line: entry.range.fill == .line
        }
    }
}

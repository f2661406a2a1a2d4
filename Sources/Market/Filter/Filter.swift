internal import OrderFlow

/// Which instruments the table shows, which messages the tape, and which losses the ledger: a condition in the filter
/// language.
///
///     spy or qqq                       symbols that contain one of them, whatever the case
///     a?p* =MSFT                       a pattern of the whole symbol; exactly this symbol
///     bid >= 10 and spread < 0.02      prices, compared exactly
///     volume > 1.5M and not halted     figures with k and M; flags
///     age > 2s (crossed or locked)     durations; what stands side by side must all hold
///     type=execute side=buy size>=5k   of the tape
///     cause=wire count>10 since>09:31  of the ledger: cause, fate (lost, late, request, line), line, count, since
///
/// `and`, `&&` or nothing between two conditions: both; `or`, `||`: one of them; `not`, `!`: the contrary. `not` binds
/// most, `or` least. Comparisons: `= != < <= > >=`, and `~` for texts that contain another. A text in quotes stands for
/// itself. Names of fields are known in any case before a comparison; flags only in lower case, so that `LOW` and
/// `LIVE` remain symbols. After a comparison every word is a value: `=OR`.
///
/// An instrument has no type, side, size and price of its own, a message no book, and a loss neither: a condition on what an item does
/// not have is true, and so is its contrary. So `type=execute` leaves the table alone, `crossed` leaves the tape alone,
/// and `type=execute or crossed` both. A figure that an item should have and that is not known (the bid of an empty
/// side) meets no comparison but `!=`.
public struct Filter: Sendable, Equatable {
    /// As it was typed.
    public let text: String
    /// In postfix order: what stands before an operator is on the stack when it comes.
    let program: [FilterStep]

    /// Longer texts are refused, in bytes.
    public static let longest = 256
    /// Names that take a comparison, and words that are conditions themselves.
    public static let fields: [String] = FilterField.allCases.map(\.rawValue)
    public static let flags: [String] = FilterFlag.allCases.map(\.rawValue)

    /// - Throws: What is wrong, where (column from 1), and what would be right. An empty text is no filter.
    public init(_ text: String) throws(FilterError) {
        self.text = text
        var parser = try FilterParser(text)
        program = try parser.parse()
    }

    /// - Parameter time: The feed's time, ns since the epoch; without it, ages are not known.
    func matches(_ row: InstrumentRow, feedName: String, time: UInt64 = 0) -> Bool {
        let item = FilterRow(row, feedName: feedName, time: time)
        return holds { item.truth(of: $0) }
    }

    func matches(_ entry: TapeEntry, feedName: String) -> Bool {
        let item = FilterEntry(entry, feedName: feedName)
        return holds { item.truth(of: $0) }
    }

    /// - Parameter isEastern: Times of day are those of New York; else they are UTC.
    func matches(_ entry: GapEntry, feedName: String, isEastern: Bool) -> Bool {
        let item = FilterGap(entry, feedName: feedName, isEastern: isEastern)
        return holds { item.truth(of: $0) }
    }

    /// Works the program out, without allocating.
    @inline(__always)
    private func holds(_ truth: (FilterCondition) -> Truth) -> Bool {
        // Each bracket keeps two values waiting at most, one before `or` and one before `and`: 67 with the last one.
        var stack = InlineArray<72, Truth>(repeating: .beside)
        var count = 0
        for step in program {
            switch step {
            case .test(let condition):
                stack[count] = truth(condition)
                count += 1
            case .not: stack[count - 1] = stack[count - 1].contrary
            case .and:
                count -= 1
                stack[count - 1] = min(stack[count - 1], stack[count])
            case .or:
                count -= 1
                stack[count - 1] = max(stack[count - 1], stack[count])
            }
        }
        return stack[0] != .no
    }
}

/// One step of a filter's program.
enum FilterStep: Sendable, Equatable {
    case test(FilterCondition)
    case and, or, not
}

/// What a condition comes to. Kleene's logic of three values, in which the middle one counts as true in the end: that
/// makes conditions beside the point true in either polarity.
enum Truth: UInt8, Comparable {
    case no
    /// The item has nothing of the kind.
    case beside
    case yes

    init(_ holds: Bool) { self = holds ? .yes : .no }

    var contrary: Truth {
        switch self {
        case .no: .yes
        case .beside: .beside
        case .yes: .no
        }
    }

    static func < (left: Truth, right: Truth) -> Bool { left.rawValue < right.rawValue }
}

import Books

/// The messages on the tape that meet a condition, so that a request looks only at what came since the one before.
struct TapeIndex: ~Copyable {
    private var numbers = PageArray<UInt64>()
    /// How many were ever entered and how many have left: the places after the newest and of the oldest.
    private var entered: UInt64 = 0
    private var left: UInt64 = 0
    /// The newest message that was looked at.
    private var scanned: UInt64 = 0
    private var instrument: InstrumentKey?
    private var filter: Filter?
    private var isConditional: Bool { instrument != nil || filter != nil }

    var count: Int { Int(entered - left) }
    /// Messages that met the condition, also those that have left.
    var total: UInt64 { entered }

    /// The number of a message, by its place among those that meet the condition, the oldest first.
    subscript(place: Int) -> UInt64 {
        let place = left + UInt64(place)
        return isConditional ? numbers[Self.slot(place)] : place + 1
    }

    private static func slot(_ place: UInt64) -> Int {
        Int(truncatingIfNeeded: place) & (TapeStore.capacity - 1)
    }

    /// Looks at what is new on the tape, or at all of it when the condition is another one.
    ///
    /// - Parameters:
    ///   - instrument: Only messages about it; `nil`: about all.
    ///   - filter: Only such messages; `nil`: all.
    ///   - matches: Whether a message with this number meets the filter.
    mutating func refresh(
        _ tape: borrowing TapeStore, instrument: InstrumentKey?, _ filter: Filter?,
        matches: (Filter, UInt64, TapedMessage) -> Bool
    ) {
        if instrument != self.instrument || filter != self.filter {
            (self.instrument, self.filter) = (instrument, filter)
            (entered, left, scanned) = (0, 0, 0)
        }
        guard isConditional else {
            (entered, left) = (tape.total, tape.evicted)
            return
        }
        guard numbers.grow(to: TapeStore.capacity) else { return }
        while left < entered, self[0] < tape.first { left += 1 }
        var number = max(tape.first, scanned + 1)
        while number <= tape.total {
            let message = tape[number]
            if instrument == nil || message.key == instrument,
                filter.map({ matches($0, number, message) }) ?? true
            {
                numbers[Self.slot(entered)] = number
                entered += 1
            }
            number += 1
        }
        scanned = tape.total
    }

    /// How many of them are not after a message of the tape.
    func count(upTo number: UInt64) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] <= number { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

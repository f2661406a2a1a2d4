import Books
import OrderFlow

/// The latest 4,096 ranges of one sort, in the order in which they were noticed.
struct RangeLog: ~Copyable {
    static let capacity = 4096
    /// What a new fact is held against: so many of the latest, of which at most ``mostCut`` were cut off others.
    static let window = 128
    private static let mostCut = 64

    struct Entry: BitwiseCopyable {
        var range: SequenceRange
        /// Never falls from one entry to the next; parts of what was one have the same.
        var order: UInt64
        /// Instruments of the feed when it was noticed.
        var instruments: UInt32
        /// It was cut off the entry before.
        var isCut: Bool
    }

    private var kept = PageArray<Entry>()
    private var written = 0
    /// Where the numbering began that is in force.
    private var sessionStart = 0

    /// Ranges that had to make room for later ones.
    var evicted: Int { max(0, written - Self.capacity) }
    var positions: Range<Int> { evicted..<written }
    /// The latest ranges of this numbering.
    var recent: Range<Int> { max(sessionStart, max(0, written - Self.window))..<written }

    subscript(position: Int) -> SequenceRange {
        get { kept[position % Self.capacity].range }
        set { kept[position % Self.capacity].range = newValue }
    }

    func order(_ position: Int) -> UInt64 { kept[position % Self.capacity].order }
    func instruments(_ position: Int) -> Int { Int(kept[position % Self.capacity].instruments) }

    /// The first position whose order is greater.
    func end(ofOrder order: UInt64) -> Int {
        var (low, high) = (positions.lowerBound, positions.upperBound)
        while low < high {
            let middle = (low + high) / 2
            if self.order(middle) > order { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// Notes a range; one that follows upon the latest of its cause and fate makes that one longer.
    mutating func insert(_ range: SequenceRange, order: UInt64, instruments: Int = 0) {
        guard kept.grow(to: Self.capacity) else { return }
        let recent = recent
        var position = recent.upperBound
        while position > recent.lowerBound {
            position -= 1
            var latest = self[position]
            guard latest.cause == range.cause, latest.line == range.line else { continue }
            guard latest.last < .max, latest.last + 1 == range.first, latest.fill == range.fill,
                range.fill != .late
            else { break }
            latest.last = range.last
            latest.lost.addClamped(range.lost)
            kept[position % Self.capacity].instruments = max(
                kept[position % Self.capacity].instruments, UInt32(clamping: instruments))
            self[position] = latest
            return
        }
        kept[written % Self.capacity] = Entry(
            range: range, order: order, instruments: UInt32(clamping: instruments), isCut: false)
        written += 1
    }

    /// Cuts a recent range in two before `number`, which lies within it and is not its first.
    ///
    /// - Returns: `false`, with nothing changed, when too many of the recent ones were cut already.
    mutating func cut(_ position: Int, before number: UInt64) -> Bool {
        let recent = recent
        guard recent.contains(position) else { return false }
        var cuts = 0
        for recent in recent where kept[recent % Self.capacity].isCut { cuts += 1 }
        guard cuts < Self.mostCut else { return false }
        var place = written
        while place > position {
            kept[place % Self.capacity] = kept[(place - 1) % Self.capacity]
            place -= 1
        }
        written += 1
        var (head, tail) = (self[position], self[position + 1])
        head.last = number - 1
        tail.first = number
        head.lost = head.count
        tail.lost = tail.count
        self[position] = head
        self[position + 1] = tail
        kept[(position + 1) % Self.capacity].isCut = true
        return true
    }

    /// The numbering starts over: what comes from now on has nothing to do with what is there.
    mutating func startOver() { sessionStart = written }
}

import OrderFlow

/// The latest 4,096 ranges of one sort, in the order in which they were noticed.
struct RangeLog: ~Copyable {
    static let capacity = 4096
    /// What a new fact is held against: so many of the latest.
    private static let window = 64

    struct Entry: BitwiseCopyable {
        var range: SequenceRange
        /// Rises with each entry of a ledger.
        var order: UInt64
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

    /// Notes a range; one that follows upon the latest of its cause and fate makes that one longer.
    mutating func insert(_ range: SequenceRange, order: UInt64) {
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
            self[position] = latest
            return
        }
        kept[written % Self.capacity] = Entry(range: range, order: order)
        written += 1
    }

    /// The numbering starts over: what comes from now on has nothing to do with what is there.
    mutating func startOver() { sessionStart = written }
}

/// Messages that never came, by sequence number, both ends included.
public struct SequenceRange: BitwiseCopyable, Sendable, Equatable {
    public var first: UInt64
    public var last: UInt64
    /// Feed time when the loss was noticed, ns since the epoch.
    public var noticed: UInt64

    public init(first: UInt64, last: UInt64, noticed: UInt64) {
        self.first = first
        self.last = last
        self.noticed = noticed
    }
}

/// The latest 4,096 ranges of missing messages, in the order in which they were noticed.
struct SequenceLedger: ~Copyable {
    static let capacity = 4096
    private var kept = PageArray<SequenceRange>()
    private var written = 0
    /// Ranges that had to make room for later ones.
    var evicted: Int { max(0, written - Self.capacity) }

    /// Notes a range; one that follows upon the latest makes that one longer.
    mutating func insert(_ range: SequenceRange) {
        guard kept.grow(to: Self.capacity) else { return }
        if written > 0 {
            let latest = (written - 1) % Self.capacity
            if kept[latest].last < .max, kept[latest].last + 1 == range.first {
                kept[latest].last = range.last
                return
            }
        }
        kept[written % Self.capacity] = range
        written += 1
    }

    var ranges: [SequenceRange] {
        (evicted..<written).map { kept[$0 % Self.capacity] }
    }
}

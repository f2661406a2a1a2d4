/// One side of a book: where its levels lie in the feed's ``LevelPool``. The levels in use are `low ..< high`
/// of the block, the best at the end, with room to grow at both ends.
struct Ladder: BitwiseCopyable {
    /// The block's first level in the pool; means nothing while `capacity` is 0.
    var block: UInt32 = 0
    var capacity: UInt32 = 0
    var low: UInt32 = 0
    var high: UInt32 = 0

    @inline(__always) var count: Int { Int(high &- low) }
    @inline(__always) var isEmpty: Bool { high == low }

    /// No levels; the block stays for the next ones.
    @inline(__always)
    mutating func removeAll() {
        low = capacity / 2
        high = low
    }
}

/// One side of a book, or what of it is far from the touch: where its levels lie in the feed's ``LevelPool``. The levels
/// are those in `low ..< high` of the block, the best at the end, with room to grow at both ends. Neither the first nor
/// the last of them is empty; those between may be, for prices come again.
struct Ladder: BitwiseCopyable {
    /// The block's first level in the pool; means nothing while `capacity` is 0.
    var block: UInt32 = 0
    var capacity: UInt32 = 0
    var low: UInt32 = 0
    var high: UInt32 = 0
    /// Levels without quantity.
    var empty: UInt32 = 0

    /// Levels with quantity.
    @inline(__always) var count: Int { Int(high &- low &- empty) }
    @inline(__always) var isEmpty: Bool { high == low }

    /// No levels; the block stays for the next ones.
    @inline(__always)
    mutating func removeAll() {
        low = capacity / 2
        high = low
        empty = 0
    }
}

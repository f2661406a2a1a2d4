/// The memory of all ladders of a feed: blocks of 8, 16, 32 … levels, cut from one growing run and kept by
/// size when free. Indices instead of pointers, so that the run may move; keys apart from contents, so that a
/// search sees eight in a cache line.
struct LevelPool: ~Copyable {
    /// Levels of one side beyond this are refused.
    static let ladderLimit: UInt32 = 1 << 18
    /// Levels of all blocks of a feed together beyond this are refused.
    private static let limit = 1 << 23
    private static let smallest: UInt32 = 8
    private static let initialCapacity = 1 << 12

    var keys = PageArray<Int64>()
    var contents = PageArray<LevelContent>()
    /// Levels cut off so far.
    private var used = 0
    /// For each size the first free block plus one; the next is in the `orders` of its first
    /// level. 0: none.
    private var free = InlineArray<16, UInt32>(repeating: 0)

    /// Cuts a block of `capacity` levels: 8 times a power of two, at most ``ladderLimit``.
    private mutating func allocate(_ capacity: UInt32) -> UInt32? {
        let size = Self.size(capacity)
        if free[size] != 0 {
            let block = free[size] - 1
            free[size] = contents[Int(block)].orders
            return block
        }
        let end = used + Int(capacity)
        guard end <= Self.limit else { return nil }
        if end > keys.count {
            let wanted = min(max(Self.initialCapacity, keys.count * 2, end), Self.limit)
            guard contents.grow(to: wanted), keys.grow(to: wanted) else { return nil }
        }
        defer { used = end }
        return UInt32(used)
    }

    private mutating func release(_ block: UInt32, _ capacity: UInt32) {
        let size = Self.size(capacity)
        contents[Int(block)].orders = free[size]
        free[size] = block + 1
    }

    private static func size(_ capacity: UInt32) -> Int { (capacity / smallest).trailingZeroBitCount }

    /// Takes every block back; the ladders must be forgotten too.
    mutating func removeAll() {
        if used > Self.initialCapacity {
            keys.empty()
            contents.empty()
        }
        used = 0
        free = InlineArray(repeating: 0)
    }

    /// Makes room at both ends of a ladder: its levels, without the empty ones, move to the middle of their block, or of
    /// one twice as large once it is three quarters full.
    ///
    /// - Returns: `false`, with nothing changed, when a bound of memory is met.
    @inline(never)
    mutating func makeRoom(_ ladder: inout Ladder) -> Bool {
        let isFull = UInt32(ladder.count) >= ladder.capacity / 4 * 3
        var target = ladder
        if isFull {
            let capacity = max(Self.smallest, ladder.capacity * 2)
            guard capacity <= Self.ladderLimit, let block = allocate(capacity) else { return false }
            target.block = block
            target.capacity = capacity
        }
        compact(&ladder)
        let count = ladder.high - ladder.low
        target.empty = 0
        target.low = (target.capacity - count) / 2
        target.high = target.low + count
        move(from: Int(ladder.block + ladder.low), to: Int(target.block + target.low), count: Int(count))
        if ladder.capacity > 0, target.block != ladder.block { release(ladder.block, ladder.capacity) }
        ladder = target
        return true
    }

    /// Closes the gaps that empty levels are.
    private mutating func compact(_ ladder: inout Ladder) {
        guard ladder.empty > 0 else { return }
        let block = Int(ladder.block)
        var kept = Int(ladder.low)
        for place in Int(ladder.low)..<Int(ladder.high) where contents[block + place].quantity > 0 {
            if kept != place { move(from: block + place, to: block + kept, count: 1) }
            kept += 1
        }
        ladder.high = UInt32(kept)
        ladder.empty = 0
    }

    @inline(__always)
    mutating func move(from source: Int, to target: Int, count: Int) {
        keys.move(from: source, to: target, count: count)
        contents.move(from: source, to: target, count: count)
    }
}

/// Draws an index with given weights in constant time: one random number, one look at a table.
/// Walker's alias method, built as in Vose, "A Linear Algorithm for Generating Random Numbers with a Given
/// Distribution" (1991).
struct AliasTable: ~Copyable {
    struct Entry: BitwiseCopyable {
        /// Below it (of 2³²) the entry's own index is drawn, else `alias`.
        var threshold: UInt32
        var alias: UInt32
    }

    private var entries: FixedTable<Entry>

    /// - Parameter weights: Shape `[n]`, positive; `n` below 2³².
    init(weights: [Double]) {
        let count = weights.count
        let total = weights.reduce(0, +)
        var scaled = weights.map { $0 / total * Double(count) }
        entries = FixedTable(zeroed: count)
        var small: [Int] = []
        var large: [Int] = []
        for index in 0..<count {
            entries[index] = Entry(threshold: .max, alias: UInt32(index))
            if scaled[index] < 1 { small.append(index) } else { large.append(index) }
        }
        while let under = small.popLast(), let over = large.last {
            entries[under] = Entry(threshold: UInt32(scaled[under] * 4_294_967_295), alias: UInt32(over))
            scaled[over] -= 1 - scaled[under]
            if scaled[over] < 1 {
                large.removeLast()
                small.append(over)
            }
        }
    }

    /// The index that 64 random bits choose.
    @inline(__always)
    func pick(_ random: UInt64) -> Int {
        let index = Int(truncatingIfNeeded: ((random >> 32) &* UInt64(entries.count)) >> 32)
        let entry = entries[index]
        return UInt32(truncatingIfNeeded: random) < entry.threshold ? index : Int(entry.alias)
    }
}

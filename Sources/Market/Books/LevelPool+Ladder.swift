/// What a ladder can do, given the pool that holds its levels. Keys are those of ``Level/key(_:_:)``.
extension LevelPool {
    /// A level by its place in the pool.
    @inline(__always)
    subscript(index: Int) -> Level { Level(key: keys[index], content: contents[index]) }

    /// The best level; `nil`: the side is empty.
    @inline(__always)
    func best(_ ladder: Ladder) -> Level? {
        ladder.isEmpty ? nil : self[Int(ladder.block &+ ladder.high &- 1)]
    }

    /// Brings the cache lines of the best levels close: 16 keys, 8 contents.
    @inline(__always)
    func prefetchBest(_ ladder: Ladder) {
        let best = Int(ladder.block &+ ladder.high) &- 1
        keys.prefetch(best)
        keys.prefetch(best &- 8)
        contents.prefetch(best)
        contents.prefetch(best &- 4)
    }

    /// The number of levels worse than `key`, counted from the block's start: the place of the level with
    /// that key, or the place where it would go. Most traffic is near the best price, so the search begins
    /// there, and takes eight levels at a time without a branch.
    @inline(__always)
    private func place(of key: Int64, in ladder: Ladder) -> Int {
        let block = Int(ladder.block)
        let low = Int(ladder.low)
        var high = Int(ladder.high)
        for _ in 0..<4 {
            guard high > low else { return high }
            let better = keys.countAtLeast(key, before: block &+ high, of: high &- low)
            high &-= better
            if better < 8 { return high }
        }
        return farPlace(of: key, block: block, low: low, high: high)
    }

    /// The same by halving, among the levels `low ..< high`.
    @inline(never)
    private func farPlace(of key: Int64, block: Int, low: Int, high: Int) -> Int {
        var low = low
        var high = high
        while low < high {
            let middle = (low &+ high) / 2
            if keys[block &+ middle] < key { low = middle &+ 1 } else { high = middle }
        }
        return low
    }

    /// The pool index of the level with this key; `nil`: no such level.
    @inline(__always)
    private func find(_ key: Int64, in ladder: Ladder) -> Int? {
        let place = place(of: key, in: ladder)
        let index = Int(ladder.block) &+ place
        return place < Int(ladder.high) && keys[index] == key ? index : nil
    }

    /// Adds to the level with this key, which is made when there is none.
    ///
    /// - Returns: `false`, with nothing changed, when there is no room for another level.
    @inline(__always)
    mutating func add(_ quantity: UInt64, orders: UInt32, at key: Int64, to ladder: inout Ladder) -> Bool {
        let place = place(of: key, in: ladder)
        let index = Int(ladder.block) &+ place
        if place < Int(ladder.high), keys[index] == key {
            contents[index].quantity &+= quantity
            contents[index].orders &+= orders
            return true
        }
        return insert(key, LevelContent(quantity: quantity, orders: orders), at: place, of: &ladder)
    }

    /// Takes away from the level with this key, which goes when nothing is left.
    @inline(__always)
    mutating func subtract(_ quantity: UInt64, orders: UInt32, at key: Int64, from ladder: inout Ladder) {
        guard let index = find(key, in: ladder) else { return }
        let left = contents[index].quantity
        if quantity >= left {
            remove(at: index &- Int(ladder.block), of: &ladder)
        } else {
            contents[index].quantity = left &- quantity
            contents[index].orders &-= orders
        }
    }

    /// Sets the level with this key; quantity 0 removes it.
    ///
    /// - Returns: `false`, with nothing changed, when there is no room for another level.
    @inline(__always)
    mutating func set(_ quantity: UInt64, at key: Int64, in ladder: inout Ladder) -> Bool {
        let place = place(of: key, in: ladder)
        let index = Int(ladder.block) &+ place
        guard place < Int(ladder.high), keys[index] == key else {
            return quantity == 0
                || insert(key, LevelContent(quantity: quantity, orders: 0), at: place, of: &ladder)
        }
        if quantity == 0 { remove(at: place, of: &ladder) } else { contents[index].quantity = quantity }
        return true
    }

    /// Moves whichever end is nearer.
    @inline(__always)
    private mutating func insert(
        _ key: Int64, _ content: LevelContent, at place: Int, of ladder: inout Ladder
    ) -> Bool {
        var place = place
        let above = Int(ladder.high) &- place
        let below = place &- Int(ladder.low)
        if above <= below ? ladder.high == ladder.capacity : ladder.low == 0 {
            guard makeRoom(&ladder) else { return false }
            place = Int(ladder.low) &+ below
        }
        let block = Int(ladder.block)
        if above <= below {
            if above > 0 { move(from: block &+ place, to: block &+ place &+ 1, count: above) }
            ladder.high &+= 1
        } else {
            let low = block &+ Int(ladder.low)
            move(from: low, to: low &- 1, count: below)
            ladder.low &-= 1
            place &-= 1
        }
        keys[block &+ place] = key
        contents[block &+ place] = content
        return true
    }

    @inline(__always)
    private mutating func remove(at place: Int, of ladder: inout Ladder) {
        let block = Int(ladder.block)
        let above = Int(ladder.high) &- place &- 1
        let below = place &- Int(ladder.low)
        if above <= below {
            if above > 0 { move(from: block &+ place &+ 1, to: block &+ place, count: above) }
            ladder.high &-= 1
        } else {
            let low = block &+ Int(ladder.low)
            if below > 0 { move(from: low, to: low &+ 1, count: below) }
            ladder.low &+= 1
        }
    }
}

/// What a ladder can do, given the pool that holds its levels. Keys are those of ``Level/key(_:_:)``.
extension LevelPool {
    /// The best level; `nil`: the side is empty.
    @inline(__always)
    func best(_ ladder: Ladder) -> Level? {
        ladder.isEmpty ? nil : levels[Int(ladder.block &+ ladder.high &- 1)]
    }

    /// Brings the best level's cache line close.
    @inline(__always)
    func prefetchBest(_ ladder: Ladder) { levels.prefetch(Int(ladder.block &+ ladder.high) &- 1) }

    /// The number of levels worse than `key`, counted from the block's start: the place of the level with that key,
    /// or the place where it would go. Most traffic is near the best price, so the search begins there.
    @inline(__always)
    private func place(of key: Int64, in ladder: Ladder) -> Int {
        let block = Int(ladder.block)
        let low = Int(ladder.low)
        var index = Int(ladder.high)
        let near = max(low, index &- 16)
        while index > near {
            if levels[block &+ index &- 1].key < key { return index }
            index &-= 1
        }
        return index == low ? low : farPlace(of: key, block: block, low: low, high: index)
    }

    /// The same by halves, among the levels `low ..< high`.
    @inline(never)
    private func farPlace(of key: Int64, block: Int, low: Int, high: Int) -> Int {
        var low = low
        var high = high
        while low < high {
            let middle = (low &+ high) / 2
            if levels[block &+ middle].key < key { low = middle &+ 1 } else { high = middle }
        }
        return low
    }

    /// The pool index of the level with this key; `nil`: no such level.
    @inline(__always)
    private func find(_ key: Int64, in ladder: Ladder) -> Int? {
        let place = place(of: key, in: ladder)
        let index = Int(ladder.block) &+ place
        return place < Int(ladder.high) && levels[index].key == key ? index : nil
    }

    /// Adds to the level with this key, which is made when there is none.
    ///
    /// - Returns: `false`, with nothing changed, when there is no room for another level.
    @inline(__always)
    mutating func add(_ quantity: UInt64, orders: UInt32, at key: Int64, to ladder: inout Ladder) -> Bool {
        let place = place(of: key, in: ladder)
        let index = Int(ladder.block) &+ place
        if place < Int(ladder.high), levels[index].key == key {
            levels[index].quantity &+= quantity
            levels[index].orders &+= orders
            return true
        }
        return insert(Level(key: key, quantity: quantity, orders: orders), at: place, of: &ladder)
    }

    /// Takes away from the level with this key, which goes when nothing is left.
    @inline(__always)
    mutating func subtract(_ quantity: UInt64, orders: UInt32, at key: Int64, from ladder: inout Ladder) {
        guard let index = find(key, in: ladder) else { return }
        let left = levels[index].quantity
        if quantity >= left {
            remove(at: index &- Int(ladder.block), of: &ladder)
        } else {
            levels[index].quantity = left &- quantity
            levels[index].orders &-= orders
        }
    }

    /// Sets the level with this key; quantity 0 removes it.
    ///
    /// - Returns: `false`, with nothing changed, when there is no room for another level.
    @inline(__always)
    mutating func set(_ quantity: UInt64, at key: Int64, in ladder: inout Ladder) -> Bool {
        let place = place(of: key, in: ladder)
        let index = Int(ladder.block) &+ place
        guard place < Int(ladder.high), levels[index].key == key else {
            return quantity == 0 || insert(Level(key: key, quantity: quantity, orders: 0), at: place, of: &ladder)
        }
        if quantity == 0 { remove(at: place, of: &ladder) } else { levels[index].quantity = quantity }
        return true
    }

    /// Moves whichever end is nearer.
    @inline(__always)
    private mutating func insert(_ level: Level, at place: Int, of ladder: inout Ladder) -> Bool {
        var place = place
        let above = Int(ladder.high) &- place
        let below = place &- Int(ladder.low)
        if above <= below ? ladder.high == ladder.capacity : ladder.low == 0 {
            guard makeRoom(&ladder) else { return false }
            place = Int(ladder.low) &+ below
        }
        let block = Int(ladder.block)
        if above <= below {
            if above > 0 { levels.move(from: block &+ place, to: block &+ place &+ 1, count: above) }
            ladder.high &+= 1
        } else {
            let low = block &+ Int(ladder.low)
            levels.move(from: low, to: low &- 1, count: below)
            ladder.low &-= 1
            place &-= 1
        }
        levels[block &+ place] = level
        return true
    }

    @inline(__always)
    private mutating func remove(at place: Int, of ladder: inout Ladder) {
        let block = Int(ladder.block)
        let above = Int(ladder.high) &- place &- 1
        let below = place &- Int(ladder.low)
        if above <= below {
            if above > 0 { levels.move(from: block &+ place &+ 1, to: block &+ place, count: above) }
            ladder.high &-= 1
        } else {
            let low = block &+ Int(ladder.low)
            if below > 0 { levels.move(from: low, to: low &+ 1, count: below) }
            ladder.low &+= 1
        }
    }
}

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

    /// The place of the best level that is worse than the one at `place`, counted from the block's start; `nil`: there is
    /// none. Give `ladder.high` to begin with.
    func next(before place: Int, in ladder: Ladder) -> Int? {
        var place = place - 1
        while place >= Int(ladder.low), contents[Int(ladder.block) + place].quantity == 0 { place -= 1 }
        return place >= Int(ladder.low) ? place : nil
    }

    /// The number of levels worse than `key`, counted from the block's start: the place of the level with that key, or
    /// the place where it would go. By halving, without a branch that depends on what is found.
    @inline(__always)
    private func place(of key: Int64, in ladder: Ladder) -> Int {
        var count = Int(ladder.high &- ladder.low)
        guard count > 0 else { return Int(ladder.low) }
        var place = Int(ladder.block &+ ladder.low)
        precondition(place &+ count <= keys.count, "levels \(place) to \(place + count) of \(keys.count)")
        // SAFETY: every place looked at lies among the `count` from the first on, as just checked.
        let keys = unsafe keys.start
        while count > 1 {
            let half = count / 2
            let isBelow = unsafe keys[place &+ half &- 1] < key
            place &+= isBelow ? half : 0
            count &-= half
        }
        let isBelow = unsafe keys[place] < key
        return place &- Int(ladder.block) &+ (isBelow ? 1 : 0)
    }

    /// Changes the level with this key by so much, wrapping around, which must leave it a quantity, or nothing at all.
    ///
    /// - Returns: `false`, with nothing changed, when there is no such level, or no room for it.
    @inline(__always)
    mutating func change(
        by quantity: UInt64, orders: UInt32, at key: Int64, in ladder: inout Ladder
    ) -> Bool {
        let place = place(of: key, in: ladder)
        let index = Int(ladder.block) &+ place
        guard place < Int(ladder.high), keys[index] == key else {
            return orders == 1
                && insert(key, LevelContent(quantity: quantity, orders: orders), at: place, of: &ladder)
        }
        let before = contents[index].quantity
        contents[index].quantity = before &+ quantity
        contents[index].orders &+= orders
        if before == 0 {
            ladder.empty &-= 1
        } else if contents[index].quantity == 0 {
            vacate(place, of: &ladder)
        }
        return true
    }

    /// Adds to the level with this key, which is made when there is none.
    ///
    /// - Returns: `false`, with nothing changed, when there is no room for another level.
    mutating func add(_ quantity: UInt64, orders: UInt32, at key: Int64, to ladder: inout Ladder) -> Bool {
        let place = place(of: key, in: ladder)
        let index = Int(ladder.block) &+ place
        guard place < Int(ladder.high), keys[index] == key else {
            return quantity == 0
                || insert(key, LevelContent(quantity: quantity, orders: orders), at: place, of: &ladder)
        }
        if contents[index].quantity == 0, quantity > 0 { ladder.empty &-= 1 }
        contents[index].quantity &+= quantity
        contents[index].orders &+= orders
        return true
    }

    /// Takes away from the level with this key, which goes when nothing is left.
    mutating func subtract(_ quantity: UInt64, orders: UInt32, at key: Int64, from ladder: inout Ladder) {
        let place = place(of: key, in: ladder)
        let index = Int(ladder.block) &+ place
        guard place < Int(ladder.high), keys[index] == key, contents[index].quantity > 0 else { return }
        let left = contents[index].quantity
        if quantity >= left {
            vacate(place, of: &ladder)
        } else {
            contents[index].quantity = left &- quantity
            contents[index].orders &-= orders
        }
    }

    /// Sets the level with this key; quantity 0 removes it.
    ///
    /// - Returns: `false`, with nothing changed, when there is no room for another level.
    mutating func set(_ quantity: UInt64, at key: Int64, in ladder: inout Ladder) -> Bool {
        let place = place(of: key, in: ladder)
        let index = Int(ladder.block) &+ place
        guard place < Int(ladder.high), keys[index] == key else {
            return quantity == 0
                || insert(key, LevelContent(quantity: quantity, orders: 0), at: place, of: &ladder)
        }
        if quantity > 0 {
            if contents[index].quantity == 0 { ladder.empty &-= 1 }
            contents[index].quantity = quantity
        } else if contents[index].quantity > 0 {
            vacate(place, of: &ladder)
        }
        return true
    }

    /// Takes the levels out whose keys lie between two, both included, and are `wanted`: at most 64 of them.
    ///
    /// - Returns: How many there are in `levels` now.
    mutating func take(
        from ladder: inout Ladder, between lowest: Int64, and highest: Int64,
        into levels: inout InlineArray<64, Level>,
        _ wanted: (Int64) -> Bool
    ) -> Int {
        let block = Int(ladder.block)
        var place = place(of: lowest, in: ladder)
        var count = 0
        while place < Int(ladder.high), keys[block &+ place] <= highest, count < 64 {
            if contents[block &+ place].quantity > 0, wanted(keys[block &+ place]) {
                levels[count] = self[block &+ place]
                count += 1
                contents[block &+ place] = LevelContent(quantity: 0, orders: 0)
                ladder.empty &+= 1
            }
            place += 1
        }
        trim(&ladder)
        return count
    }

    /// A level has lost its last quantity.
    @inline(__always)
    private mutating func vacate(_ place: Int, of ladder: inout Ladder) {
        contents[Int(ladder.block) &+ place] = LevelContent(quantity: 0, orders: 0)
        ladder.empty &+= 1
        if place == Int(ladder.low) || place &+ 1 == Int(ladder.high) { trim(&ladder) }
    }

    /// Lets go of the empty levels at both ends.
    private mutating func trim(_ ladder: inout Ladder) {
        let block = Int(ladder.block)
        while ladder.high > ladder.low, contents[block &+ Int(ladder.high) &- 1].quantity == 0 {
            ladder.high &-= 1
            ladder.empty &-= 1
        }
        while ladder.high > ladder.low, contents[block &+ Int(ladder.low)].quantity == 0 {
            ladder.low &+= 1
            ladder.empty &-= 1
        }
        if ladder.isEmpty { ladder.removeAll() }
    }

    /// Puts a level where its key belongs: into an empty neighbour, or else by moving whichever end is nearer.
    @inline(never)
    private mutating func insert(
        _ key: Int64, _ content: LevelContent, at place: Int, of ladder: inout Ladder
    ) -> Bool {
        for neighbour in max(place &- 1, Int(ladder.low))..<min(place &+ 1, Int(ladder.high)) {
            let index = Int(ladder.block) &+ neighbour
            guard contents[index].quantity == 0 else { continue }
            keys[index] = key
            contents[index] = content
            ladder.empty &-= 1
            return true
        }
        let above = Int(ladder.high) &- place
        let below = place &- Int(ladder.low)
        if above <= below ? ladder.high == ladder.capacity : ladder.low == 0 {
            guard makeRoom(&ladder) else { return false }
            // What was empty is gone, so the place is another.
            return insertMoving(key, content, at: self.place(of: key, in: ladder), of: &ladder)
        }
        return insertMoving(key, content, at: place, of: &ladder)
    }

    private mutating func insertMoving(
        _ key: Int64, _ content: LevelContent, at place: Int, of ladder: inout Ladder
    ) -> Bool {
        var place = place
        let block = Int(ladder.block)
        let above = Int(ladder.high) &- place
        let below = place &- Int(ladder.low)
        if ladder.low == 0 || above <= below && ladder.high < ladder.capacity {
            if above > 0 { move(from: block &+ place, to: block &+ place &+ 1, count: above) }
            ladder.high &+= 1
        } else {
            let low = block &+ Int(ladder.low)
            if below > 0 { move(from: low, to: low &- 1, count: below) }
            ladder.low &-= 1
            place &-= 1
        }
        keys[block &+ place] = key
        contents[block &+ place] = content
        return true
    }
}

import OrderFlow

/// The levels of a book, each either in the window near the touch or in the ladder behind it.
extension InstrumentTable {
    /// Where the word of a level lies in ``near``.
    @inline(__always)
    static func nearIndex(_ index: UInt16, _ side: Side, _ place: Int) -> Int {
        Int(index) << 7 | Int(side.rawValue) << 6 | place
    }

    @inline(__always)
    static func ladderIndex(_ index: UInt16, _ side: Side) -> Int { Int(index) << 1 | Int(side.rawValue) }

    @inline(__always)
    func nearSide(_ side: Side, of index: UInt16) -> NearSide { self[index].sides[Int(side.rawValue)] }

    func ladder(_ side: Side, of index: UInt16) -> Ladder { ladders[Self.ladderIndex(index, side)] }

    /// Changes a level outside the window by an order that joins (`orders` 1), goes (-1) or changes (0), wrapping around.
    ///
    /// - Returns: `false`, with nothing changed but where the window lies, when that is not so simple.
    @inline(never)
    mutating func changeFar(
        by quantity: UInt64, orders: Int32, at price: Int64, _ side: Side, of index: UInt16
    ) -> Bool {
        if orders == 1 {
            prepare(side, of: index, for: price)
            if nearSide(side, of: index).place(of: price) != nil { return false }
        }
        return pool.change(
            by: quantity, orders: UInt32(bitPattern: orders), at: Level.key(price, side),
            in: &ladders[Self.ladderIndex(index, side)])
    }

    /// Adds to a level, which is made when there is none.
    ///
    /// - Returns: `false`, with nothing changed, when there is no room for another level.
    mutating func add(_ quantity: UInt32, orders: UInt32, at price: Int64, _ side: Side, of index: UInt16) -> Bool {
        prepare(side, of: index, for: price)
        if let place = nearSide(side, of: index).place(of: price) {
            let word = near[Self.nearIndex(index, side, place)]
            let sum = word &+ UInt64(quantity) &+ UInt64(orders) &* NearLevel.order
            if sum & NearLevel.beyond == 0 {
                put(sum, at: place, side, of: index)
                return true
            }
            guard closeWindow(side, of: index) else { return false }
        }
        return pool.add(
            UInt64(quantity), orders: orders, at: Level.key(price, side), to: &ladders[Self.ladderIndex(index, side)])
    }

    /// Takes away from a level, which goes when nothing is left.
    mutating func subtract(_ quantity: UInt32, orders: UInt32, at price: Int64, _ side: Side, of index: UInt16) {
        guard let place = nearSide(side, of: index).place(of: price) else {
            pool.subtract(
                UInt64(quantity), orders: orders, at: Level.key(price, side),
                from: &ladders[Self.ladderIndex(index, side)])
            return
        }
        var content = NearLevel.content(near[Self.nearIndex(index, side, place)])
        if UInt64(quantity) >= content.quantity {
            put(0, at: place, side, of: index)
        } else {
            content.quantity -= UInt64(quantity)
            content.orders -= min(orders, content.orders)
            put(NearLevel.word(content) ?? 0, at: place, side, of: index)
        }
    }

    /// Sets a level; quantity 0 removes it.
    ///
    /// - Returns: `false`, with nothing changed, when there is no room for another level.
    mutating func set(_ quantity: UInt32, at price: Int64, _ side: Side, of index: UInt16) -> Bool {
        if quantity > 0 { prepare(side, of: index, for: price) }
        guard let place = nearSide(side, of: index).place(of: price) else {
            return pool.set(
                UInt64(quantity), at: Level.key(price, side), in: &ladders[Self.ladderIndex(index, side)])
        }
        let orders = quantity == 0 ? 0 : near[Self.nearIndex(index, side, place)] & ~NearLevel.quantityMask
        put(orders | UInt64(quantity), at: place, side, of: index)
        return true
    }

    /// Writes the word of a level of the window; 0: there is none.
    mutating func put(_ word: UInt64, at place: Int, _ side: Side, of index: UInt16) {
        near[Self.nearIndex(index, side, place)] = word
        let bit: UInt64 = 1 &<< UInt64(place)
        let before = self[index].sides[Int(side.rawValue)].occupied
        self[index].sides[Int(side.rawValue)].occupied = word == 0 ? before & ~bit : before | bit
    }

    /// Empties one side.
    mutating func clear(_ side: Side, of index: UInt16) {
        var rest = nearSide(side, of: index).occupied
        while rest != 0 {
            near[Self.nearIndex(index, side, rest.trailingZeroBitCount)] = 0
            rest &= rest &- 1
        }
        self[index].sides[Int(side.rawValue)].occupied = 0
        ladders[Self.ladderIndex(index, side)].removeAll()
    }
}

extension InstrumentTable {
    func levelCount(_ side: Side, of index: UInt16) -> Int {
        nearSide(side, of: index).occupied.nonzeroBitCount + ladder(side, of: index).count
    }

    /// The best level; `nil`: the side is empty.
    func best(_ side: Side, of index: UInt16) -> Level? {
        let state = nearSide(side, of: index)
        let far = pool.best(ladder(side, of: index))
        guard let offset = state.best(side) else { return far }
        let close = level(state, at: offset, side, of: index)
        if let far, far.key > close.key { return far }
        return close
    }

    /// The best `count` levels, best first.
    func best(_ count: Int, _ side: Side, of index: UInt16) -> [Level] {
        var levels: [Level] = []
        forEachLevel(side, of: index, atMost: count) { levels.append($0) }
        return levels
    }

    /// Shows `body` the best levels, best first.
    func forEachLevel(_ side: Side, of index: UInt16, atMost count: Int, _ body: (Level) -> Void) {
        let state = nearSide(side, of: index)
        let ladder = ladder(side, of: index)
        var offset = state.best(side)
        var far = pool.next(before: Int(ladder.high), in: ladder)
        for _ in 0..<max(0, count) {
            let close = offset.map { level(state, at: $0, side, of: index) }
            let distant = far.map { pool[Int(ladder.block) + $0] }
            if let close, distant.map({ close.key > $0.key }) ?? true {
                body(close)
                offset = offset.flatMap { state.next(after: $0, side) }
            } else if let distant {
                body(distant)
                far = far.flatMap { pool.next(before: $0, in: ladder) }
            } else {
                return
            }
        }
    }

    private func level(_ state: NearSide, at offset: UInt64, _ side: Side, of index: UInt16) -> Level {
        Level(
            key: Level.key(state.price(at: offset), side),
            content: NearLevel.content(near[Self.nearIndex(index, side, state.place(at: offset))]))
    }

    /// There is a level at this price, and none is better.
    func isBest(_ price: Int64, _ side: Side, of index: UInt16) -> Bool {
        best(side, of: index)?.key == Level.key(price, side)
    }
}

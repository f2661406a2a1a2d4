import OrderFlow

/// Changes of levels, each either in the window near the touch or in the ladder behind it.
extension InstrumentTable {
    /// The word of a place of the window; 0: it has no level.
    func word(at place: Int, _ side: Side, of index: UInt16) -> UInt64 {
        windows.word(nearSide(side, of: index).run, at: place)
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
    mutating func add(_ quantity: UInt32, orders: UInt32, at price: Int64, _ side: Side, of index: UInt16)
        -> Bool
    {
        prepare(side, of: index, for: price)
        if let place = nearSide(side, of: index).place(of: price) {
            let word = word(at: place, side, of: index)
            let sum = word &+ UInt64(quantity) &+ UInt64(orders) &* NearLevel.order
            if sum & NearLevel.beyond == 0 {
                put(sum, at: place, side, of: index)
                return true
            }
            guard closeWindow(side, of: index) else { return false }
        }
        return pool.add(
            UInt64(quantity), orders: orders, at: Level.key(price, side),
            to: &ladders[Self.ladderIndex(index, side)])
    }

    /// Takes away from a level, which goes when nothing is left.
    mutating func subtract(
        _ quantity: UInt32, orders: UInt32, at price: Int64, _ side: Side, of index: UInt16
    ) {
        guard let place = nearSide(side, of: index).place(of: price) else {
            pool.subtract(
                UInt64(quantity), orders: orders, at: Level.key(price, side),
                from: &ladders[Self.ladderIndex(index, side)])
            return
        }
        var content = NearLevel.content(word(at: place, side, of: index))
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
        let orders = quantity == 0 ? 0 : word(at: place, side, of: index) & ~NearLevel.quantityMask
        put(orders | UInt64(quantity), at: place, side, of: index)
        return true
    }

    /// Writes the word of a level of the window; 0: there is none.
    mutating func put(_ word: UInt64, at place: Int, _ side: Side, of index: UInt16) {
        windows.put(word, nearSide(side, of: index).run, at: place)
    }

    /// Empties one side.
    mutating func clear(_ side: Side, of index: UInt16) {
        let state = nearSide(side, of: index)
        while let offset = lowest(from: 0, side, of: index) {
            put(0, at: state.place(at: offset), side, of: index)
        }
        ladders[Self.ladderIndex(index, side)].removeAll()
    }
}

import OrderFlow

/// The levels of a side in order.
extension LevelStore {
    /// Goes through the levels of a side that are counted in one way, best first.
    struct Walk {
        let owner: LevelOwner
        /// The block that it is in, and of its levels those that are left; `nil`: it has not begun, or is over.
        var number: UInt64?
        var left: UInt8 = 0
        /// Where the level told last is.
        var block = 0
        var place = 0
    }

    /// The next level of a walk; `nil`: there are no more.
    func next(_ walk: inout Walk, _ tickCode: UInt8) -> Level? {
        while walk.left == 0 {
            guard let number = index.next(after: walk.number, isBelow: walk.owner.isBuy, of: walk.owner) else {
                return nil
            }
            walk.number = number
            guard let block = find(number, walk.owner) else { continue }
            (walk.block, walk.left) = (block, blocks[block].present)
        }
        guard let number = walk.number else { return nil }
        let place = walk.owner.isBuy ? 7 - walk.left.leadingZeroBitCount : walk.left.trailingZeroBitCount
        walk.left &= ~(1 << UInt8(place))
        walk.place = place
        let level = level(walk.block, place)
        return Level(
            price: price(number, place, walk.owner, tickCode), quantity: level.quantity, orders: level.orders)
    }

    /// Shows `body` the best levels of a side, best first.
    func forEach(of side: BookSide, _ owner: LevelOwner, atMost count: Int, _ body: (Level) -> Void) {
        var (ticks, raws) = (Walk(owner: owner), Walk(owner: owner.raw))
        var tick = side.levels > 0 ? next(&ticks, side.tickCode) : nil
        var raw = side.hasRaw ? next(&raws, side.tickCode) : nil
        for _ in 0..<max(0, min(count, Int(self.count(side, owner)))) {
            if let level = tick, raw.map({ owner.side.prefers(level.price, to: $0.price) }) ?? true {
                body(level)
                tick = next(&ticks, side.tickCode)
            } else if let level = raw {
                body(level)
                raw = next(&raws, side.tickCode)
            } else {
                return
            }
        }
    }

    /// The best level of a side; `nil`: it is empty.
    func bestLevel(of side: BookSide, _ owner: LevelOwner) -> Level? {
        guard let price = best(side, owner) else { return nil }
        let position = position(price, side, owner.instrument, owner.isBuy ? 0 : 1)
        guard let block = find(position.number, position.owner) else { return nil }
        let level = level(block, position.place)
        return Level(price: price, quantity: level.quantity, orders: level.orders)
    }
}

import OrderFlow

/// The places of a window that have levels, by how far above its base they are.
extension InstrumentTable {
    /// Sixty-four places' bits, of which `place` is one.
    @inline(__always)
    private func bits(_ state: NearSide, at place: Int) -> UInt64 {
        windows.bits[state.run &+ place / LevelWindows.runWidth]
    }

    /// The lowest offset with a level that is not below `first`; `nil`: there is none.
    func lowest(from first: UInt64, _ side: Side, of index: UInt16) -> UInt64? {
        let state = nearSide(side, of: index)
        var offset = first
        while offset < state.width {
            let place = state.place(at: offset)
            let above = bits(state, at: place) &>> UInt64(place & 63)
            if above != 0 {
                let found = offset + UInt64(above.trailingZeroBitCount)
                return found < state.width ? found : nil
            }
            offset += 64 - UInt64(place & 63)
        }
        return nil
    }

    /// The highest offset with a level that is below `end`; `nil`: there is none.
    func highest(below end: UInt64, _ side: Side, of index: UInt16) -> UInt64? {
        let state = nearSide(side, of: index)
        var rest = end
        while rest > 0 {
            let place = state.place(at: rest - 1)
            let below = bits(state, at: place) &<< UInt64(63 - place & 63)
            let count = UInt64(below == 0 ? place & 63 + 1 : below.leadingZeroBitCount)
            if count >= rest { return nil }
            rest -= count
            if below != 0 { return rest - 1 }
        }
        return nil
    }

    /// The offset of the best level; `nil`: there is none.
    private func bestOffset(_ side: Side, of index: UInt16) -> UInt64? {
        side == .buy
            ? highest(below: nearSide(side, of: index).width, side, of: index)
            : lowest(from: 0, side, of: index)
    }

    /// The offset of the best level that is worse than the one at `offset`.
    private func offset(after offset: UInt64, _ side: Side, of index: UInt16) -> UInt64? {
        side == .buy ? highest(below: offset, side, of: index) : lowest(from: offset + 1, side, of: index)
    }
}

/// The levels of a side, best first.
extension InstrumentTable {
    func levelCount(_ side: Side, of index: UInt16) -> Int {
        let state = nearSide(side, of: index)
        var count = ladder(side, of: index).count
        for place in stride(from: 0, to: Int(state.width), by: 64) {
            count += bits(state, at: place).nonzeroBitCount
        }
        return count
    }

    /// The best level; `nil`: the side is empty.
    func best(_ side: Side, of index: UInt16) -> Level? {
        let state = nearSide(side, of: index)
        let far = pool.best(ladder(side, of: index))
        guard let offset = bestOffset(side, of: index) else { return far }
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
        var offset = bestOffset(side, of: index)
        var far = pool.next(before: Int(ladder.high), in: ladder)
        for _ in 0..<max(0, count) {
            let close = offset.map { level(state, at: $0, side, of: index) }
            let distant = far.map { pool[Int(ladder.block) + $0] }
            if let close, distant.map({ close.key > $0.key }) ?? true {
                body(close)
                offset = offset.flatMap { self.offset(after: $0, side, of: index) }
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
            content: NearLevel.content(word(at: state.place(at: offset), side, of: index)))
    }

    /// There is a level at this price, and none is better.
    func isBest(_ price: Int64, _ side: Side, of index: UInt16) -> Bool {
        best(side, of: index)?.key == Level.key(price, side)
    }
}

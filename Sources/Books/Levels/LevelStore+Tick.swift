import OrderFlow

/// In what a side's prices are counted. The tick is learned from the prices there are, and thought over when many new
/// blocks were needed: with the right one neighbours in price share a block.
extension LevelStore {
    private static let soon: UInt16 = 16

    /// - Parameter most: Of few prices not much can be told, so the tick is no larger than this.
    mutating func chooseTick(for price: Int64, atMost most: UInt64, _ side: inout BookSide) {
        let first: InlineArray<1, Int64> = [price]
        side.tickCode = Tick.code(for: first.span, atMost: most)
    }

    /// A block was needed that was not there.
    mutating func thinkOver(
        _ side: inout BookSide, _ instrument: UInt16, _ sideNumber: UInt64, scale: UInt8
    ) {
        let owner = LevelOwner(instrument, side: sideNumber, side.counting)
        var detail = details[Self.detail(owner)]
        detail.newBlocks = detail.newBlocks == .max ? .max : detail.newBlocks + 1
        detail.patience = max(Self.soon, detail.patience)
        details[Self.detail(owner)] = detail
        guard detail.newBlocks >= detail.patience, UInt32(detail.newBlocks) >= self.count(side, owner) / 4 else {
            return
        }
        details[Self.detail(owner)].newBlocks = 0
        let (prices, count) = bestPrices(of: side, owner)
        let code = Tick.code(for: prices.span.extracting(first: count), atMost: count < 4 ? Tick.cent(scale) : .max)
        guard code != side.tickCode, code != 0 else {
            details[Self.detail(owner)].patience = detail.patience > .max / 2 ? .max : detail.patience * 2
            return
        }
        details[Self.detail(owner)].patience = Self.soon
        move(&side, to: code, owner)
    }

    private func bestPrices(of side: BookSide, _ owner: LevelOwner) -> (InlineArray<16, Int64>, Int) {
        var prices = InlineArray<16, Int64>(repeating: 0)
        var count = 0
        forEach(of: side, owner, atMost: prices.count) { level in
            prices[count] = level.price
            count += 1
        }
        return (prices, count)
    }

    /// Counts a side in another tick: its levels move to the blocks where they belong then.
    private mutating func move(_ side: inout BookSide, to code: UInt8, _ owner: LevelOwner) {
        // With room for all of them nothing can go wrong on the way, and nothing moves but the levels.
        guard reserve(Int(count(side, owner))) else { return }
        var target = side
        target.tickCode = code
        target.counting = side.counting ^ 3
        (target.levels, target.hasRaw) = (0, false)
        if side.hasRaw { moveAll(of: owner.raw, countedIn: side.tickCode, to: &target) }
        if side.levels > 0 { moveAll(of: owner, countedIn: side.tickCode, to: &target) }
        side = target
    }

    private mutating func moveAll(of owner: LevelOwner, countedIn tickCode: UInt8, to target: inout BookSide) {
        var walk = Walk(owner: owner)
        while let level = next(&walk, tickCode) {
            let position = position(level.price, target, owner.instrument, owner.isBuy ? 0 : 1)
            if position.owner == owner {
                appear(level.price, owner, &target)
                continue
            }
            _ = write((0, 0), at: walk.block, walk.place)
            guard let block = list(position, find(position.number, position.owner)),
                write((level.quantity, level.orders), at: block, position.place)
            else { preconditionFailure("no room for a level that was there") }
            appear(level.price, position.owner, &target)
        }
    }
}

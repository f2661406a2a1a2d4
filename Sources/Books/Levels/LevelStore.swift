import OrderFlow

/// The price levels of all books of a feed: blocks of eight neighbouring prices, found by hash, and beside them an index
/// of which there are. A level is where its price says; nothing is searched for and nothing moves.
///
/// Where blocks are placed depends on a secret seed, so no sender can choose prices that meet in the table.
struct LevelStore: ~Copyable {
    /// More blocks of a feed than this are refused, and more levels of a side.
    private static let limit = 1 << 22
    static let sideLimit: UInt32 = 1 << 18
    private static let initialCapacity = 1 << 10

    private(set) var blocks = PageArray<LevelBlock>()
    private(set) var mask = -1
    /// Places taken, also by blocks that are empty by now.
    private var used = 0
    var index: LevelIndex
    private var wide = WideLevels()
    /// By instrument and side.
    var details = PageArray<SideDetail>()
    private(set) var ticks = PageArray<Tick>()
    let seed: UInt64

    init(seed: UInt64 = .random(in: .min ... .max)) {
        self.seed = seed
        index = LevelIndex(seed: seed &* 0x9E37_79B9_7F4A_7C15)
    }

    /// Makes room for the sides of so many instruments.
    mutating func grow(toInstruments count: Int) -> Bool {
        if details.count >= count * 2, mask >= 0 { return true }
        guard ticks.count > 0 || Tick.fill(&ticks) else { return false }
        return details.grow(to: count * 2) && reserve(1)
    }

    /// Where the search for a block begins. Blocks two by two are neighbours, for processors fetch two lines at a time.
    @inline(__always)
    static func home(_ number: UInt64, _ owner: LevelOwner, _ seed: UInt64, _ mask: Int) -> Int {
        let key = (number >> 1 | UInt64(owner.code) << 40) ^ seed
        let product = key.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return Int(truncatingIfNeeded: (product.high ^ product.low >> 20) << 1 | number & 1) & mask
    }

    /// Where a price is: in which block, and there at which place.
    struct Position {
        var owner: LevelOwner
        var number: UInt64
        var place: Int
    }

    @inline(__always)
    func position(_ price: Int64, _ side: BookSide, _ instrument: UInt16, _ sideNumber: UInt64) -> Position {
        let tick = ticks[Int(side.tickCode)]
        let count = tick.count(in: price)
        if tick.remainder(price, count) == 0 {
            return Position(
                owner: LevelOwner(instrument, side: sideNumber, side.counting), number: count >> 3,
                place: Int(truncatingIfNeeded: count & 7))
        }
        let raw = UInt64(bitPattern: price) ^ 1 << 63
        return Position(
            owner: LevelOwner(instrument, side: sideNumber, LevelOwner.Counting.raw.rawValue), number: raw >> 3,
            place: Int(truncatingIfNeeded: raw & 7))
    }

    func price(_ number: UInt64, _ place: Int, _ owner: LevelOwner, _ tickCode: UInt8) -> Int64 {
        let count = number << 3 | UInt64(place)
        return owner.isRaw
            ? Int64(bitPattern: count ^ 1 << 63)
            : Int64(truncatingIfNeeded: count &* ticks[Int(tickCode)].size)
    }

    /// The place of a block in the table; `nil`: there is none.
    @inline(__always)
    func find(_ number: UInt64, _ owner: LevelOwner) -> Int? {
        guard mask >= 0 else { return nil }
        var place = Self.home(number, owner, seed, mask)
        while blocks[place].isUsed {
            if blocks[place].isBlock(number, of: owner) { return place }
            place = (place &+ 1) & mask
        }
        return nil
    }

    /// A level by its block and its place there; quantity 0: there is none.
    func level(_ block: Int, _ place: Int) -> (quantity: UInt64, orders: UInt32) {
        let (quantity, orders) = (blocks[block].quantities[place], blocks[block].orders[place])
        guard orders == LevelBlock.wide else { return (UInt64(quantity), UInt32(orders)) }
        return (wide[quantity].quantity, wide[quantity].orders)
    }
}

/// Changes.
extension LevelStore {
    /// What is to become of a level.
    enum Change {
        /// By so much quantity and so many orders, wrapping around. It goes when no quantity is left.
        case by(quantity: Int64, orders: Int32)
        /// To so much quantity, its orders as they are; 0: it goes.
        case to(UInt64)
    }

    /// Changes a level of any price.
    ///
    /// - Parameter scale: Implied decimals of the instrument's prices; a first guess of its tick is a cent at most.
    /// - Returns: By how much quantity; `nil`, with nothing changed, when there is no room for it.
    mutating func change(
        _ change: Change, at price: Int64, _ sideNumber: UInt64, of instrument: UInt16, scale: UInt8,
        _ side: inout BookSide
    ) -> Int64? {
        if side.tickCode == 0 { chooseTick(for: price, atMost: Tick.cent(scale), &side) }
        let position = position(price, side, instrument, sideNumber)
        let found = find(position.number, position.owner)
        let before = found.map { level($0, position.place) } ?? (quantity: 0, orders: 0)
        var after: (quantity: UInt64, orders: UInt32) = (0, 0)
        switch change {
        case .by(let quantity, let orders):
            // What is taken away of more than there is leaves nothing.
            let sum = Int64(bitPattern: before.quantity) &+ quantity
            if sum > 0 { after = (UInt64(sum), UInt32(truncatingIfNeeded: max(0, Int64(before.orders) &+ Int64(orders)))) }
        case .to(let quantity): if quantity > 0 { after = (quantity, before.orders) }
        }
        if before.quantity == 0 {
            guard after.quantity > 0 else { return 0 }
            guard count(side, position.owner) < Self.sideLimit, let block = list(position, found),
                write(after, at: block, position.place)
            else { return nil }
            appear(price, position.owner, &side)
            if found == nil { thinkOver(&side, instrument, sideNumber, scale: scale) }
        } else if let found {
            guard write(after, at: found, position.place) else { return nil }
            if after.quantity == 0 { vanish(price, position, &side) }
        }
        return Int64(bitPattern: after.quantity &- before.quantity)
    }

    /// Writes a level; quantity 0: there is none.
    mutating func write(_ level: (quantity: UInt64, orders: UInt32), at block: Int, _ place: Int) -> Bool {
        let wasWide = blocks[block].orders[place] == LevelBlock.wide
        if level.quantity > UInt64(UInt32.max) || level.orders >= UInt32(LevelBlock.wide) {
            let content = WideLevels.Content(quantity: level.quantity, orders: level.orders)
            if wasWide {
                wide[blocks[block].quantities[place]] = content
            } else {
                guard let kept = wide.insert(content) else { return false }
                blocks[block].quantities[place] = kept
                blocks[block].orders[place] = LevelBlock.wide
            }
        } else {
            if wasWide { wide.remove(blocks[block].quantities[place]) }
            blocks[block].quantities[place] = UInt32(level.quantity)
            blocks[block].orders[place] = UInt16(level.orders)
        }
        let bit: UInt8 = 1 << UInt8(place)
        blocks[block].present = level.quantity > 0 ? blocks[block].present | bit : blocks[block].present & ~bit
        return true
    }

    /// The block of a position, made where there is none, and listed.
    mutating func list(_ position: Position, _ found: Int?) -> Int? {
        if let found {
            if !blocks[found].isListed {
                guard index.insert(position.number, of: position.owner) else { return nil }
                blocks[found].isListed = true
            }
            return found
        }
        guard reserve(1) else { return nil }
        guard index.insert(position.number, of: position.owner) else { return nil }
        let place = put(LevelBlock(position.number, of: position.owner))
        blocks[place].isListed = true
        return place
    }

    private mutating func put(_ block: LevelBlock) -> Int {
        var place = Self.home(block.number, block.owner, seed, mask)
        while blocks[place].isUsed { place = (place &+ 1) & mask }
        blocks[place] = block
        used += 1
        return place
    }

    /// Makes sure that so many more blocks fit without growing.
    mutating func reserve(_ more: Int) -> Bool {
        (used + more <= blocks.count / 2 || growBlocks(more)) && index.reserve(more)
    }

    /// Leaves the empty blocks behind, and doubles the table where the others need it.
    private mutating func growBlocks(_ more: Int) -> Bool {
        var live = 0
        for place in 0..<blocks.count where blocks[place].present != 0 { live += 1 }
        var size = max(Self.initialCapacity, blocks.count)
        while live + more > size / 4 { size *= 2 }
        guard size <= Self.limit else { return false }
        var old = PageArray<LevelBlock>()
        guard old.grow(to: size) else { return false }
        swap(&old, &blocks)
        (mask, used) = (size - 1, 0)
        for place in 0..<old.count where old[place].isUsed {
            if old[place].present != 0 {
                _ = put(old[place])
            } else if old[place].isListed {
                index.remove(old[place].number, of: old[place].owner)
            }
        }
        return true
    }
}

/// The best prices.
extension LevelStore {
    @inline(__always)
    static func detail(_ owner: LevelOwner) -> Int { Int(owner.code >> 2) }

    /// Levels of a side.
    func count(_ side: BookSide, _ owner: LevelOwner) -> UInt32 {
        side.hasRaw ? side.levels &+ details[Self.detail(owner)].rawLevels : side.levels
    }

    /// There is a level at a price where there was none.
    @inline(__always)
    mutating func appear(_ price: Int64, _ owner: LevelOwner, _ side: inout BookSide) {
        guard owner.isRaw else {
            if side.levels == 0 || owner.side.prefers(price, to: side.best) { side.best = price }
            side.levels &+= 1
            return
        }
        let detail = Self.detail(owner)
        if !side.hasRaw || owner.side.prefers(price, to: details[detail].rawBest) { details[detail].rawBest = price }
        details[detail].rawLevels = side.hasRaw ? details[detail].rawLevels &+ 1 : 1
        side.hasRaw = true
    }

    /// There is no level at a price any more.
    private mutating func vanish(_ price: Int64, _ position: Position, _ side: inout BookSide) {
        guard position.owner.isRaw else {
            side.levels &-= 1
            if side.levels > 0, side.best == price { side.best = best(from: position, side) }
            return
        }
        let detail = Self.detail(position.owner)
        details[detail].rawLevels &-= 1
        side.hasRaw = details[detail].rawLevels > 0
        if side.hasRaw, details[detail].rawBest == price { details[detail].rawBest = best(from: position, side) }
    }

    /// The best price of a side, after the best one went; there is one. `side` counts without it.
    mutating func best(from position: Position, _ side: BookSide) -> Int64 {
        var block = find(position.number, position.owner)
        var number = position.number
        let isBuy = position.owner.isBuy
        while true {
            if let block {
                let present = blocks[block].present
                if present != 0 {
                    let place = isBuy ? 7 - present.leadingZeroBitCount : present.trailingZeroBitCount
                    return price(number, place, position.owner, side.tickCode)
                }
                // Empty blocks are taken off the index when a search comes by.
                if blocks[block].isListed {
                    blocks[block].isListed = false
                    index.remove(number, of: position.owner)
                }
            }
            guard let next = index.next(after: number, isBelow: isBuy, of: position.owner) else {
                preconditionFailure("a side that counts levels has none")
            }
            number = next
            block = find(number, position.owner)
        }
    }

    /// The best price of a side, whatever it is counted in; `nil`: it is empty.
    @inline(__always)
    func best(_ side: BookSide, _ owner: LevelOwner) -> Int64? {
        if !side.hasRaw { return side.levels == 0 ? nil : side.best }
        let raw = details[Self.detail(owner)].rawBest
        return side.levels == 0 || owner.side.prefers(raw, to: side.best) ? raw : side.best
    }
}

extension LevelStore {
    /// Forgets every level. What had grown much is given back.
    mutating func removeAll() {
        guard used > 0 else { return }
        if blocks.count > Self.initialCapacity * 16 {
            blocks = PageArray()
            mask = -1
            used = 0
            _ = reserve(1)
        } else {
            blocks.empty()
            used = 0
        }
        index.removeAll()
        wide.removeAll()
    }
}

internal import CLinux
package import OrderFlow

/// What nearly every message touches, by address: recent orders, instruments, and blocks of levels. Good until one of
/// their tables grows, which nothing here does.
@safe
struct BookMemory {
    private let orders: UnsafeMutablePointer<RecentOrder>
    private let orderMask: Int
    private let tagShift: UInt64
    private let overflowEnd: UInt64
    private let joinable: UInt64
    private let overflow: OverflowOrders.Places
    private let instruments: UnsafeMutablePointer<Instrument>
    private let instrumentCount: Int
    private let blocks: UnsafeMutablePointer<LevelBlock>
    private let blockMask: Int
    private let seed: UInt64
    private let ticks: UnsafeMutablePointer<Tick>

    @inline(__always)
    init(_ books: borrowing Books) {
        unsafe orders = books.orders.recent.start
        orderMask = books.orders.recent.count - 1
        tagShift = books.orders.bits
        overflowEnd = books.orders.overflowEnd
        joinable = books.orders.joinable
        overflow = books.orders.overflowPlaces
        unsafe instruments = books.instruments.firstState
        unsafe blocks = books.levels.blocks.start
        blockMask = books.levels.mask
        seed = books.levels.seed
        unsafe ticks = books.levels.ticks.start
        let hasTables = books.levels.mask >= 0 && books.levels.ticks.count == Tick.codes && orderMask >= 0
        instrumentCount = hasTables ? books.instruments.capacity : 0
    }

    /// There is anything to find.
    @inline(__always) var isReady: Bool { instrumentCount > 0 }

    // SAFETY, of all that follows: it is only asked when it is ready. Places of orders and blocks are masked to their
    // tables, codes of ticks to theirs; instruments are asked for only below their number; of the eight levels of a block
    // the low three bits of a number choose one, of the two sides of an instrument one bit.

    /// Where an order is among the recent ones, or would be.
    @safe
    struct Place {
        fileprivate let order: UnsafeMutablePointer<RecentOrder>
        /// Mask: some order is there.
        fileprivate let isTaken: UInt64
        fileprivate let tag: UInt64
        fileprivate let reference: UInt64
        /// The order of that reference; quantity 0: it is not there.
        let resting: RestingOrder
    }

    @inline(__always)
    func find(_ reference: UInt64) -> Place {
        let order = unsafe orders + (Int(truncatingIfNeeded: reference) & orderMask)
        let tag = reference &>> tagShift
        let kept = unsafe order.pointee
        let isTaken = ~Bits.isZero(UInt64(kept.quantity))
        let isOwn = isTaken & Bits.isZero((kept.identity >> RecentOrder.identityBits) ^ tag)
        return unsafe Place(
            order: order, isTaken: isTaken, tag: tag, reference: reference,
            resting: RestingOrder(kept, reference: reference, isLive: isOwn))
    }

    /// Whether the order, if it joins, can be put there: the place is free, it is sure not to be live elsewhere, and it is
    /// one that fits.
    @inline(__always)
    func fits(_ place: Place, _ effect: OrderEffect) -> Bool {
        var isStranger: UInt64 = place.reference &- overflowEnd < joinable ? 0 : 1
        // References that do not rise have to be looked for.
        if isStranger & effect.joins != 0, place.reference < overflowEnd, joinable > 0,
            !overflow.has(place.reference)
        {
            isStranger = 0
        }
        let obstacles =
            place.isTaken | isStranger | UInt64(bitPattern: effect.price) >> 32
            | place.tag >> (64 - RecentOrder.identityBits)
        return obstacles & effect.joins == 0
    }

    @inline(__always)
    func write(_ place: Place, _ effect: OrderEffect) {
        unsafe place.order.pointee = RecentOrder(
            content: effect.left | UInt64(bitPattern: effect.price) << 32,
            identity: place.tag << RecentOrder.identityBits | UInt64(effect.instrument) << 1 | effect.side)
    }

    /// A level whose block is there, and what is to become of it.
    @safe
    struct LevelPlace {
        fileprivate let instrument: UnsafeMutablePointer<Instrument>
        fileprivate let side: UnsafeMutablePointer<BookSide>
        fileprivate let block: UnsafeMutablePointer<LevelBlock>
        fileprivate let place: Int
        fileprivate let quantity: UInt32
        fileprivate let orders: UInt16
        fileprivate let wasThere: Bool
        /// The side as it was.
        let before: BookSide
        let position: LevelStore.Position
    }

    @inline(__always)
    private func side(_ number: UInt64, of instrument: UnsafeMutablePointer<Instrument>)
        -> UnsafeMutablePointer<BookSide>
    {
        // The two sides lie first in an instrument.
        unsafe UnsafeMutableRawPointer(instrument).assumingMemoryBound(to: BookSide.self)
            .advanced(by: Int(truncatingIfNeeded: number & 1))
    }

    /// The block with the levels of a price; `nil`: it is not in the table.
    @inline(__always)
    private func block(_ number: UInt64, _ owner: LevelOwner, _ hint: UInt32) -> UnsafeMutablePointer<LevelBlock>?
    {
        // Where it was expected is known before anything else is, so that a processor need not wait.
        let expected = unsafe blocks + (Int(hint) & blockMask)
        if unsafe expected.pointee.isBlock(number, of: owner) { return unsafe expected }
        var place = LevelStore.home(number, owner, seed, blockMask)
        while true {
            let block = unsafe blocks + place
            if unsafe block.pointee.isBlock(number, of: owner) { return unsafe block }
            // Half of the table is free.
            if unsafe !block.pointee.isUsed { return nil }
            place = (place &+ 1) & blockMask
        }
    }

    /// The level that an order changes.
    ///
    /// - Parameter hint: Where its block is expected in the table; anything is allowed.
    /// - Returns: `nil` when there is no block for it yet, or it does not fit one.
    @inline(__always)
    func level(_ effect: OrderEffect, _ hint: UInt32) -> LevelPlace? {
        guard Int(effect.instrument) < instrumentCount else { return nil }
        let instrument = unsafe instruments + Int(effect.instrument)
        let side = unsafe side(effect.side, of: instrument)
        let before = unsafe side.pointee
        let tick = unsafe ticks[Int(before.tickCode & 31)]
        let count = tick.count(in: effect.price)
        let owner = LevelOwner(effect.instrument, side: effect.side, before.counting)
        let place = Int(truncatingIfNeeded: count & 7)
        guard unsafe instrument.pointee.isInPlay, before.levels < LevelStore.sideLimit, tick.remainder(effect.price, count) == 0,
            let block = unsafe block(count >> 3, owner, hint), unsafe block.pointee.isListed
        else { return nil }
        let (quantity, orders) = unsafe (block.pointee.quantities[place], block.pointee.orders[place])
        let more = UInt64(quantity) &+ effect.left &- effect.held
        let ordersMore = UInt64(orders) &+ UInt64(bitPattern: Int64(effect.orders))
        // Less than nothing, or too much for the block. A level without quantity has no orders.
        let isGone = Bits.isZero(more & 0xFFFF_FFFF)
        guard more >> 32 | ((ordersMore & ~isGone) &+ 1) >> 16 == 0, orders != LevelBlock.wide else { return nil }
        return unsafe LevelPlace(
            instrument: instrument, side: side, block: block, place: place,
            quantity: UInt32(truncatingIfNeeded: more), orders: UInt16(truncatingIfNeeded: ordersMore & ~isGone),
            wasThere: quantity != 0, before: before,
            position: LevelStore.Position(owner: owner, number: count >> 3, place: place))
    }

    /// Writes the level, and the side's best price.
    ///
    /// - Returns: The side as it is then.
    @inline(__always)
    func write(_ level: LevelPlace, _ effect: OrderEffect, _ levels: inout LevelStore) -> BookSide {
        unsafe level.block.pointee.quantities[level.place] = level.quantity
        unsafe level.block.pointee.orders[level.place] = level.orders
        let bit: UInt8 = 1 << UInt8(truncatingIfNeeded: level.place)
        let isThere = level.quantity != 0
        let present = unsafe level.block.pointee.present
        unsafe level.block.pointee.present = isThere ? present | bit : present & ~bit
        var side = level.before
        // Prices of asks are turned around, so that the greater is the better on both sides.
        let turn = Int64(bitPattern: 0 &- effect.side)
        let isBetter = side.levels == 0 || effect.price ^ turn > side.best ^ turn
        side.best = isThere && isBetter ? effect.price : side.best
        side.levels = side.levels &+ (isThere ? 1 : 0) &- (level.wasThere ? 1 : 0)
        if !isThere, side.levels > 0, side.best == effect.price {
            side.best = levels.best(from: level.position, side)
        }
        unsafe level.side.pointee = side
        return side
    }

    /// Counts a message about the level's instrument.
    @inline(__always)
    func count(_ level: LevelPlace, at clock: LotClock) {
        unsafe level.instrument.pointee.count(at: clock.now, second: clock.second)
    }

    /// A trade of the level's instrument.
    @inline(__always)
    func trade(_ level: LevelPlace, _ price: Int64, _ quantity: UInt32) {
        unsafe level.instrument.pointee.trade(price, quantity)
    }

    /// Whether the book is crossed, or was when somebody last looked.
    @inline(__always)
    func mayHaveCrossed(_ level: LevelPlace) -> Bool {
        let instrument = unsafe level.instrument.pointee
        let (bid, ask) = (instrument.sides[0], instrument.sides[1])
        return instrument.isCrossed || bid.hasRaw || ask.hasRaw
            || bid.levels > 0 && ask.levels > 0 && bid.best > ask.best
    }

    /// Brings close what events to come will touch: of the `far` ones the order's place and the instrument, and of the
    /// `near` ones, of which those have arrived by now, the level.
    @inline(never)
    func lookAhead(
        _ events: Span<OrderEvent>, far: Range<Int>, near: Range<Int>, _ hints: inout LevelHints
    ) {
        for place in far {
            let event = events[place]
            unsafe linux_prefetch(orders + (Int(truncatingIfNeeded: event.reference) & orderMask))
            unsafe linux_prefetch(instruments + Int(event.instrument))
        }
        for place in near { hints[place] = lookCloser(at: events[place]) }
    }

    /// Brings close the level that an event to come will touch, with a guess for the side of a replace; and what it may want
    /// of the overflow: its order, or a place for one that is in its way.
    @inline(__always)
    private func lookCloser(at event: OrderEvent) -> UInt32 {
        let order = unsafe orders[Int(truncatingIfNeeded: event.reference) & orderMask]
        let joins = OrderEffect.mayJoin(event.kind)
        let price = joins & UInt64(bitPattern: event.price) | ~joins & order.content >> 32
        let side = (joins & UInt64(event.tag >> 7) | ~joins & order.identity) & 1
        let isUnnamed = Bits.isZero(UInt64(event.instrument))
        let instrument = UInt16(
            truncatingIfNeeded: UInt64(event.instrument) | isUnnamed & UInt64(order.instrument))
        guard Int(instrument) < instrumentCount else { return 0 }
        let book = unsafe self.side(side, of: instruments + Int(instrument)).pointee
        let count = unsafe ticks[Int(book.tickCode & 31)].count(in: Int64(bitPattern: price)) >> 3
        let owner = LevelOwner(instrument, side: side, book.counting)
        let home = LevelStore.home(count, owner, seed, blockMask)
        unsafe linux_prefetch(blocks + home)
        // Who joins mostly finds its place free, and who is there already is there.
        let isFree = Bits.isZero(UInt64(order.quantity))
        let other = order.identity >> RecentOrder.identityBits
        let isOther = ~isFree & ~Bits.isZero(other ^ (event.reference &>> tagShift))
        let hint = UInt32(truncatingIfNeeded: home)
        if (isFree ^ joins) | isOther & ~joins == 0 { return hint }
        if joins & isOther != 0 {
            overflow.prefetch(
                other &<< tagShift
                    | UInt64(truncatingIfNeeded: Int(truncatingIfNeeded: event.reference) & orderMask))
        } else if event.reference < overflowEnd {
            overflow.prefetch(event.reference)
        }
        return hint
    }
}

/// Where the blocks of events to come are expected, by the event's index.
struct LevelHints: BitwiseCopyable {
    private var places = InlineArray<64, UInt32>(repeating: 0)

    subscript(index: Int) -> UInt32 {
        @inline(__always) get { places[index & 63] }
        @inline(__always) set { places[index & 63] = newValue }
    }
}

extension Books {
    /// Brings close what events to come will touch; see ``BookMemory``.
    package mutating func lookAhead(_ events: Span<OrderEvent>, far: Range<Int>, near: Range<Int>) {
        let memory = BookMemory(self)
        if memory.isReady { memory.lookAhead(events, far: far, near: near, &hints) }
    }
}

import OrderFlow

/// How the change of an event is told.
extension BookChange {
    /// By kind: four bits each, from the lowest up.
    private static let causes: UInt64 = {
        func bits(_ kind: EventKind, _ cause: Cause) -> UInt64 { UInt64(cause.rawValue) << (UInt64(kind.rawValue) * 4) }
        return bits(.add, .add) | bits(.execute, .execute) | bits(.executeAtPrice, .execute)
            | bits(.reduce, .cancel) | bits(.delete, .cancel) | bits(.replacing, .leave)
            | bits(.replace, .replace) | bits(.update, .add)
    }()

    /// What every event tells.
    @inline(__always)
    init(_ event: OrderEvent, _ clock: LotClock) {
        self.init()
        reference = event.reference
        instrument = event.instrument
        messageType = event.messageType
        time = clock.time(of: event.timestamp)
        marks = Self.marks(event)
    }

    /// Mark by mark and without a branch: a message of its own, with a time of its own, quiet.
    @inline(__always)
    private static func marks(_ event: OrderEvent) -> Marks {
        let isPart = UInt16(event.tag >> 6 & 1)
        let isStamped: UInt16 = event.timestamp != 0 ? 1 : 0
        return Marks(
            rawValue: (isPart ^ 1) &* Marks.message.rawValue | isStamped &* Marks.stamped.rawValue
                | UInt16(event.tag >> 5 & 1) &* Marks.quiet.rawValue)
    }

    /// An event about an order that is in the book, or joins it.
    @inline(__always)
    init(_ event: OrderEvent, _ effect: OrderEffect, _ clock: LotClock) {
        self.init(event, clock)
        instrument = effect.instrument
        price = effect.price
        tradePrice = effect.tradePrice(event)
        let number = UInt8(truncatingIfNeeded: Self.causes &>> (UInt64(event.kind.rawValue) &* 4)) & 15
        // SAFETY: these four bits were written above from a cause's number, which is how it lies in memory.
        cause = unsafe unsafeBitCast(number, to: Cause.self)
        let less = Bits.isNegative(effect.left &- effect.held)
        difference = UInt32(truncatingIfNeeded: (effect.left &- effect.held) ^ less &- less)
        quantity = difference
        orders = Int8(truncatingIfNeeded: effect.orders)
        let isTrade = effect.isExecution && !event.isQuiet && quantity > 0
        marks = Marks(
            rawValue: marks.rawValue | Marks.side.rawValue | Marks.price.rawValue
                | UInt16(truncatingIfNeeded: effect.side) &* Marks.sell.rawValue
                | UInt16(truncatingIfNeeded: less) & Marks.less.rawValue
                | (isTrade ? 1 : 0) &* Marks.traded.rawValue)
        if event.kind == .update, effect.joins == 0 {
            cause = less != 0 ? .cancel : .add
            if difference == 0 { (cause, quantity) = (.replace, event.quantity) }
        }
    }

    /// An event about an order that is not in the book.
    init(unknown event: OrderEvent, _ clock: LotClock) {
        self.init(event, clock)
        marks.insert(.unknown)
        switch event.kind {
        case .execute, .executeAtPrice:
            (cause, quantity) = (.execute, event.quantity)
            if event.kind == .executeAtPrice {
                (price, tradePrice) = (event.price, event.price)
                marks.insert(.price)
            }
        case .reduce: (cause, quantity) = (.cancel, event.quantity)
        case .replacing: cause = .leave
        case .update:
            cause = .cancel
            marks.insert(event.side == .sell ? .sellSide : .side)
        default: cause = .cancel
        }
    }

    /// An event by which nothing joins: an order without quantity, or the successor of one that was not there.
    init(nothing event: OrderEvent, _ leaving: RestingOrder, _ clock: LotClock) {
        self.init(event, clock)
        (cause, price, quantity) = (event.kind == .replace ? .replace : .add, event.price, event.quantity)
        marks.insert(.price)
        guard event.kind == .replace else {
            marks.insert(event.side == .sell ? .sellSide : .side)
            return
        }
        if event.quantity == 0 { (cause, price, quantity) = (.cancel, leaving.price, leaving.quantity) }
        if leaving.quantity == 0 {
            marks.insert(.unknown)
            if event.quantity == 0 { marks.remove(.price) }
        } else {
            instrument = leaving.instrument
            marks.insert(leaving.side == .sell ? .sellSide : .side)
        }
    }

    /// The best prices of the side.
    @inline(__always)
    mutating func tell(
        _ before: BookSide, _ after: BookSide, _ owner: LevelOwner, _ levels: borrowing LevelStore
    ) {
        if before.hasRaw {
            tell(levels.best(before, owner), levels.best(after, owner))
        } else {
            let had: UInt16 = before.levels > 0 ? 1 : 0
            let has: UInt16 = after.levels > 0 ? 1 : 0
            bestBefore = had != 0 ? before.best : 0
            bestAfter = has != 0 ? after.best : 0
            marks = Marks(
                rawValue: marks.rawValue | had &* Marks.hadBest.rawValue | has &* Marks.hasBest.rawValue)
        }
    }

    mutating func tell(_ before: Int64?, _ after: Int64?) {
        if let before { (bestBefore, marks) = (before, marks.union(.hadBest)) }
        if let after { (bestAfter, marks) = (after, marks.union(.hasBest)) }
    }

    mutating func tell(delta: Int64) {
        difference = UInt32(clamping: delta.magnitude)
        if delta < 0 { marks.insert(.less) } else { marks.remove(.less) }
    }

    /// There was no room for it: the book is as it was.
    mutating func refuse() {
        marks.insert(.refused)
        marks.subtract(.tradedOrLess)
        (difference, orders) = (0, 0)
    }
}

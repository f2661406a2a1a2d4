/// Orders come, change and go.
extension FlowEngine {
    mutating func add() -> FlowAction {
        let bits = random.next()
        let symbol = activity.pick(bits)
        let more = random.next()
        if !isBuilding, let obstacle = movePrice(symbol, more) { return delete(obstacle) }
        let isSell = more & 0x100 != 0
        if crossesOnPurpose, more >> 52 == 0, let action = cross(symbol, isSell) { return action }

        let slot = orders.take()
        let place = place(symbol, isSell, more >> 9)
        let shares = Self.size(random.next())
        let reference = nextReference(bits >> 20)
        orders.slots[Int(slot)] = OrderSlot(
            reference: reference, tick: place.tick, shares: shares, next: 0, previous: 0,
            symbol: UInt16(truncatingIfNeeded: symbol), isLive: true, isSell: isSell, isLoose: place.isLoose)
        orders.remember(slot)
        if !place.isLoose { enqueue(slot) }
        // One add in seventy names its participant.
        let isAttributed = (more >> 48) & 0xFF < 4
        return FlowAction(
            kind: isAttributed ? .addAttributed : .add, symbol: symbol, isSell: isSell, reference: reference,
            shares: shares, remaining: shares, price: symbols[symbol].price(place.tick))
    }

    mutating func delete() -> FlowAction {
        guard let slot = orders.victim(&random) else { return add() }
        return delete(slot)
    }

    mutating func delete(_ slot: UInt32) -> FlowAction {
        let order = orders.slots[Int(slot)]
        remove(slot, order)
        return FlowAction(
            kind: .delete, symbol: Int(order.symbol), isSell: order.isSell, reference: order.reference,
            shares: order.shares, price: symbols[Int(order.symbol)].price(order.tick))
    }

    mutating func replace() -> FlowAction {
        guard let slot = orders.victim(&random) else { return add() }
        let order = orders.slots[Int(slot)]
        let symbol = Int(order.symbol)
        if !order.isLoose { dequeue(slot, order) }
        let bits = random.next()
        let place = place(symbol, order.isSell, bits)
        let shares = (bits >> 60) & 1 == 0 ? Self.size(random.next()) : order.shares
        let reference = keepsReference ? order.reference : nextReference(bits >> 40)
        orders.slots[Int(slot)] = OrderSlot(
            reference: reference, tick: place.tick, shares: shares, next: 0, previous: 0,
            symbol: order.symbol,
            isLive: true, isSell: order.isSell, isLoose: place.isLoose)
        orders.remember(slot)
        if !place.isLoose { enqueue(slot) }
        return FlowAction(
            kind: .replace, symbol: symbol, isSell: order.isSell, reference: order.reference,
            newReference: reference, shares: shares, remaining: shares,
            price: symbols[symbol].price(place.tick))
    }

    /// Part of an order goes. An order of one share goes altogether.
    mutating func cancel() -> FlowAction {
        guard let slot = orders.victim(&random) else { return add() }
        let order = orders.slots[Int(slot)]
        guard order.shares > 1 else { return delete(slot) }
        let share = UInt32(truncatingIfNeeded: random.below(UInt64(order.shares) - 1)) + 1
        orders.slots[Int(slot)].shares = order.shares &- share
        return FlowAction(
            kind: .cancel, symbol: Int(order.symbol), isSell: order.isSell, reference: order.reference,
            shares: share, remaining: order.shares &- share,
            price: symbols[Int(order.symbol)].price(order.tick))
    }

    /// An order at or through the other side's best, for up to 64 messages. It takes no part in matching.
    private mutating func cross(_ symbol: Int, _ isSell: Bool) -> FlowAction? {
        let state = symbols[symbol]
        guard crossers.count < 16, isSell ? state.bids != 0 : state.asks != 0 else { return nil }
        let beyond = Int32(random.below(3))
        let tick = isSell ? state.bestBid - beyond : state.bestAsk + beyond
        let slot = orders.take()
        let reference = nextReference(0)
        let shares = Self.size(random.next())
        orders.slots[Int(slot)] = OrderSlot(
            reference: reference, tick: tick, shares: shares, next: 0, previous: 0,
            symbol: UInt16(truncatingIfNeeded: symbol), isLive: true, isSell: isSell, isLoose: true)
        crossers.append(Crosser(slot: slot, reference: reference, until: stepsFromNow(1 + random.below(64))))
        return FlowAction(
            kind: .add, symbol: symbol, isSell: isSell, reference: reference, shares: shares,
            remaining: shares,
            price: state.price(tick))
    }

    @inline(__always)
    mutating func remove(_ slot: UInt32, _ order: OrderSlot) {
        if !order.isLoose { dequeue(slot, order) }
        orders.release(slot)
    }

    /// Puts an order last at its level.
    @inline(__always)
    mutating func enqueue(_ slot: UInt32) {
        let order = orders.slots[Int(slot)]
        let symbol = Int(order.symbol)
        let index = symbol &* 64 &+ Int(order.tick & 63)
        let tail = levels[index].tail
        if tail == 0 {
            levels[index] = PriceLevel(head: slot, tail: slot)
            let bit: UInt64 = 1 &<< UInt64(truncatingIfNeeded: order.tick & 63)
            if order.isSell { symbols[symbol].asks |= bit } else { symbols[symbol].bids |= bit }
        } else {
            levels[index].tail = slot
            orders.slots[Int(tail)].next = slot
            orders.slots[Int(slot)].previous = tail
        }
        symbols[symbol].near &+= 1
    }

    /// Takes an order out of its level.
    @inline(__always)
    mutating func dequeue(_ slot: UInt32, _ order: OrderSlot) {
        let symbol = Int(order.symbol)
        let index = symbol &* 64 &+ Int(order.tick & 63)
        if order.previous == 0 {
            levels[index].head = order.next
        } else {
            orders.slots[Int(order.previous)].next = order.next
        }
        if order.next == 0 {
            levels[index].tail = order.previous
        } else {
            orders.slots[Int(order.next)].previous = order.previous
        }
        if order.previous == 0, order.next == 0 {
            let bit: UInt64 = 1 &<< UInt64(truncatingIfNeeded: order.tick & 63)
            symbols[symbol].asks &= ~bit
            symbols[symbol].bids &= ~bit
        }
        symbols[symbol].near &-= 1
    }

    /// Half of all orders are for 100 shares, a quarter for more round lots, the rest odd lots.
    @inline(__always)
    static func size(_ bits: UInt64) -> UInt32 {
        let more = UInt32(truncatingIfNeeded: bits >> 32)
        switch bits & 15 {
        case 0..<8: return 100
        case 8..<11: return 100 &* (2 &+ (more & 7))
        case 11: return 1_000 &* (1 &+ (more & 7))
        default: return 1 &+ more % 99
        }
    }
}

import OrderFlow

/// Events about orders: in a loop that has nothing else to do while orders and levels are where they usually are, and
/// else one by one. Both carry out what ``OrderEffect`` says.
extension Books {
    /// Applies events about orders as long as each is of an instrument in play, finds its order among the recent ones and
    /// its level in a block that is there.
    ///
    /// - Returns: The index of the first that does not.
    mutating func applyOrders(
        _ events: Span<OrderEvent>, _ range: Range<Int>, _ clock: inout LotClock, into lane: inout BookLane
    ) -> Int {
        clock.isWatched
            ? applyWatched(events, range, &clock, into: &lane) : applyUnwatched(events, range, &clock, into: &lane)
    }

    @inline(never)
    private mutating func applyWatched(
        _ events: Span<OrderEvent>, _ range: Range<Int>, _ clock: inout LotClock, into lane: inout BookLane
    ) -> Int { applyOrders(events, range, &clock, into: &lane, isWatched: true) }

    @inline(never)
    private mutating func applyUnwatched(
        _ events: Span<OrderEvent>, _ range: Range<Int>, _ clock: inout LotClock, into lane: inout BookLane
    ) -> Int { applyOrders(events, range, &clock, into: &lane, isWatched: false) }

    /// - Parameter isWatched: Known where it is called: what is for a reader of the lane is left out where there is none.
    @inline(__always)
    private mutating func applyOrders(
        _ events: Span<OrderEvent>, _ range: Range<Int>, _ clock: inout LotClock, into lane: inout BookLane,
        isWatched: Bool
    ) -> Int {
        let memory = BookMemory(self)
        guard memory.isReady else { return range.lowerBound }
        var index = range.lowerBound
        var (time, leaving, count) = (clock, leaving, orders.count)
        let room = orders.capacity
        while index < range.upperBound {
            let event = events[index]
            guard event.kind.isAboutOrder, count < room, !(isWatched && mustSettle(before: event)) else { break }
            let place = memory.find(event.reference)
            let effect = OrderEffect(event, on: place.resting, leaving: leaving)
            guard effect.isPlain, memory.fits(place, effect), let level = memory.level(effect, hints[index]) else {
                break
            }
            if event.isMessage {
                time.advance(to: event.timestamp)
                memory.count(level, at: time)
            }
            memory.write(place, effect)
            let after = memory.write(level, effect, &levels)
            count &+= effect.orders
            if event.kind == .replacing { leaving = place.resting } else { leaving.quantity = 0 }
            if effect.isExecution {
                traded = (effect.instrument, event.isQuiet ? 0 : effect.taken)
                if traded.quantity > 0 { memory.trade(level, effect.tradePrice(event), effect.taken) }
            }
            if isWatched {
                var change = BookChange(event, effect, time)
                change.tell(level.before, after, level.position.owner, levels)
                lane.append(change)
                if memory.mayHaveCrossed(level) { touched.insert(effect.instrument) }
            }
            index &+= 1
        }
        (clock, self.leaving, orders.count) = (time, leaving, count)
        return index
    }

    /// Applies any event about an order.
    @inline(never)
    mutating func applyOrder(_ event: OrderEvent, _ clock: LotClock, into lane: inout BookLane) {
        var event = event
        let leaving = self.leaving
        self.leaving = .none
        if OrderEffect.isExecution(event.kind) { traded.quantity = 0 }
        var slot = orders.find(event.reference)
        var order = slot.map { orders[$0] } ?? .none
        if event.instrument == 0 {
            // The message does not carry its instrument: the order does.
            if event.kind == .replace {
                event.instrument = leaving.instrument
            } else if event.kind != .add, order.quantity > 0 {
                event.instrument = order.instrument
            }
        }
        guard count(event, clock) else { return }
        var effect = OrderEffect(event, on: order, leaving: leaving)
        let exceptions = effect.exceptions(event, on: order, leaving: leaving)
        if exceptions.contains(.mismatch) { counters.mismatchedInstruments &+= 1 }
        if exceptions.contains(.excess) {
            counters.overExecutions &+= 1
            effect.takeAll()
        }
        if exceptions.contains(.unknown) {
            counters.unknownReferences &+= 1
            return lane.append(BookChange(unknown: event, clock))
        }
        if exceptions.contains(.nothing) {
            return lane.append(BookChange(nothing: event, leaving, clock))
        }
        var isMoved = false
        if exceptions.contains(.displaces), let live = slot {
            isMoved = event.kind == .update
            if isMoved { event.instrument = order.instrument } else { counters.reusedReferences &+= 1 }
            remove(order, at: live, event, clock, into: &lane)
            (slot, order) = (nil, .none)
            effect = OrderEffect(event, on: order, leaving: leaving)
        }
        var change = BookChange(event, effect, clock)
        if isMoved { change.cause = .replace }
        if effect.joins != 0 {
            instruments.activate(effect.instrument)
            guard let place = orders.place(for: event.reference), apply(effect, &change) else {
                return refuse(&change, into: &lane)
            }
            orders.fill(
                place.slot,
                RestingOrder(
                    reference: event.reference, price: effect.price,
                    quantity: UInt32(truncatingIfNeeded: effect.left), instrument: effect.instrument,
                    sideNumber: effect.side))
        } else if let slot {
            guard apply(effect, &change) else { return refuse(&change, into: &lane) }
            orders.setQuantity(UInt32(truncatingIfNeeded: effect.left), at: slot)
        }
        if event.kind == .replacing { self.leaving = order }
        if change.marks.contains(.traded) {
            instruments[effect.instrument].trade(change.tradePrice, change.quantity)
            traded = (effect.instrument, change.quantity)
        }
        lane.append(change)
        touch(effect.instrument, clock)
    }

    /// Takes an order out that is in the way.
    private mutating func remove(
        _ order: RestingOrder, at slot: Int, _ event: OrderEvent, _ clock: LotClock, into lane: inout BookLane
    ) {
        let leave = OrderEvent(
            .delete, type: event.messageType, instrument: order.instrument, reference: order.reference,
            timestamp: event.timestamp, continuation: true)
        let effect = OrderEffect(leave, on: order, leaving: .none)
        var change = BookChange(leave, effect, clock)
        change.cause = .leave
        _ = apply(effect, &change)
        orders.remove(at: slot)
        lane.append(change)
        touch(order.instrument, clock)
    }

    /// Carries out what happens to the level of an order.
    ///
    /// - Returns: `false`, with nothing changed, when there is no room for it.
    private mutating func apply(_ effect: OrderEffect, _ change: inout BookChange) -> Bool {
        let quantity = Int64(bitPattern: effect.left &- effect.held)
        return setLevel(
            .by(quantity: quantity, orders: Int32(truncatingIfNeeded: effect.orders)), effect.price, effect.side, effect.instrument, &change)
            != nil
    }

    private mutating func refuse(_ change: inout BookChange, into lane: inout BookLane) {
        counters.refused &+= 1
        change.refuse()
        lane.append(change)
    }
}

import OrderFlow

/// Order-level books, whatever happens: what ``HotBooks`` leaves.
extension FeedModel {
    @inline(never)
    mutating func applyUnusual(_ event: OrderEvent, _ kind: EventKind) {
        switch kind {
        case .add: add(event)
        case .execute, .executeAtPrice: execute(event, kind)
        case .reduce: reduce(event)
        case .delete: delete(event)
        case .replacing: beginReplace(event)
        case .replace: endReplace(event)
        case .update: update(event)
        case .level: setLevel(event)
        case .quote: setQuote(event)
        case .trade: trade(event)
        default: applyRare(event, kind)
        }
    }

    private mutating func add(_ event: OrderEvent) {
        guard event.quantity > 0 else { return }
        insert(
            OrderEntry(
                reference: event.reference, price: event.price, quantity: event.quantity,
                instrument: event.instrument, side: event.side))
    }

    private mutating func execute(_ event: OrderEvent, _ kind: EventKind) {
        traded.quantity = 0
        guard let slot = known(event) else { return }
        let order = orders[slot]
        let quantity = take(event.quantity, from: slot)
        if !event.isQuiet, quantity > 0 {
            let price = kind == .execute ? order.price : event.price
            instruments[order.instrument].trade(price, quantity)
            traded = Traded(instrument: order.instrument, quantity: quantity)
        }
    }

    private mutating func reduce(_ event: OrderEvent) {
        if let slot = known(event) { _ = take(event.quantity, from: slot) }
    }

    private mutating func delete(_ event: OrderEvent) {
        if let slot = known(event) { remove(at: slot) }
    }

    private mutating func beginReplace(_ event: OrderEvent) {
        leaving = nil
        guard let slot = known(event) else { return }
        leaving = orders[slot]
        remove(at: slot)
    }

    private mutating func endReplace(_ event: OrderEvent) {
        guard var order = leaving else { return }
        leaving = nil
        guard event.quantity > 0 else { return }
        order.reference = event.reference
        order.price = event.price
        order.quantity = event.quantity
        insert(order)
    }

    private mutating func update(_ event: OrderEvent) {
        guard let slot = orders.find(event.reference) else {
            if event.quantity == 0 { counters.unknownReferences &+= 1 } else { add(event) }
            return
        }
        var order = orders[slot]
        if order.instrument != event.instrument { counters.mismatchedInstruments &+= 1 }
        if event.quantity == 0 { return remove(at: slot) }
        if event.price == order.price, event.side == order.side, event.quantity <= order.quantity {
            _ = take(order.quantity &- event.quantity, from: slot)
            return
        }
        orders.remove(at: slot)
        instruments.subtract(order.quantity, orders: 1, at: order.price, order.side, of: order.instrument)
        (order.price, order.quantity, order.side) = (event.price, event.quantity, event.side)
        insert(order)
        if isWatched { touch(order.instrument, order.side, order.price) }
    }

    /// The slot of the order that a message is about; `nil` (and counted) when it is not in the book.
    private mutating func known(_ event: OrderEvent) -> Int? {
        guard let slot = orders.find(event.reference) else {
            counters.unknownReferences &+= 1
            return nil
        }
        if orders[slot].instrument != event.instrument { counters.mismatchedInstruments &+= 1 }
        return slot
    }

    /// Takes up to `wanted` from an order, which goes when nothing is left.
    ///
    /// - Returns: What was taken.
    private mutating func take(_ wanted: UInt32, from slot: Int) -> UInt32 {
        let order = orders[slot]
        guard wanted < order.quantity else {
            if wanted > order.quantity { counters.overExecutions &+= 1 }
            remove(at: slot)
            return order.quantity
        }
        orders.setQuantity(order.quantity &- wanted, at: slot)
        instruments.subtract(wanted, orders: 0, at: order.price, order.side, of: order.instrument)
        return wanted
    }

    private mutating func remove(at slot: Int) {
        let order = orders[slot]
        orders.remove(at: slot)
        instruments.subtract(
            order.quantity, orders: 1, at: order.price, order.side, of: order.instrument)
        if isWatched { release(order.instrument) }
    }

    /// Takes in an order; one with the same reference leaves.
    private mutating func insert(_ order: OrderEntry) {
        instruments.activate(order.instrument)
        guard var place = orders.place(for: order.reference) else {
            counters.refused &+= 1
            return
        }
        if place.isLive {
            counters.reusedReferences &+= 1
            remove(at: place.slot)
            place = orders.place(for: order.reference) ?? place
        }
        if instruments.add(order.quantity, orders: 1, at: order.price, order.side, of: order.instrument) {
            orders.fill(place.slot, order)
            if isWatched { touch(order.instrument, order.side, order.price) }
        } else {
            counters.refused &+= 1
        }
    }
}

import OrderFlow

/// Messages one by one, for the tape and the order flow.
extension FeedModel {
    /// Notes an event that is about to be applied, with what the book knows of its order until then.
    @inline(never)
    mutating func watch(_ event: OrderEvent, _ kind: EventKind, _ watch: inout MarketWatch) {
        if watch.focus.isOn(watch.feed, event.instrument), event.isMessage { countApart(event, &watch.focus) }
        var message = TapedMessage(
            event, feed: watch.feed, time: time(of: event), clock: clock, resets: counters.resets)
        switch kind {
        case .add: message.set(.add, event.side, event.price, event.quantity)
        case .execute, .executeAtPrice:
            let order = order(event, &message)
            let price = kind == .executeAtPrice ? event.price : order?.price
            message.set(
                .execute, order?.side, price, min(event.quantity, order?.quantity ?? event.quantity))
            if event.isQuiet { message.markSilent() }
        case .reduce:
            let order = order(event, &message)
            message.set(
                .cancel, order?.side, order?.price, min(event.quantity, order?.quantity ?? event.quantity))
        case .delete:
            let order = order(event, &message)
            message.set(.cancel, order?.side, order?.price, order?.quantity ?? 0)
        case .replace: replaced(event, &message)
        case .update: updated(event, &message)
        case .level: message.set(.level, event.side, event.price, event.quantity)
        case .quote:
            message.set(.level, event.side, event.quantity > 0 ? event.price : nil, event.quantity)
        case .trade:
            message.set(.trade, nil, event.price, event.quantity)
            if event.isQuiet { message.markSilent() }
        case .status:
            message.set(.status, nil, nil, 0)
            message.set(.trading(event.tradingStatus))
        case .operationalHalt:
            message.set(.status, nil, nil, 0)
            message.set(.haltedHere(event.quantity != 0))
        case .bust:
            message.set(.status, nil, event.price != 0 ? event.price : nil, event.quantity)
            message.set(.bust)
        default: return
        }
        watch.tape.append(message)
        watch.flow.count(message, second: clock.secondStart)
    }

    /// Counts a message about the instrument that is watched apart.
    @inline(never)
    private mutating func countApart(_ event: OrderEvent, _ focus: inout Focus) {
        focus.count(event, clock, received: received, resets: counters.resets) { price(of: event.instrument) }
    }

    /// The message's own time stamp, else its packet's, else the latest that the feed told.
    @inline(__always)
    private func time(of event: OrderEvent) -> UInt64 {
        if event.timestamp != 0 { return event.timestamp }
        return received != 0 ? received : clock.now
    }

    /// The order that a message is about, which tells the instrument; `nil`: it is not in the book.
    @inline(__always)
    private func order(_ event: OrderEvent, _ message: inout TapedMessage) -> OrderEntry? {
        guard let slot = orders.find(event.reference) else { return nil }
        let order = orders[slot]
        message.instrument = order.instrument
        return order
    }

    /// The second half of a replace: the first half has taken the order out.
    @inline(__always)
    private func replaced(_ event: OrderEvent, _ message: inout TapedMessage) {
        if let leaving { message.instrument = leaving.instrument }
        if event.quantity == 0 {
            message.set(.cancel, leaving?.side, leaving?.price, leaving?.quantity ?? 0)
        } else {
            message.set(.replace, leaving?.side, event.price, event.quantity)
        }
    }

    /// An order is set: what that does to it depends on what it was.
    @inline(__always)
    private func updated(_ event: OrderEvent, _ message: inout TapedMessage) {
        guard let order = order(event, &message) else {
            if event.quantity == 0 {
                message.set(.cancel, event.side, nil, 0)
            } else {
                message.set(.add, event.side, event.price, event.quantity)
            }
            return
        }
        if event.quantity == 0 {
            message.set(.cancel, order.side, order.price, order.quantity)
        } else if event.price != order.price || event.side != order.side || event.quantity == order.quantity {
            message.set(.replace, event.side, event.price, event.quantity)
        } else if event.quantity < order.quantity {
            message.set(.cancel, order.side, order.price, order.quantity &- event.quantity)
        } else {
            message.set(.add, order.side, order.price, event.quantity &- order.quantity)
        }
    }
}

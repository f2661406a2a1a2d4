/// Orders meet.
extension FlowEngine {
    /// An aggressor meets the order first in line at the touch, and sometimes more of them.
    mutating func execute() -> FlowAction? {
        let bits = random.next()
        guard let target = touch(bits) else { return nil }
        let order = orders.slots[Int(target)]
        let more = random.next()
        switch more & 7 {
        case 0...2:  // the order and more
            sweep = Sweep(
                symbol: Int(order.symbol), isSell: order.isSell, shares: Self.size(more >> 3))
            return hit(target, order, order.shares)
        case 3...5:
            return hit(target, order, order.shares)
        default:
            return hit(
                target, order, 1 &+ UInt32(truncatingIfNeeded: ((more >> 32) &* UInt64(order.shares)) >> 32))
        }
    }

    /// The next order in line for the aggressor of the last step.
    mutating func continueSweep() -> FlowAction? {
        let shares = sweep.shares
        sweep.shares = 0
        let state = symbols[sweep.symbol]
        guard sweep.isSell ? state.asks != 0 : state.bids != 0 else { return nil }
        let slot = head(sweep.symbol, sweep.isSell ? state.bestAsk : state.bestBid)
        let order = orders.slots[Int(slot)]
        if shares > order.shares { sweep.shares = min(shares &- order.shares, 400) }
        return hit(slot, order, min(shares, order.shares))
    }

    /// As an execution, but at a price one tick better for the order, or part of a bulk print.
    mutating func executeAtPrice() -> FlowAction? {
        let bits = random.next()
        guard let target = touch(bits) else { return nil }
        let order = orders.slots[Int(target)]
        var action = hit(target, order, 1 &+ UInt32(truncatingIfNeeded: random.below(UInt64(order.shares))))
        action.kind = .executeAtPrice
        action.isQuiet = bits & 0x8000 != 0
        let tick = order.isSell ? order.tick &+ 1 : max(1, order.tick &- 1)
        action.tradePrice = symbols[action.symbol].price(tick)
        return action
    }

    /// A match against a hidden order, at or between the best prices.
    mutating func trade() -> FlowAction? {
        let bits = random.next()
        let symbol = activity.pick(bits)
        let state = symbols[symbol]
        guard !state.isHalted, state.bids != 0, state.asks != 0 else { return nil }
        let tick = (state.bestBid &+ state.bestAsk) / 2
        let match = nextMatch()
        (breakableMatch, breakableSymbol) = (match, symbol)
        return FlowAction(
            kind: .trade, symbol: symbol, match: match, shares: Self.size(random.next()),
            tradePrice: state.price(tick))
    }

    /// The order first in line at one side's best price; that of the side which the price has left, if any.
    private mutating func touch(_ bits: UInt64) -> UInt32? {
        let symbol = activity.pick(bits)
        let state = symbols[symbol]
        guard !state.isHalted, state.bids | state.asks != 0 else { return nil }
        var isSell = random.next() & 1 == 0
        if state.asks == 0 {
            isSell = false
        } else if state.bids == 0 || state.middle >= state.bestAsk {
            isSell = true
        }
        return head(symbol, isSell ? state.bestAsk : state.bestBid)
    }

    private mutating func hit(_ slot: UInt32, _ order: OrderSlot, _ wanted: UInt32) -> FlowAction {
        let shares = min(wanted, order.shares)
        let remaining = order.shares &- shares
        if remaining == 0 { remove(slot, order) } else { orders.slots[Int(slot)].shares = remaining }
        let match = nextMatch()
        (breakableMatch, breakableSymbol) = (match, Int(order.symbol))
        let price = symbols[Int(order.symbol)].price(order.tick)
        return FlowAction(
            kind: .execute, symbol: Int(order.symbol), isSell: order.isSell, reference: order.reference,
            match: match, shares: shares, remaining: remaining, price: price, tradePrice: price)
    }
}

import Books
import OrderFlow

import Market

/// What the books tell of each event, as one would find it out first: by comparing the naive book before and after.
struct NaiveLane {
    private(set) var book = NaiveBook()
    /// The latest time told.
    private var clock: UInt64 = 0
    private var leaving: NaiveBook.Order?

    init(clock: UInt64) { self.clock = clock }

    /// The changes of one event, of which the market knows no packet.
    mutating func apply(_ event: OrderEvent) -> [BookChange] {
        if event.isMessage, event.kind != .instrument { clock = max(clock, event.timestamp) }
        let before = book
        let order = book.orders[event.reference]
        let (left, middle) = (leaving, without(event, order))
        leaving = event.kind == .replacing ? order : event.kind.rawValue <= EventKind.update.rawValue ? nil : leaving
        book.apply(event)
        if event.kind == .reset { return [] }
        var changes: [BookChange] = []
        if let order, let middle {
            var leave = change(event, .leave, order, from: before, to: middle)
            leave.marks.remove(.message)
            leave.quantity = order.quantity
            changes.append(leave)
        }
        guard var last = last(event, order, left, from: middle ?? before) else { return changes }
        let isNothing = event.quantity == 0 || left == nil && event.kind == .replace
        if last.marks.contains(.unknown) || isNothing && (event.kind == .add || event.kind == .replace) {
            // What changes no book tells no prices of it.
            (last.bestBefore, last.bestAfter) = (0, 0)
            last.marks.subtract([.hadBest, .hasBest])
            if last.cause != .execute { last.tradePrice = 0 }
        }
        changes.append(last)
        return changes
    }

    /// The book between the two halves of an event that takes out a live order first; `nil`: it does not.
    private func without(_ event: OrderEvent, _ order: NaiveBook.Order?) -> NaiveBook? {
        guard let order, event.quantity > 0 else { return nil }
        switch event.kind {
        case .add: break
        case .replace where leaving != nil: break
        case .update where order.price != event.price || order.side != event.side: break
        default: return nil
        }
        var middle = book
        middle.orders[event.reference] = nil
        return middle
    }

    private func last(
        _ event: OrderEvent, _ order: NaiveBook.Order?, _ left: NaiveBook.Order?, from: NaiveBook
    ) -> BookChange? {
        var fresh = NaiveBook.Order(
            instrument: event.instrument, side: event.side, price: event.price, quantity: event.quantity)
        switch event.kind {
        case .add:
            return change(event, .add, fresh, from: from, quantity: event.quantity)
        case .execute, .executeAtPrice, .reduce, .delete, .replacing:
            return taken(event, order, from)
        case .replace:
            if let left { (fresh.instrument, fresh.side) = (left.instrument, left.side) }
            if event.quantity == 0, let left {
                return change(event, .cancel, left, from: from, quantity: left.quantity)
            }
            var replaced = change(
                event, event.quantity == 0 ? .cancel : .replace, fresh, from: from, quantity: event.quantity)
            if left == nil {
                replaced.marks.subtract([.side, .sell])
                replaced.marks.insert(.unknown)
                if event.quantity == 0 { (replaced.price, replaced.tradePrice) = (0, 0); replaced.marks.remove(.price) }
            }
            return replaced
        case .update:
            guard var order else {
                if event.quantity > 0 { return change(event, .add, fresh, from: from, quantity: event.quantity) }
                var unknown = change(event, .cancel, fresh, from: from, quantity: 0)
                (unknown.price, unknown.tradePrice) = (0, 0)
                unknown.marks.remove(.price)
                unknown.marks.insert(.unknown)
                return unknown
            }
            if event.quantity == 0 { return change(event, .cancel, order, from: from, quantity: order.quantity) }
            let (held, wanted) = (order.quantity, event.quantity)
            if order.price != event.price || order.side != event.side || held == wanted {
                (order.price, order.side) = (event.price, event.side)
                return change(event, .replace, order, from: from, quantity: wanted)
            }
            return change(
                event, wanted < held ? .cancel : .add, order, from: from,
                quantity: max(held, wanted) - min(held, wanted))
        case .level:
            var level = change(event, .level, fresh, from: from, quantity: event.quantity)
            level.tradePrice = 0
            return level
        case .quote:
            var quote = change(event, .level, fresh, from: from, quantity: event.quantity)
            quote.tradePrice = 0
            if event.quantity == 0 {
                quote.price = 0
                quote.marks.remove(.price)
                quote.difference = 0
                quote.marks.remove(.less)
            }
            return quote
        case .trade:
            var trade = facts(event, .trade, event.instrument, quantity: event.quantity)
            (trade.price, trade.tradePrice) = (event.price, event.price)
            trade.marks.insert(.price)
            trade.marks.insert(event.isQuiet ? .quiet : event.quantity > 0 ? .traded : [])
            return trade
        case .bust:
            var bust = facts(event, .bust, event.instrument, quantity: event.quantity)
            if event.price != 0 {
                bust.price = event.price
                bust.marks.insert(.price)
            }
            return bust
        default: return nil
        }
    }

    /// Something leaves an order that is there, or should be.
    private func taken(_ event: OrderEvent, _ order: NaiveBook.Order?, _ from: NaiveBook) -> BookChange {
        let isExecution = event.kind == .execute || event.kind == .executeAtPrice
        let cause: BookChange.Cause = isExecution ? .execute : event.kind == .replacing ? .leave : .cancel
        let isWhole = event.kind == .delete || event.kind == .replacing
        guard let order else {
            var unknown = facts(event, cause, event.instrument, quantity: isWhole ? 0 : event.quantity)
            unknown.marks.insert(.unknown)
            if event.isQuiet { unknown.marks.insert(.quiet) }
            if event.kind == .executeAtPrice {
                (unknown.price, unknown.tradePrice) = (event.price, event.price)
                unknown.marks.insert(.price)
            }
            return unknown
        }
        let quantity = isWhole ? order.quantity : min(order.quantity, event.quantity)
        var change = change(event, cause, order, from: from, quantity: quantity)
        if event.kind == .executeAtPrice { change.tradePrice = event.price }
        if event.isQuiet { change.marks.insert(.quiet) }
        if isExecution, !event.isQuiet, quantity > 0 { change.marks.insert(.traded) }
        return change
    }

    private func facts(
        _ event: OrderEvent, _ cause: BookChange.Cause, _ instrument: UInt16, quantity: UInt32
    ) -> BookChange {
        var change = BookChange()
        change.reference = event.reference
        change.time = event.timestamp != 0 ? event.timestamp : clock
        (change.instrument, change.messageType) = (instrument, event.messageType)
        (change.cause, change.quantity) = (cause, quantity)
        if event.isMessage { change.marks.insert(.message) }
        if event.timestamp != 0 { change.marks.insert(.stamped) }
        return change
    }

    /// A change at the place of an order, between two books.
    private func change(
        _ event: OrderEvent, _ cause: BookChange.Cause, _ order: NaiveBook.Order, from: NaiveBook,
        to: NaiveBook? = nil, quantity: UInt32 = 0
    ) -> BookChange {
        var change = facts(event, cause, order.instrument, quantity: quantity)
        let after = to ?? book
        let levels = (
            level(from, order.instrument, order.side, order.price),
            level(after, order.instrument, order.side, order.price)
        )
        let delta = levels.1.quantity - levels.0.quantity
        change.difference = UInt32(delta.magnitude)
        change.orders = Int8(levels.1.orders - levels.0.orders)
        (change.price, change.tradePrice) = (order.price, order.price)
        change.marks.formUnion([.side, .price])
        if order.side == .sell { change.marks.insert(.sell) }
        if delta < 0 { change.marks.insert(.less) }
        if let best = best(from, order.instrument, order.side) {
            change.bestBefore = best
            change.marks.insert(.hadBest)
        }
        if let best = best(after, order.instrument, order.side) {
            change.bestAfter = best
            change.marks.insert(.hasBest)
        }
        return change
    }

    private func level(_ book: NaiveBook, _ instrument: UInt16, _ side: Side, _ price: Int64)
        -> (quantity: Int64, orders: Int)
    {
        let orders = book.orders.values.filter {
            $0.instrument == instrument && $0.side == side && $0.price == price
        }
        let told = book.levels[NaiveBook.Place(instrument: instrument, side: side)]?[price] ?? 0
        return (orders.reduce(Int64(told)) { $0 + Int64($1.quantity) }, orders.count)
    }

    private func best(_ book: NaiveBook, _ instrument: UInt16, _ side: Side) -> Int64? {
        let prices =
            book.orders.values.filter { $0.instrument == instrument && $0.side == side }.map(\.price)
            + (book.levels[NaiveBook.Place(instrument: instrument, side: side)]?.keys.map { $0 } ?? [])
        return side == .buy ? prices.max() : prices.min()
    }
}

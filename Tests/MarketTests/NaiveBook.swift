import Market
import OrderFlow

/// The book as one would write it first: dictionaries and nothing else. Slow, and easy to believe.
struct NaiveBook {
    struct Order {
        var instrument: UInt16
        var side: Side
        var price: Int64
        var quantity: UInt32
    }

    struct Trading: Equatable {
        var last: Int64?
        var lastSize: UInt64 = 0
        var trades: UInt64 = 0
        var volume: UInt64 = 0
        var high: Int64?
        var low: Int64?
    }

    struct Place: Hashable {
        var instrument: UInt16
        var side: Side
    }

    /// What is compared with a row of the market.
    struct Row: Equatable {
        var bid: Quote?
        var ask: Quote?
        var trading = Trading()
    }

    var orders: [UInt64: Order] = [:]
    var levels: [Place: [Int64: UInt64]] = [:]
    var trading: [UInt16: Trading] = [:]
    var active: Set<UInt16> = []
    var matches: [UInt64: (instrument: UInt16, quantity: UInt32)] = [:]
    var counters = FeedCounters()
    private var leaving: Order?
    private var traded: (instrument: UInt16, quantity: UInt32)?

    mutating func apply(_ event: OrderEvent) {
        if event.isMessage { counters.messages += 1 }
        switch event.kind {
        case .add: add(event)
        case .execute, .executeAtPrice:
            traded = nil
            guard let order = orders[event.reference] else {
                counters.unknownReferences += 1
                return
            }
            let quantity = take(event.quantity, event.reference)
            if !event.isQuiet, quantity > 0 {
                trade(order.instrument, event.kind == .execute ? order.price : event.price, quantity)
            }
        case .reduce:
            guard orders[event.reference] != nil else {
                counters.unknownReferences += 1
                return
            }
            _ = take(event.quantity, event.reference)
        case .delete:
            if orders.removeValue(forKey: event.reference) == nil { counters.unknownReferences += 1 }
        case .replacing:
            leaving = orders.removeValue(forKey: event.reference)
            if leaving == nil { counters.unknownReferences += 1 }
        case .replace:
            guard var order = leaving, event.quantity > 0 else { return }
            leaving = nil
            (order.price, order.quantity) = (event.price, event.quantity)
            if orders.updateValue(order, forKey: event.reference) != nil { counters.reusedReferences += 1 }
        case .update:
            if var order = orders[event.reference] {
                (order.side, order.price, order.quantity) = (event.side, event.price, event.quantity)
                orders[event.reference] = event.quantity == 0 ? nil : order
            } else if event.quantity == 0 {
                counters.unknownReferences += 1
            } else {
                add(event)
            }
        case .level:
            active.insert(event.instrument)
            let place = Place(instrument: event.instrument, side: event.side)
            levels[place, default: [:]][event.price] = event.quantity == 0 ? nil : UInt64(event.quantity)
        case .quote:
            active.insert(event.instrument)
            let place = Place(instrument: event.instrument, side: event.side)
            levels[place] = event.quantity == 0 ? [:] : [event.price: UInt64(event.quantity)]
        case .trade:
            traded = nil
            if !event.isQuiet, event.quantity > 0 { trade(event.instrument, event.price, event.quantity) }
        case .match:
            if let traded { matches[event.reference] = traded }
            traded = nil
        case .bust:
            if event.quantity > 0 {
                bust(event.instrument, event.quantity)
            } else if let trade = matches.removeValue(forKey: event.reference) {
                bust(trade.instrument, trade.quantity)
            }
        case .reset:
            let counted = counters
            self = NaiveBook()
            counters = counted
            counters.resets += 1
        default: break
        }
    }

    private mutating func add(_ event: OrderEvent) {
        guard event.quantity > 0 else { return }
        active.insert(event.instrument)
        let order = Order(
            instrument: event.instrument, side: event.side, price: event.price, quantity: event.quantity)
        if orders.updateValue(order, forKey: event.reference) != nil { counters.reusedReferences += 1 }
    }

    private mutating func take(_ wanted: UInt32, _ reference: UInt64) -> UInt32 {
        guard let order = orders[reference] else { return 0 }
        if wanted > order.quantity { counters.overExecutions += 1 }
        let quantity = min(wanted, order.quantity)
        orders[reference]?.quantity -= quantity
        if quantity == order.quantity { orders[reference] = nil }
        return quantity
    }

    private mutating func trade(_ instrument: UInt16, _ price: Int64, _ quantity: UInt32) {
        active.insert(instrument)
        var sum = trading[instrument] ?? Trading()
        sum.last = price
        sum.lastSize = UInt64(quantity)
        sum.trades += 1
        sum.volume += UInt64(quantity)
        sum.high = max(sum.high ?? price, price)
        sum.low = min(sum.low ?? price, price)
        trading[instrument] = sum
        traded = (instrument, quantity)
    }

    private mutating func bust(_ instrument: UInt16, _ quantity: UInt32) {
        var sum = trading[instrument] ?? Trading()
        sum.trades -= min(sum.trades, 1)
        sum.volume -= min(sum.volume, UInt64(quantity))
        trading[instrument] = sum
    }

    /// Every level of every side, worked out anew from all orders and levels.
    var sides: [Place: [Int64: Quote]] {
        var sides: [Place: [Int64: Quote]] = [:]
        for order in orders.values {
            let place = Place(instrument: order.instrument, side: order.side)
            var quote = sides[place]?[order.price] ?? Quote(price: order.price, size: 0, orders: 0)
            quote.size += UInt64(order.quantity)
            quote.orders = (quote.orders ?? 0) + 1
            sides[place, default: [:]][order.price] = quote
        }
        for (place, side) in levels {
            for (price, size) in side {
                sides[place, default: [:]][price] = Quote(price: price, size: size, orders: nil)
            }
        }
        return sides
    }

    /// All levels of a side, best first.
    static func sorted(_ levels: [Int64: Quote]?, _ side: Side) -> [Quote] {
        (levels ?? [:]).values.sorted { side == .buy ? $0.price > $1.price : $0.price < $1.price }
    }

    /// Every active instrument.
    var rows: [UInt16: Row] {
        var rows: [UInt16: Row] = [:]
        for instrument in active { rows[instrument] = Row(trading: trading[instrument] ?? Trading()) }
        for (place, side) in sides {
            let prices = side.keys
            switch place.side {
            case .buy: rows[place.instrument]?.bid = prices.max().flatMap { side[$0] }
            case .sell: rows[place.instrument]?.ask = prices.min().flatMap { side[$0] }
            }
        }
        return rows
    }
}

extension NaiveBook.Row {
    /// The same of what the market says.
    init(_ row: InstrumentRow) {
        bid = row.bid
        ask = row.ask
        trading = NaiveBook.Trading(
            last: row.last, lastSize: row.lastSize, trades: row.trades, volume: row.volume, high: row.high,
            low: row.low)
    }
}

import OrderFlow
import TestSupport

/// How a made-up flow misbehaves.
enum FlowStyle: String, CaseIterable, Sendable {
    case nasdaqLike, onePrice, walkingAway, oneSymbol, manySymbols, sparseReferences, strideReferences
    case replaceChains, resets, updates, levels, quotes, drifting, spread, enormous

    var symbols: Int {
        switch self {
        case .oneSymbol, .walkingAway, .replaceChains, .spread, .enormous: 1
        case .drifting: 3
        case .manySymbols: 65_535
        case .nasdaqLike, .resets: 500
        default: 20
        }
    }
}

/// Makes valid and invalid events of one style, always the same for one seed.
struct FlowGenerator {
    private let style: FlowStyle
    private var random: SeededGenerator
    private var live: [(reference: UInt64, instrument: UInt16)] = []
    private var count: UInt64 = 0
    private var nextMatch: UInt64 = 1
    private var time = MarketProbe.start
    /// The last update of an order that said where it is.
    private var told: [UInt64: OrderEvent] = [:]
    /// Of the touch, in ticks; see ``drifted()``.
    private var drift: Int64 = 0

    init(_ style: FlowStyle, seed: UInt64) {
        self.style = style
        random = SeededGenerator(seed: seed)
    }

    /// Puts the events of one more message at the end of `events`.
    mutating func append(to events: inout [OrderEvent]) {
        time += UInt64(random.below(3000))
        switch style {
        case .levels: return events.append(level())
        case .quotes: return quotes(&events)
        case .resets where random.once(in: 3000): return reset(&events)
        default: break
        }
        if random.once(in: 50) { return fault(&events) }
        let roll = random.below(100)
        if live.isEmpty || roll < 46 {
            events.append(style == .updates ? update(fresh()) : add(fresh()))
        } else if style == .updates {
            updateKnown(&events)
        } else if roll < (style == .replaceChains ? 50 : 86) {
            events.append(event(.delete, leave()))
        } else if roll < 94 {
            let old = leave()
            let new = (reference: reference(), instrument: old.instrument)
            live.append(new)
            events.append(event(.replacing, old))
            events.append(
                OrderEvent(
                    .replace, instrument: new.instrument, reference: new.reference, price: price(),
                    quantity: quantity(), timestamp: time, continuation: true))
        } else {
            subtract(&events)
        }
    }

    private mutating func reference() -> UInt64 {
        count += 1
        return switch style {
        case .sparseReferences: random.next()
        case .strideReferences: count << 20
        default: count * 2
        }
    }

    private mutating func fresh() -> (reference: UInt64, instrument: UInt16) {
        // Skewed: half of the flow is in a few symbols.
        let range = random.once(in: 2) ? max(1, style.symbols / 20) : style.symbols
        let order = (reference(), UInt16(1 + random.below(range)))
        live.append(order)
        return order
    }

    /// Takes an order out, young ones first.
    private mutating func leave() -> (reference: UInt64, instrument: UInt16) {
        let reach = random.once(in: 8) ? live.count : min(live.count, 64)
        let index = live.count - 1 - random.below(reach)
        live.swapAt(index, live.count - 1)
        return live.removeLast()
    }

    private mutating func price() -> Int64 {
        switch style {
        case .onePrice: 1_000_000
        case .walkingAway: Int64(count) * 100
        case .manySymbols: Int64(random.below(4)) * 100
        case .sparseReferences: Int64(bitPattern: random.next())
        case .drifting: drifted()
        case .spread: spread()
        case .enormous: 1_000_000 + Int64(random.below(3)) * 100
        default: 1_000_000 + Int64(random.below(200)) * 100
        }
    }

    /// A touch that wanders, with prices far from it, half cents, and whole seasons in another tick.
    private mutating func drifted() -> Int64 {
        if random.once(in: 4) { drift += Int64(random.below(9)) - 4 }
        if random.once(in: 2000) { drift += Int64(random.below(4000)) - 2000 }
        let tick: Int64 = count / 4096 % 3 == 2 ? 500 : 100
        let far = random.once(in: 5) ? Int64(random.below(400)) - 200 : Int64(random.below(20)) - 10
        return (50_000 + drift + far) * tick + (random.once(in: 40) ? 50 : 0)
    }

    /// Anywhere around a touch that jumps now and then, by more than a wide window has room for.
    private mutating func spread() -> Int64 {
        if random.once(in: 1000) { drift = Int64(random.below(8000)) }
        return (20_000 + drift + Int64(random.below(3000))) * 100
    }

    private mutating func quantity() -> UInt32 {
        style == .enormous ? .max - UInt32(random.below(3)) : UInt32(1 + random.below(10)) * 100
    }
    private mutating func side() -> Side {
        style == .walkingAway ? (count % 2_000 < 1_000 ? .buy : .sell) : random.once(in: 2) ? .buy : .sell
    }

    private mutating func add(_ order: (reference: UInt64, instrument: UInt16)) -> OrderEvent {
        OrderEvent(
            .add, type: 65, instrument: order.instrument, side: side(), reference: order.reference,
            price: price(), quantity: quantity(), timestamp: time)
    }

    private func event(
        _ kind: EventKind, _ order: (reference: UInt64, instrument: UInt16), price: Int64 = 0,
        quantity: UInt32 = 0,
        quiet: Bool = false
    ) -> OrderEvent {
        OrderEvent(
            kind, type: 66, instrument: order.instrument, reference: order.reference, price: price,
            quantity: quantity, timestamp: time, quiet: quiet)
    }

    /// Executions and reductions, of which some are of more than there is and end the order unknown to us; a
    /// later message about it is then one of an unknown reference.
    private mutating func subtract(_ events: inout [OrderEvent]) {
        let order = live[random.below(live.count)]
        switch random.below(3) {
        case 0: events.append(event(.reduce, order, quantity: quantity()))
        case 1: events.append(event(.execute, order, quantity: quantity()))
        default:
            events.append(
                event(.executeAtPrice, order, price: price(), quantity: quantity(), quiet: random.once(in: 3))
            )
        }
        if random.once(in: 2) {
            events.append(.match(nextMatch))
            nextMatch += 1
        }
    }

    private mutating func update(_ order: (reference: UInt64, instrument: UInt16)) -> OrderEvent {
        let update = OrderEvent(
            .update, type: 1, instrument: order.instrument, side: side(), reference: order.reference,
            price: price(), quantity: quantity(), timestamp: time)
        told[order.reference] = update
        return update
    }

    private mutating func updateKnown(_ events: inout [OrderEvent]) {
        let order = live[random.below(live.count)]
        if random.once(in: 4) {
            events.append(update(order))
        } else if random.once(in: 3), var same = told[order.reference] {
            // At its price and on its side, with less, as much, or more.
            (same.quantity, same.timestamp) = (quantity(), time)
            events.append(same)
        } else {
            events.append(event(.update, leave()))
        }
    }

    /// Unknown references, reused references, busts, trades, zero quantities.
    private mutating func fault(_ events: inout [OrderEvent]) {
        let stranger = (reference: UInt64.max - random.next() % 1000, instrument: UInt16(1))
        switch random.below(8) {
        case 0: events.append(event(.delete, stranger))
        case 1: events.append(event(.execute, stranger, quantity: 100))
        case 2:
            events.append(event(.replacing, stranger))
            events.append(OrderEvent(.replace, instrument: 1, reference: reference(), continuation: true))
        case 3: if let known = live.last { events.append(add(known)) }
        case 4:
            events.append(OrderEvent(.bust, instrument: 1, reference: UInt64(random.below(Int(nextMatch)))))
        case 5:
            events.append(
                .trade(price(), quantity(), instrument: 1, timestamp: time, quiet: random.once(in: 3)))
            events.append(.match(nextMatch))
            nextMatch += 1
        case 6: events.append(OrderEvent(.add, instrument: 1, reference: reference(), price: 5, quantity: 0))
        default: events.append(OrderEvent(.bust, instrument: 1, quantity: 100))
        }
    }

    private mutating func reset(_ events: inout [OrderEvent]) {
        live.removeAll()
        events.append(OrderEvent(.reset, reference: 1))
    }

    private mutating func level() -> OrderEvent {
        OrderEvent(
            .level, type: 0x38, instrument: UInt16(random.below(20)), side: side(), price: price(),
            quantity: random.once(in: 2) ? 0 : quantity(), timestamp: time)
    }

    private mutating func quotes(_ events: inout [OrderEvent]) {
        let instrument = UInt16(random.below(20))
        for side in [Side.buy, .sell] {
            events.append(
                OrderEvent(
                    .quote, type: 0x51, instrument: instrument, side: side, price: price(),
                    quantity: random.once(in: 4) ? 0 : quantity(), timestamp: time,
                    continuation: side == .sell))
        }
    }
}

import Market
import OrderFlow

/// The tape and the order flow as one would write them first: every entry is kept, every second is counted. For one
/// feed without names whose time does not go back by ten seconds.
struct NaiveFlow {
    var book = NaiveBook()
    var entries: [TapeEntry] = []
    var session = FlowTotals()
    var seconds: [UInt64: FlowTotals] = [:]
    /// The latest time told.
    var clock: UInt64 = 0
    private var leaving: NaiveBook.Order?

    mutating func apply(_ event: OrderEvent) {
        if event.isMessage { clock = max(clock, event.timestamp) }
        if let entry = entry(event) {
            entries.append(entry)
            let isTrade = event.kind == .execute || event.kind == .executeAtPrice || !event.isQuiet
            Self.count(entry, isTrade, &session)
            Self.count(entry, isTrade, &seconds[clock / 1_000_000_000, default: FlowTotals()])
        }
        if event.kind == .replacing { leaving = book.orders[event.reference] }
        book.apply(event)
    }

    private func entry(_ event: OrderEvent) -> TapeEntry? {
        var entry = TapeEntry()
        entry.number = UInt64(entries.count) + 1
        entry.time = event.timestamp != 0 ? event.timestamp : clock
        entry.messageType = event.messageType
        entry.reference = event.reference
        entry.price = event.price
        entry.quantity = UInt64(event.quantity)
        let order = event.kind == .replace ? leaving : book.orders[event.reference]
        var instrument = event.instrument
        switch event.kind {
        case .add: (entry.kind, entry.side) = (.add, event.side)
        case .execute, .executeAtPrice, .reduce:
            entry.kind = event.kind == .reduce ? .cancel : .execute
            instrument = order?.instrument ?? instrument
            entry.side = order?.side
            if event.kind != .executeAtPrice { entry.price = order?.price }
            entry.quantity = UInt64(min(event.quantity, order?.quantity ?? event.quantity))
        case .delete:
            entry.kind = .cancel
            instrument = order?.instrument ?? instrument
            (entry.side, entry.price) = (order?.side, order?.price)
            entry.quantity = UInt64(order?.quantity ?? 0)
        case .replace:
            entry.kind = event.quantity == 0 ? .cancel : .replace
            instrument = order?.instrument ?? instrument
            entry.side = order?.side
            if event.quantity == 0 {
                (entry.price, entry.quantity) = (order?.price, UInt64(order?.quantity ?? 0))
            }
        case .update:
            instrument = order?.instrument ?? instrument
            entry.side = event.side
            let before = order?.quantity ?? 0
            let isMoved = order.map { $0.price != event.price || $0.side != event.side } ?? false
            if event.quantity == 0 {
                entry.kind = .cancel
                (entry.side, entry.price) = (order?.side ?? event.side, order?.price)
                entry.quantity = UInt64(before)
            } else if isMoved || event.quantity == before {
                entry.kind = .replace
            } else {
                entry.kind = event.quantity > before ? .add : .cancel
                entry.quantity = UInt64(max(event.quantity, before) - min(event.quantity, before))
            }
        case .level: (entry.kind, entry.side) = (.level, event.side)
        case .quote:
            (entry.kind, entry.side) = (.level, event.side)
            if event.quantity == 0 { entry.price = nil }
        case .trade: entry.kind = .trade
        case .bust:
            entry.kind = .status
            entry.change = .bust
            if event.price == 0 { entry.price = nil }
        case .status:
            (entry.kind, entry.price, entry.quantity) = (.status, nil, 0)
            entry.change = .trading(event.tradingStatus)
        default: return nil
        }
        entry.key = InstrumentKey(feed: 0, instrument: instrument)
        entry.symbol = SymbolName("#\(instrument)")
        return entry
    }

    private static func count(_ entry: TapeEntry, _ isTrade: Bool, _ totals: inout FlowTotals) {
        func add(_ count: inout FlowCount, _ quantity: UInt64) {
            count.messages += 1
            count.quantity += quantity
        }
        if entry.kind == .trade { add(&totals.trades, isTrade ? entry.quantity : 0) }
        guard let side = entry.side else { return }
        var flow = side == .buy ? totals.buy : totals.sell
        switch entry.kind {
        case .add: add(&flow.adds, entry.quantity)
        case .cancel: add(&flow.cancels, entry.quantity)
        case .execute: add(&flow.executions, entry.quantity)
        case .replace: add(&flow.replaces, entry.quantity)
        case .level: add(&flow.levels, 0)
        case .trade, .status: break
        }
        if side == .buy { totals.buy = flow } else { totals.sell = flow }
    }

    /// The seconds before that of the clock, oldest first, at most `most`.
    func last(_ most: Int) -> [FlowTotals] {
        let now = clock / 1_000_000_000
        let first = max(seconds.keys.min() ?? now, now - UInt64(most))
        return (first..<now).map { seconds[$0] ?? FlowTotals() }
    }
}

extension FlowGenerator {
    /// Events of `messages` messages, drawn out to some 30 ms each so that they fill minutes.
    mutating func drawnOut(_ messages: Int) -> [OrderEvent] {
        var events: [OrderEvent] = []
        for _ in 0..<messages { append(to: &events) }
        for index in events.indices where events[index].timestamp != 0 {
            events[index].timestamp =
                MarketProbe.start + (events[index].timestamp - MarketProbe.start) * 20_000
        }
        return events
    }
}

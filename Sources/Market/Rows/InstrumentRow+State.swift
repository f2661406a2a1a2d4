import Books
import OrderFlow

extension InstrumentRow {
    /// What the table shows of one instrument that was seen, at the feed second that began at `second`.
    init(_ key: InstrumentKey, of feed: borrowing FeedModel, second: UInt64) {
        self.init()
        let state = feed.books.instruments[key.instrument]
        let naming = feed.books.instruments.naming(key.instrument)
        self.key = key
        symbol = naming.symbol
        priceScale = naming.priceScale
        bid = feed.books.best(.buy, of: key.instrument).map { Quote($0) }
        ask = feed.books.best(.sell, of: key.instrument).map { Quote($0) }
        if state.hasTraded {
            last = state.last
            lastSize = UInt64(state.lastSize)
            lastTick = state.lastTick
            high = state.high
            low = state.low
        }
        trades = state.trades
        volume = state.volume
        messages = state.messages
        rate = Double(state.rate(before: second))
        status = state.status
        flags = state.flags(bid: bid?.price, ask: ask?.price)
        if feed.books.instruments.isSuspect(state) { flags.insert(.suspect) }
        if feed.isSilent { flags.insert(.stale) }
        updated = state.updated
    }
}

extension Quote {
    init(_ level: Level) {
        self.init(
            price: level.price, size: level.quantity, orders: level.orders == 0 ? nil : level.orders)
    }
}

extension Instrument {
    /// What is to be noted, given the best prices.
    func flags(bid: Int64?, ask: Int64?) -> InstrumentFlags {
        var flags: InstrumentFlags =
            switch (bid, ask) {
            case (let bid?, let ask?): bid > ask ? .crossed : bid == ask ? .locked : []
            case (nil, nil): []
            default: .oneSided
            }
        if isHaltedHere || status == .halted || status == .paused { flags.insert(.halted) }
        return flags
    }
}

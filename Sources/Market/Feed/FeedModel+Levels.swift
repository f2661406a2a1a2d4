import OrderFlow

/// Price-level books, quotes, and trades that change no book.
extension FeedModel {
    @inline(__always)
    mutating func setLevel(_ event: OrderEvent) {
        instruments.activate(event.instrument)
        if !instruments.set(event.quantity, at: event.price, event.side, of: event.instrument) {
            counters.refused &+= 1
        }
        if isWatched {
            isInTransition = event.isQuiet
            touch(event.instrument, event.side, event.price)
        }
    }

    @inline(__always)
    mutating func setQuote(_ event: OrderEvent) {
        instruments.activate(event.instrument)
        instruments.refresh(event.side, of: event.instrument)
        instruments.clear(event.side, of: event.instrument)
        if !instruments.set(event.quantity, at: event.price, event.side, of: event.instrument) {
            counters.refused &+= 1
        }
        if isWatched { touch(event.instrument, event.side, event.price) }
    }

    @inline(__always)
    mutating func trade(_ event: OrderEvent) {
        traded.quantity = 0
        guard !event.isQuiet, event.quantity > 0 else { return }
        instruments.activate(event.instrument)
        instruments[event.instrument].trade(event.price, event.quantity)
        traded = Traded(instrument: event.instrument, quantity: event.quantity)
    }
}

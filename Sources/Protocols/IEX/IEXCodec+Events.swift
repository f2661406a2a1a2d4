public import OrderFlow

extension IEXCodec {
    /// The event that counts, still without its instrument; `nil` when a value is one that none can have.
    @inlinable @inline(__always)
    func event(of message: RawSpan, _ detail: UInt8, _ type: UInt8, _ time: UInt64) -> OrderEvent? {
        switch type {
        case UInt8(ascii: "8"), UInt8(ascii: "5"):
            guard let level = IEX.LevelUpdate(message), level.price >= 0 else { return nil }
            return OrderEvent(
                .level, type: type, side: type == UInt8(ascii: "8") ? .buy : .sell, price: level.price,
                quantity: level.size, timestamp: time, quiet: level.flags & 1 == 0)
        case UInt8(ascii: "Q"):
            guard let quote = IEX.QuoteUpdate(message), quote.bidPrice >= 0, quote.askPrice >= 0 else {
                return nil
            }
            return OrderEvent(
                .quote, type: type, side: .buy, price: quote.bidPrice, quantity: quote.bidSize,
                timestamp: time)
        case UInt8(ascii: "T"), UInt8(ascii: "B"):
            guard let trade = IEX.Trade(message), trade.price >= 0 else { return nil }
            let isTrade = type == UInt8(ascii: "T")
            return OrderEvent(
                isTrade ? .trade : .bust, type: type, reference: isTrade ? 0 : trade.tradeID,
                price: trade.price, quantity: trade.size, timestamp: time)
        case UInt8(ascii: "H"):
            guard let status = TradingStatus(iex: detail) else { break }
            return .status(status, instrument: 0, type: type, timestamp: time)
        case UInt8(ascii: "O"):
            guard detail == UInt8(ascii: "O") || detail == UInt8(ascii: "N") else { break }
            return OrderEvent(
                .operationalHalt, type: type, quantity: detail == UInt8(ascii: "O") ? 1 : 0, timestamp: time)
        default: break
        }
        return OrderEvent(.notice, type: type, timestamp: time)
    }

    /// What belongs to the same message as `event` and follows it.
    @inlinable @inline(__always)
    func complete<Sink: EventSink & ~Copyable>(
        _ message: RawSpan, _ event: OrderEvent, into sink: inout Sink
    ) {
        switch event.messageType {
        case UInt8(ascii: "Q"):
            guard let quote = IEX.QuoteUpdate(message) else { return }
            sink.accept(
                OrderEvent(
                    .quote, type: event.messageType, instrument: event.instrument, side: .sell,
                    price: quote.askPrice, quantity: quote.askSize, timestamp: event.timestamp,
                    continuation: true))
        case UInt8(ascii: "T"):
            guard let trade = IEX.Trade(message) else { return }
            sink.accept(.match(trade.tradeID, of: event))
        default: break
        }
    }
}

extension TradingStatus {
    @inlinable
    init?(iex code: UInt8) {
        switch code {
        case UInt8(ascii: "H"): self = .halted
        case UInt8(ascii: "O"): self = .orderAcceptance
        case UInt8(ascii: "P"): self = .paused
        case UInt8(ascii: "T"): self = .trading
        default: return nil
        }
    }
}

public import OrderFlow

extension IEXCodec {
    /// The event that counts, still without its instrument; `nil` when a value is one that none can have.
    @inlinable @inline(__always)
    func event(of message: IEX.Message, _ type: UInt8, _ time: UInt64) -> OrderEvent? {
        switch type {
        case UInt8(ascii: "8"), UInt8(ascii: "5"):
            guard message.price >= 0 else { return nil }
            return OrderEvent(
                .level, type: type, side: type == UInt8(ascii: "8") ? .buy : .sell, price: message.price,
                quantity: message.size, timestamp: time, quiet: message.detail & 1 == 0)
        case UInt8(ascii: "Q"):
            guard message.price >= 0, message.askPrice >= 0 else { return nil }
            return OrderEvent(
                .quote, type: type, side: .buy, price: message.price, quantity: message.size,
                timestamp: time)
        case UInt8(ascii: "T"), UInt8(ascii: "B"):
            guard message.price >= 0 else { return nil }
            let isTrade = type == UInt8(ascii: "T")
            return OrderEvent(
                isTrade ? .trade : .bust, type: type, reference: isTrade ? 0 : message.tradeID,
                price: message.price, quantity: message.size, timestamp: time)
        case UInt8(ascii: "H"):
            guard let status = TradingStatus(iex: message.detail) else { break }
            return .status(status, instrument: 0, type: type, timestamp: time)
        case UInt8(ascii: "O"):
            let detail = message.detail
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
        _ message: IEX.Message, _ event: OrderEvent, into sink: inout Sink
    ) {
        switch event.messageType {
        case UInt8(ascii: "Q"):
            sink.accept(
                OrderEvent(
                    .quote, type: event.messageType, instrument: event.instrument, side: .sell,
                    price: message.askPrice, quantity: message.askSize, timestamp: event.timestamp,
                    continuation: true))
        case UInt8(ascii: "T"):
            sink.accept(.match(message.tradeID, of: event))
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

public import OrderFlow

/// The types that make up less than a hundredth of a day.
extension ITCH50Codec {
    @inlinable @inline(never)
    mutating func decodeRare<Sink: EventSink & ~Copyable>(
        _ message: RawSpan, _ type: UInt8, _ locate: UInt16, _ time: UInt64, into sink: inout Sink
    ) {
        var stock: UInt64?
        var event = OrderEvent(.notice, type: type, instrument: locate, timestamp: time)
        var match: UInt64?
        switch type {
        case UInt8(ascii: "R"):
            guard let directory = ITCH.StockDirectory(message) else { break }
            stock = directory.stock
        case UInt8(ascii: "P"):
            guard let trade = ITCH.Trade(message), let side = Side(itch: trade.side) else {
                return refuse(message, into: &sink)
            }
            event = OrderEvent(
                .trade, type: type, instrument: locate, side: side, reference: trade.reference,
                price: Int64(trade.price), quantity: trade.shares, timestamp: time)
            match = trade.match
            stock = trade.stock
        case UInt8(ascii: "Q"):
            guard let cross = ITCH.CrossTrade(message), cross.shares > 0 else { break }
            event = OrderEvent(
                .trade, type: type, instrument: locate, price: Int64(cross.price),
                quantity: UInt32(clamping: cross.shares), timestamp: time)
            match = cross.match
            stock = cross.stock
        case UInt8(ascii: "B"):
            guard let broken = ITCH.BrokenTrade(message) else { break }
            event = OrderEvent(
                .bust, type: type, instrument: locate, reference: broken.match, timestamp: time)
        case UInt8(ascii: "H"):
            guard let action = ITCH.StockTradingAction(message),
                let status = TradingStatus(itch: action.state)
            else { break }
            event = .status(status, instrument: locate, type: type, timestamp: time)
            stock = action.stock
        case UInt8(ascii: "h"):
            guard let halt = ITCH.OperationalHalt(message), let isHalted = halt.isHalted else { break }
            event = OrderEvent(
                .operationalHalt, type: type, instrument: locate, quantity: isHalted ? 1 : 0, timestamp: time)
            stock = halt.stock
        default: break
        }
        sink.accept(event)
        if let match {
            sink.accept(.match(match, type, locate, price: event.price, quantity: event.quantity, time))
        }
        if let stock, type == UInt8(ascii: "R") || !isNamed(locate) { name(locate, stock, type, into: &sink) }
    }
}

extension ITCH.OperationalHalt {
    /// `nil` for an action or a market that the specification does not know. A feed tells of its own market
    /// alone.
    @inlinable
    var isHalted: Bool? {
        switch market {
        case UInt8(ascii: "Q"), UInt8(ascii: "B"), UInt8(ascii: "X"):
            switch action {
            case UInt8(ascii: "H"): true
            case UInt8(ascii: "T"): false
            default: nil
            }
        default: nil
        }
    }
}

extension TradingStatus {
    @inlinable
    init?(itch code: UInt8) {
        switch code {
        case UInt8(ascii: "H"): self = .halted
        case UInt8(ascii: "P"): self = .paused
        case UInt8(ascii: "Q"): self = .quotationOnly
        case UInt8(ascii: "T"): self = .trading
        default: return nil
        }
    }
}

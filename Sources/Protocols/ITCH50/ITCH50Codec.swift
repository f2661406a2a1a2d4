public import OrderFlow
public import Wire

/// ITCH 5.0 messages to events. The instrument of an event is the message's stock locate.
public struct ITCH50Codec: MessageCodec, ~Copyable {
    @usableFromInline var day: TradingDay
    @usableFromInline var named = NamedLocates()
    /// Implied decimals of a price.
    @usableFromInline static var scale: UInt8 { 4 }

    public init(_ options: FeedOptions) { day = TradingDay(named: options.day) }

    @inlinable public static var longestMessage: Int { 50 }

    @inlinable
    public mutating func begin(received: UInt64) { day.received = received }

    public mutating func startOver() {
        named.removeAll()
        day.startOver()
    }

    @inlinable
    public mutating func time(of message: RawSpan) -> UInt64 {
        guard let header = ITCH.Header(message) else { return 0 }
        let sinceMidnight = header.sinceMidnight
        guard sinceMidnight < ITCH.day else { return 0 }
        if !day.isDecided { day.decide(by: sinceMidnight) }
        return day.midnight &+ sinceMidnight
    }

    @inlinable
    public mutating func decode<Sink: EventSink & ~Copyable>(_ message: RawSpan, into sink: inout Sink) {
        guard let header = ITCH.Header(message), ITCH.hasItsLength(message) else {
            return refuse(message, into: &sink)
        }
        let sinceMidnight = header.sinceMidnight
        guard sinceMidnight < ITCH.day else { return refuse(message, into: &sink) }
        if !day.isDecided { day.decide(by: sinceMidnight) }
        let time = day.midnight &+ sinceMidnight
        let type = header.type
        let locate = header.locate
        switch type {
        case UInt8(ascii: "A"), UInt8(ascii: "F"):
            guard let order = ITCH.AddOrder(message), let side = Side(itch: order.side), order.shares > 0
            else { return refuse(message, into: &sink) }
            sink.accept(
                OrderEvent(
                    .add, type: type, instrument: locate, side: side, reference: order.reference,
                    price: Int64(order.price), quantity: order.shares, timestamp: time))
            if !isNamed(locate) { name(locate, order.stock, type, into: &sink) }
        case UInt8(ascii: "D"):
            guard let order = ITCH.OrderDelete(message) else { return refuse(message, into: &sink) }
            sink.accept(
                OrderEvent(
                    .delete, type: type, instrument: locate, reference: order.reference, timestamp: time))
        case UInt8(ascii: "U"):
            guard let order = ITCH.OrderReplace(message), order.shares > 0 else {
                return refuse(message, into: &sink)
            }
            sink.accept(
                OrderEvent(
                    .replacing, type: type, instrument: locate, reference: order.oldReference, timestamp: time
                ))
            sink.accept(
                OrderEvent(
                    .replace, type: type, instrument: locate, reference: order.newReference,
                    price: Int64(order.price), quantity: order.shares, timestamp: time, continuation: true))
        case UInt8(ascii: "E"):
            guard let order = ITCH.OrderExecuted(message) else { return refuse(message, into: &sink) }
            sink.accept(
                OrderEvent(
                    .execute, type: type, instrument: locate, reference: order.reference,
                    quantity: order.executed, timestamp: time))
            sink.accept(.match(order.match, type, locate, quantity: order.executed, time))
        case UInt8(ascii: "X"):
            guard let order = ITCH.OrderCancel(message) else { return refuse(message, into: &sink) }
            sink.accept(
                OrderEvent(
                    .reduce, type: type, instrument: locate, reference: order.reference,
                    quantity: order.cancelled, timestamp: time))
        case UInt8(ascii: "C"):
            guard let order = ITCH.OrderExecutedWithPrice(message) else {
                return refuse(message, into: &sink)
            }
            sink.accept(
                OrderEvent(
                    .executeAtPrice, type: type, instrument: locate, reference: order.reference,
                    price: Int64(order.price), quantity: order.executed, timestamp: time,
                    quiet: order.printable == UInt8(ascii: "N")))
            sink.accept(
                .match(
                    order.match, type, locate, price: Int64(order.price), quantity: order.executed, time))
        default:
            decodeRare(message, type, locate, time, into: &sink)
        }
    }

    @inlinable @inline(__always)
    func isNamed(_ locate: UInt16) -> Bool { named[locate] != 0 }

    /// The first message of the session that tells which stock a locate is.
    @inlinable @inline(never)
    mutating func name<Sink: EventSink & ~Copyable>(
        _ locate: UInt16, _ stock: UInt64, _ type: UInt8, into sink: inout Sink
    ) {
        named.insert(locate)
        sink.accept(
            .instrument(
                locate, named: SymbolName(padded: stock), scale: Self.scale, type: type))
    }

    /// Of a type unknown to us; or of another length than its type has, or with a value that none of its kind can have.
    @inlinable @inline(never)
    func refuse<Sink: EventSink & ~Copyable>(_ message: RawSpan, into sink: inout Sink) {
        let type = message.byteCount > 0 ? message.byte(at: 0) : 0
        if message.byteCount > 0, ITCH.byteCount(ofType: type) == 0 {
            sink.accept(OrderEvent(.skipped, type: type))
        } else {
            sink.accept(.malformedMessage(type: type, changesBooks: ITCH.changesBooks(type)))
        }
    }
}

extension Side {
    @inlinable
    init?(itch code: UInt8) {
        switch code {
        case UInt8(ascii: "B"): self = .buy
        case UInt8(ascii: "S"): self = .sell
        default: return nil
        }
    }
}

extension OrderEvent {
    /// The match number of the execution or trade before it.
    @inlinable
    static func match(
        _ number: UInt64, _ type: UInt8, _ instrument: UInt16, price: Int64 = 0, quantity: UInt32,
        _ time: UInt64
    ) -> OrderEvent {
        OrderEvent(
            .match, type: type, instrument: instrument, reference: number, price: price, quantity: quantity,
            timestamp: time, continuation: true)
    }
}

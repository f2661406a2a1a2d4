public import OrderFlow

/// Order updates to events. A feed is one instrument, index 0, named before its first message.
public struct OrderUpdateCodec: MessageCodec {
    @usableFromInline let symbol: SymbolName
    @usableFromInline var isNamed = false
    @usableFromInline static var scale: UInt8 { 4 }

    public init(_ symbol: SymbolName) { self.symbol = symbol }

    @inlinable public static var longestMessage: Int { 0xFFFF }

    @inlinable
    public mutating func begin(received: UInt64) {}

    @inlinable
    public mutating func time(of message: RawSpan) -> UInt64 { OrderUpdate.Header(message)?.timestamp ?? 0 }

    @inlinable
    public mutating func startOver() {}

    /// Belongs to no message, so it does not count as one.
    @inlinable @inline(never)
    mutating func name<Sink: EventSink & ~Copyable>(into sink: inout Sink) {
        isNamed = true
        sink.accept(.instrument(0, named: symbol, scale: Self.scale))
    }

    /// One message, whole, at least as long as its header.
    @inlinable
    public mutating func decode<Sink: EventSink & ~Copyable>(_ message: RawSpan, into sink: inout Sink) {
        if !isNamed { name(into: &sink) }
        guard let header = OrderUpdate.Header(message) else { return }
        let type = header.type
        guard type == OrderUpdate.type else {
            sink.accept(OrderEvent(.skipped, type: type, timestamp: header.timestamp))
            return
        }
        guard let update = OrderUpdate(message), let side = update.side else {
            sink.accept(.malformedMessage(type: type, changesBooks: true))
            return
        }
        sink.accept(
            OrderEvent(
                .update, type: type, side: side, reference: update.orderID, price: update.price,
                quantity: update.quantity, timestamp: header.timestamp))
    }
}

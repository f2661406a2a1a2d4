public import OrderFlow
public import Wire

/// Order updates to events. A feed is one instrument, index 0. Each message brings its own sequence.
@usableFromInline
struct OrderUpdateCodec {
    @usableFromInline var tracker = SequenceTracker()
    @usableFromInline let symbol: SymbolName
    @usableFromInline var isNamed = false
    @usableFromInline static var scale: UInt8 { 4 }

    @usableFromInline init(_ symbol: SymbolName) { self.symbol = symbol }

    /// Names the instrument before the feed's first message. Belongs to no message, so it does not count as
    /// one.
    @inlinable
    mutating func name<Sink: EventSink & ~Copyable>(into sink: inout Sink) {
        guard !isNamed else { return }
        isNamed = true
        sink.accept(.instrument(0, named: symbol, scale: Self.scale))
    }

    /// Counts the message's sequence, and delivers the message unless it came before.
    @inlinable
    mutating func take<Sink: EventSink & ~Copyable>(
        _ message: RawSpan, sequence: UInt64, _ context: PacketContext, into sink: inout Sink
    ) {
        guard sequence < .max else {  // nothing could come after it
            sink.accept(.malformedMessage(type: message.byte(at: 0)))
            return
        }
        let expected = tracker.expected
        let arrival = tracker.arrive(sequence, count: 1)
        if arrival.known > 0 {
            sink.accept(.duplicate(from: sequence, count: 1, received: context.received))
            return
        }
        if arrival.missing > 0 {
            sink.accept(.gap(from: expected, count: arrival.missing, context))
        }
        decode(message, into: &sink)
    }

    /// One message, whole, at least as long as its header.
    @inlinable
    func decode<Sink: EventSink & ~Copyable>(_ message: RawSpan, into sink: inout Sink) {
        guard let header = OrderUpdate.Header(message) else { return }
        let type = header.type
        guard type == OrderUpdate.type else {
            sink.accept(OrderEvent(.skipped, type: type, timestamp: header.timestamp))
            return
        }
        guard let update = OrderUpdate(message), let side = update.side else {
            sink.accept(.malformedMessage(type: type))
            return
        }
        sink.accept(
            OrderEvent(
                .update, type: type, side: side, reference: update.orderID, price: update.price,
                quantity: update.quantity, timestamp: header.timestamp))
    }

    /// The sender began anew with message 1.
    @inlinable
    mutating func startOver<Sink: EventSink & ~Copyable>(received: UInt64, into sink: inout Sink) {
        tracker.restart(at: 1)
        sink.accept(.reset(next: 1, received: received))
    }
}

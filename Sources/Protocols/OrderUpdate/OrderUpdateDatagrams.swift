public import OrderFlow
public import Wire

/// Whole order updates back to back in each datagram.
///
/// A datagram that begins at message 1 long after that is held until the next one: one that continues it
/// proves that the sender began anew, any other that it was old. See ``PacketSession``.
public struct OrderUpdateDatagrams: DatagramSession, ~Copyable {
    @usableFromInline var codec: OrderUpdateCodec
    @usableFromInline var held = HeldPacket()
    /// The line that last brought something new.
    @usableFromInline var line: UInt8 = 0

    public init(_ options: FeedOptions) { codec = OrderUpdateCodec(options.symbol) }

    @inlinable
    public func accepts(_ datagram: RawSpan) -> Bool { true }

    @inlinable
    public mutating func decode<Sink: EventSink & ~Copyable>(
        _ datagram: RawSpan, _ context: PacketContext, into sink: inout Sink
    ) {
        let chain = OrderUpdateChain(datagram)
        if held.isHeld, chain.count > 0 { settle(by: chain, into: &sink) }
        sink.accept(
            context.packet(sequence: chain.first, messages: chain.count, bytes: datagram.byteCount))
        codec.name(into: &sink)
        let count = UInt64(chain.count)
        if chain.first == 1, codec.tracker.expected > 1 + count, context.line == line,
            held.hold(
                datagram, session: SessionIdentity(), sequence: 1, count: count, received: context.received,
                line: context.line)
        {
            return
        }
        let expected = codec.tracker.expected
        deliver(datagram, chain, context, into: &sink)
        if codec.tracker.expected != expected { line = context.line }
    }

    @inlinable
    public mutating func finish<Sink: EventSink & ~Copyable>(into sink: inout Sink) {
        if held.isHeld { drop(into: &sink) }
    }

    @inlinable
    public mutating func expire<Sink: EventSink & ~Copyable>(at now: UInt64, into sink: inout Sink) {}

    @inlinable
    public var openGap: OpenGap? { nil }

    @inlinable
    mutating func deliver<Sink: EventSink & ~Copyable>(
        _ datagram: RawSpan, _ chain: OrderUpdateChain, _ context: PacketContext, into sink: inout Sink
    ) {
        var offset = 0
        while offset < chain.end, let header = OrderUpdate.Header(datagram.bytes(from: offset)) {
            let length = Int(header.length)
            codec.take(
                datagram.bytes(at: offset, count: length), sequence: header.sequence, context,
                into: &sink)
            offset &+= length
        }
        if chain.end != datagram.byteCount || chain.count == 0 {
            sink.accept(.malformedPacket(lost: 0, received: context.received))
        }
    }

    @inlinable @inline(never)
    mutating func settle<Sink: EventSink & ~Copyable>(by chain: OrderUpdateChain, into sink: inout Sink) {
        guard chain.first == held.next else { return drop(into: &sink) }
        held.isHeld = false
        codec.startOver(received: held.received, into: &sink)
        let storage = held.storage
        let datagram = storage.rawBytes.extracting(0..<held.byteCount)
        let context = PacketContext(feed: 0, received: held.received, intake: held.received)
        deliver(datagram, OrderUpdateChain(datagram), context, into: &sink)
    }

    @inlinable @inline(never)
    mutating func drop<Sink: EventSink & ~Copyable>(into sink: inout Sink) {
        held.isHeld = false
        sink.accept(.duplicate(from: held.sequence, count: held.count, received: held.received))
    }
}

/// How far the messages of a datagram reach, by their lengths alone.
@usableFromInline
struct OrderUpdateChain {
    /// Sequence of the first message; 0 when there is none.
    @usableFromInline var first: UInt64 = 0
    @usableFromInline var count = 0
    /// Where the last whole message ends.
    @usableFromInline var end = 0

    @inlinable
    init(_ datagram: RawSpan) {
        while let header = OrderUpdate.Header(datagram.bytes(from: end)) {
            let length = Int(header.length)
            guard length >= OrderUpdate.Header.byteCount, length <= datagram.byteCount &- end else { break }
            if count == 0 { first = header.sequence }
            count &+= 1
            end &+= length
        }
    }
}

public import OrderFlow

/// Turns the datagrams of one feed into events: session layer and codec together, chosen once by
/// ``ProtocolRegistry``. A copy is the same decoder.
///
/// There are these kinds and no others, so that a packet costs one branch, the same as the packet before it, and a
/// message none.
@frozen
public enum DatagramDecoder {
    case moldUDP64(SessionBox<PacketSession<MoldUDP64, ITCH50Codec>>)
    case iexTP(SessionBox<PacketSession<IEXTP, IEXCodec>>)
    case orderUpdates(SessionBox<PacketSession<OrderUpdateFraming, OrderUpdateCodec>>)

    /// Whether a datagram names itself as one of this feed's. True unless it says that it is another
    /// protocol's.
    @inlinable
    public func accepts(_ datagram: RawSpan) -> Bool {
        switch self {
        case .moldUDP64(let box): box.session.accepts(datagram)
        case .iexTP(let box): box.session.accepts(datagram)
        case .orderUpdates(let box): box.session.accepts(datagram)
        }
    }

    /// Reads one datagram in place. Never fails: what cannot be read becomes malformed events.
    @inlinable
    public func decode<Sink: EventSink & ~Copyable>(
        _ datagram: RawSpan, _ context: PacketContext, into sink: inout Sink
    ) {
        switch self {
        case .moldUDP64(let box): box.session.decode(datagram, context, into: &sink)
        case .iexTP(let box): box.session.decode(datagram, context, into: &sink)
        case .orderUpdates(let box): box.session.decode(datagram, context, into: &sink)
        }
    }

    /// Reads a datagram of which the capture lacks the last `missing` bytes: its whole messages, and that the rest is the
    /// capture's loss.
    ///
    /// - Returns: `false` when it does not tell how much that is: the next gap is the capture's.
    @inlinable
    public func decode<Sink: EventSink & ~Copyable>(
        cut datagram: RawSpan, missing: Int, _ context: PacketContext, into sink: inout Sink
    ) -> Bool {
        switch self {
        case .moldUDP64(let box):
            box.session.decode(cut: datagram, missing: missing, context, into: &sink)
        case .iexTP(let box): box.session.decode(cut: datagram, missing: missing, context, into: &sink)
        case .orderUpdates(let box):
            box.session.decode(cut: datagram, missing: missing, context, into: &sink)
        }
    }

    /// Time has passed, and everything received before `now` (ns since the epoch) has been decoded: what was
    /// waited for and did not come is given up.
    @inlinable
    public func expire<Sink: EventSink & ~Copyable>(at now: UInt64, into sink: inout Sink) {
        switch self {
        case .moldUDP64(let box): box.session.expire(at: now, into: &sink)
        case .iexTP(let box): box.session.expire(at: now, into: &sink)
        case .orderUpdates(let box): box.session.expire(at: now, into: &sink)
        }
    }

    /// The source is at its end: decides what was held was, but for what another decoder is to take.
    @inlinable
    public func conclude<Sink: EventSink & ~Copyable>(into sink: inout Sink) {
        switch self {
        case .moldUDP64(let box): box.session.conclude(into: &sink)
        case .iexTP(let box): box.session.conclude(into: &sink)
        case .orderUpdates(let box): box.session.conclude(into: &sink)
        }
    }

    /// The source is at its end. Settles a packet that was held back until its successor could tell what it
    /// was.
    @inlinable
    public func finish<Sink: EventSink & ~Copyable>(into sink: inout Sink) {
        switch self {
        case .moldUDP64(let box): box.session.finish(into: &sink)
        case .iexTP(let box): box.session.finish(into: &sink)
        case .orderUpdates(let box): box.session.finish(into: &sink)
        }
    }
}

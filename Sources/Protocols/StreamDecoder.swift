public import OrderFlow

/// Turns a byte stream into events. A copy is the same decoder.
///
/// What one call reads is a stretch. Its events stand between two `packet` events with
/// ``OrderEvent/isPacket`` false and the same head: the first says that a stretch of this feed begins (0
/// messages, 0 bytes), the second how many messages and bytes it had. So the sum of `packetBytes` is exact. A
/// call that reads nothing writes no event.
@frozen
public enum StreamDecoder {
    case binaryFile(SessionBox<BinaryFile<ITCH50Codec>>)
    case soupBinTCP(SessionBox<SoupBinTCPStream<ITCH50Codec>>)
    case orderUpdates(SessionBox<OrderUpdateStream>)

    /// Reads whole messages from the front of `bytes`, in place, until one of `limits` is met.
    ///
    /// - Throws: ``StreamError`` when the framing is lost; everything before that place has been delivered.
    @inlinable
    public func decode<Sink: EventSink & ~Copyable>(
        _ bytes: RawSpan, _ context: PacketContext, _ limits: StreamLimits, into sink: inout Sink
    ) throws(StreamError) -> StreamProgress {
        switch self {
        case .binaryFile(let box): try box.session.decode(bytes, context, limits, into: &sink)
        case .soupBinTCP(let box): try box.session.decode(bytes, context, limits, into: &sink)
        case .orderUpdates(let box): try box.session.decode(bytes, context, limits, into: &sink)
        }
    }

    /// The connection was lost: the next bytes are the first of another. Where messages do not number themselves, what
    /// comes there is a session begun anew.
    @inlinable
    public func interrupt() {
        switch self {
        case .binaryFile(let box): box.session.interrupt()
        case .soupBinTCP(let box): box.session.interrupt()
        case .orderUpdates: break
        }
    }

    /// Bytes of the stream were lost (``PacketContext/gapCause`` says where), nobody knows how many messages with them, and
    /// the next bytes begin a message. Where messages do not number themselves, one is told as missing: the least that it
    /// can have been.
    @inlinable
    public func lose<Sink: EventSink & ~Copyable>(_ context: PacketContext, into sink: inout Sink) {
        switch self {
        case .binaryFile(let box): box.session.lose(context, into: &sink)
        case .soupBinTCP(let box): box.session.lose(context, into: &sink)
        case .orderUpdates: break
        }
    }

    /// Where the feed stands in its sender's numbering.
    @inlinable
    public var place: SequencePlace {
        switch self {
        case .binaryFile(let box): box.session.place
        case .soupBinTCP(let box): box.session.place
        case .orderUpdates(let box): box.session.place
        }
    }
}

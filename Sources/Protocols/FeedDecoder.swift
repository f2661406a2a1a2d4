public import OrderFlow

/// Turns the datagrams of one feed into events: session layer and codec together, chosen once by
/// ``ProtocolRegistry``. A class, so that the receiver pays one indirect call a packet and nothing a message.
open class DatagramDecoder<Sink: EventSink & ~Copyable> {
    public init() {}
    /// Reads one datagram in place. Never fails: what cannot be read becomes malformed events.
    open func decode(_ datagram: RawSpan, _ context: PacketContext, into sink: inout Sink) {}
}

/// Turns a byte stream into events.
open class StreamDecoder<Sink: EventSink & ~Copyable> {
    public init() {}
    /// Reads whole messages from the front of `bytes`, in place, until one of `limits` is met.
    ///
    /// - Throws: ``StreamError`` when the framing is lost; everything before that place has been delivered.
    open func decode(
        _ bytes: RawSpan, _ context: PacketContext, _ limits: StreamLimits, into sink: inout Sink
    ) throws(StreamError) -> StreamProgress { StreamProgress(consumed: 0, stop: .needsMore(1)) }
}

/// How far one call of ``StreamDecoder/decode(_:_:_:into:)`` may go.
@frozen
public struct StreamLimits: Sendable {
    /// At most this many messages, 1 or more.
    public var messages: Int
    /// Stop before the first message whose own time stamp is later than this (ns since the epoch).
    public var until: UInt64

    @inlinable
    public init(messages: Int = 1024, until: UInt64 = .max) {
        self.messages = messages
        self.until = until
    }
}

/// How far it went, and why it stopped.
@frozen
public struct StreamProgress: Sendable, Equatable {
    @frozen
    public enum Stop: Sendable, Equatable {
        /// The next message is not whole: this many bytes from the new front are needed to go on.
        case needsMore(Int)
        /// The message limit was met.
        case limit
        /// The next message is stamped later than `until`: with this time.
        case notDue(UInt64)
    }
    /// Bytes read from the front.
    public var consumed: Int
    public var stop: Stop

    @inlinable
    public init(consumed: Int, stop: Stop) {
        self.consumed = consumed
        self.stop = stop
    }
}

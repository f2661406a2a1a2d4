public import OrderFlow

/// Turns the datagrams of one feed into events: session layer and codec together, chosen once by
/// ``ProtocolRegistry``. A class, so that the receiver pays one indirect call a packet and nothing a message.
open class DatagramDecoder<Sink: EventSink & ~Copyable> {
    public init() {}
    /// Whether a datagram names itself as one of this feed's. True unless it says that it is another
    /// protocol's.
    open func accepts(_ datagram: RawSpan) -> Bool { true }
    /// Reads one datagram in place. Never fails: what cannot be read becomes malformed events.
    open func decode(_ datagram: RawSpan, _ context: PacketContext, into sink: inout Sink) {}
    /// Reads a datagram of which the capture lacks the last `missing` bytes: its whole messages, and that the rest is the
    /// capture's loss.
    ///
    /// - Returns: `false` when it does not tell how much that is: the next gap is the capture's.
    open func decode(
        cut datagram: RawSpan, missing: Int, _ context: PacketContext, into sink: inout Sink
    ) -> Bool { false }
    /// Time has passed, and everything received before `now` (ns since the epoch) has been decoded: what was
    /// waited for and did not come is given up.
    open func expire(at now: UInt64, into sink: inout Sink) {}
    /// What is missing right now and could still be filled; `nil`: nothing.
    open var openGap: OpenGap? { nil }
    /// Where the feed stands in its sender's numbering.
    open var place: SequencePlace { SequencePlace() }
    /// Packets are held of which only time or others will tell what they are.
    open var isUnsettled: Bool { false }
    /// Packets are held of a stream beside this one (another channel, or a session that goes on at the same time), which
    /// another decoder is to take. Its further ones are not accepted any more.
    public final var hasDisowned = false
    /// Hands them out, in the order in which they came.
    open func takeDisowned() -> [DisownedDatagram] { [] }
    /// What tells the stream of a datagram from others of the same format: `channel 2`.
    open func streamName(of datagram: RawSpan) -> String? { nil }
    /// The source is at its end: decides what was held was, but for what another decoder is to take.
    open func conclude(into sink: inout Sink) {}
    /// The source is at its end. Settles a packet that was held back until its successor could tell what it
    /// was.
    open func finish(into sink: inout Sink) {}
}

/// Messages that a feed waits for.
@frozen
public struct OpenGap: Sendable, Equatable {
    public var session: SessionIdentity
    public var first: UInt64
    public var count: UInt64
    /// When that was noticed, ns since the epoch.
    public var noticed: UInt64
    /// No line can bring them any more.
    public var isOnEveryLine: Bool

    @inlinable
    public init(
        session: SessionIdentity, first: UInt64, count: UInt64, noticed: UInt64, isOnEveryLine: Bool
    ) {
        self.session = session
        self.first = first
        self.count = count
        self.noticed = noticed
        self.isOnEveryLine = isOnEveryLine
    }
}

/// Turns a byte stream into events.
///
/// What one call reads is a stretch. Its events stand between two `packet` events with
/// ``OrderEvent/isPacket`` false and the same head: the first says that a stretch of this feed begins (0
/// messages, 0 bytes), the second how many messages and bytes it had. So the sum of `packetBytes` is exact. A
/// call that reads nothing writes no event.
open class StreamDecoder<Sink: EventSink & ~Copyable> {
    public init() {}
    /// Reads whole messages from the front of `bytes`, in place, until one of `limits` is met.
    ///
    /// - Throws: ``StreamError`` when the framing is lost; everything before that place has been delivered.
    open func decode(
        _ bytes: RawSpan, _ context: PacketContext, _ limits: StreamLimits, into sink: inout Sink
    ) throws(StreamError) -> StreamProgress { StreamProgress(consumed: 0, stop: .needsMore(1)) }
    /// The connection was lost: the next bytes are the first of another. Where messages do not number themselves, what
    /// comes there is a session begun anew.
    open func interrupt() {}
    /// Bytes of the stream were lost (``PacketContext/gapCause`` says where), nobody knows how many messages with them, and
    /// the next bytes begin a message. Where messages do not number themselves, one is told as missing: the least that it
    /// can have been.
    open func lose(_ context: PacketContext, into sink: inout Sink) {}
    /// Where the feed stands in its sender's numbering.
    open var place: SequencePlace { SequencePlace() }
}

/// Where a feed stands in its sender's numbering.
@frozen
public struct SequencePlace: Sendable, Equatable {
    /// How often the sender has begun anew since the source's first byte.
    public var life: Int
    /// The first number of this life, and the one that comes next; 0: not known.
    public var first: UInt64
    public var next: UInt64

    @inlinable
    public init(life: Int = 0, first: UInt64 = 0, next: UInt64 = 0) {
        self.life = life
        self.first = first
        self.next = next
    }
}

/// How far one call of ``StreamDecoder/decode(_:_:_:into:)`` may go. It never goes further than 65,535 bytes.
@frozen
public struct StreamLimits: Sendable {
    /// At most this many messages, 1 or more.
    public var messages: Int
    /// Stop before the first message whose own time stamp is later than this (ns since the epoch).
    public var until: UInt64
    /// Stop before the first message that bears this number or passes it, in ``life`` alone (-1: in any); `nil`: no
    /// number stops it. No number may mean that, for a message may bear any.
    public var before: UInt64?
    public var life: Int

    @inlinable
    public init(messages: Int = 1024, until: UInt64 = .max, before: UInt64? = nil, life: Int = -1) {
        self.messages = messages
        self.until = until
        self.before = before
        self.life = life
    }

    /// Whether the message that bears `number` is the one to stop before, where `place` is.
    @inlinable
    public func isReached(by number: UInt64, at place: SequencePlace) -> Bool {
        guard let before else { return false }
        return number >= before && place.next <= before && (life < 0 || life == place.life)
    }
}

/// How far it went, and why it stopped.
@frozen
public struct StreamProgress: Sendable, Equatable {
    @frozen
    public enum Stop: Sendable, Equatable {
        /// The next message is not whole: this many bytes from the new front are needed to go on.
        case needsMore(Int)
        /// The message limit was met, or the 65,535 bytes of a stretch.
        case limit
        /// The next message is stamped later than `until`: with this time.
        case notDue(UInt64)
        /// The next message is the one to stop before.
        case reached
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

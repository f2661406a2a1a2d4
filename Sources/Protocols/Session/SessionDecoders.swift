public import OrderFlow

/// A session layer with its codec, as a value: datagrams in, events out, no I/O.
public protocol DatagramSession: ~Copyable {
    /// Whether a datagram names itself as one of this feed's; see ``DatagramDecoder/accepts(_:)``.
    func accepts(_ datagram: RawSpan) -> Bool
    mutating func decode<Sink: EventSink & ~Copyable>(
        _ datagram: RawSpan, _ context: PacketContext, into sink: inout Sink)
    /// See ``DatagramDecoder/decode(cut:missing:_:into:)``.
    mutating func decode<Sink: EventSink & ~Copyable>(
        cut datagram: RawSpan, missing: Int, _ context: PacketContext, into sink: inout Sink
    ) -> Bool
    /// See ``DatagramDecoder/expire(at:into:)``.
    mutating func expire<Sink: EventSink & ~Copyable>(at now: UInt64, into sink: inout Sink)
    /// See ``DatagramDecoder/openGap``.
    var openGap: OpenGap? { get }
    /// See ``DatagramDecoder/place``.
    var place: SequencePlace { get }
    /// See ``DatagramDecoder/isUnsettled``.
    var isUnsettled: Bool { get }
    /// See ``DatagramDecoder/hasDisowned``.
    var hasDisowned: Bool { get }
    /// See ``DatagramDecoder/takeDisowned()``.
    mutating func takeDisowned() -> [DisownedDatagram]
    /// See ``DatagramDecoder/streamName(of:)``.
    func streamName(of datagram: RawSpan) -> String?
    /// See ``DatagramDecoder/conclude(into:)``.
    mutating func conclude<Sink: EventSink & ~Copyable>(into sink: inout Sink)
    /// The source is at its end.
    mutating func finish<Sink: EventSink & ~Copyable>(into sink: inout Sink)
}

/// A stream's framing with its codec, as a value: bytes in, events out, no I/O.
public protocol StreamSession: ~Copyable {
    mutating func decode<Sink: EventSink & ~Copyable>(
        _ bytes: RawSpan, _ context: PacketContext, _ limits: StreamLimits, into sink: inout Sink
    ) throws(StreamError) -> StreamProgress
    /// The connection was lost, and what was left over of a message with it; see ``StreamDecoder/interrupt()``.
    mutating func interrupt()
    /// See ``StreamDecoder/lose(_:into:)``.
    mutating func lose<Sink: EventSink & ~Copyable>(_ context: PacketContext, into sink: inout Sink)
    /// See ``StreamDecoder/place``.
    var place: SequencePlace { get }
}

extension StreamSession where Self: ~Copyable {
    /// Messages that number themselves tell by that what happened.
    @inlinable public mutating func interrupt() {}
    @inlinable
    public mutating func lose<Sink: EventSink & ~Copyable>(_ context: PacketContext, into sink: inout Sink) {}
}

/// Gives a session the identity that a closure can hold.
@usableFromInline
final class SessionBox<Session: ~Copyable> {
    @usableFromInline var session: Session
    @inlinable init(_ session: consuming Session) { self.session = session }
}

/// A datagram session behind the class that receivers know.
///
/// The method table of a generic class leads to code that is not specialised for `Sink`; a closure made where
/// `Sink` is known is. So the override only forwards, once a packet, and everything below is specialised.
public final class DatagramSessionDecoder<Sink: EventSink & ~Copyable>: DatagramDecoder<Sink> {
    @usableFromInline let accept: (RawSpan) -> Bool
    @usableFromInline let read: (RawSpan, PacketContext, inout Sink) -> Bool
    @usableFromInline let readCut: (RawSpan, Int, PacketContext, inout Sink) -> Bool
    @usableFromInline let giveUp: (UInt64, inout Sink) -> Void
    @usableFromInline let gap: () -> OpenGap?
    @usableFromInline let standing: () -> SequencePlace
    @usableFromInline let settling: () -> (isUnsettled: Bool, hasDisowned: Bool)
    @usableFromInline let take: () -> [DisownedDatagram]
    @usableFromInline let name: (RawSpan) -> String?
    @usableFromInline let decide: (inout Sink) -> Void
    @usableFromInline let end: (inout Sink) -> Void

    @inlinable
    public init<Session: DatagramSession & ~Copyable>(_ session: consuming Session) {
        let box = SessionBox(session)
        accept = { datagram in box.session.accepts(datagram) }
        read = { datagram, context, sink in
            box.session.decode(datagram, context, into: &sink)
            return box.session.hasDisowned
        }
        readCut = { datagram, missing, context, sink in
            box.session.decode(cut: datagram, missing: missing, context, into: &sink)
        }
        giveUp = { now, sink in box.session.expire(at: now, into: &sink) }
        gap = { box.session.openGap }
        standing = { box.session.place }
        settling = { (box.session.isUnsettled, box.session.hasDisowned) }
        take = { box.session.takeDisowned() }
        name = { datagram in box.session.streamName(of: datagram) }
        decide = { sink in box.session.conclude(into: &sink) }
        end = { sink in box.session.finish(into: &sink) }
        super.init()
    }

    @inlinable
    public override func accepts(_ datagram: RawSpan) -> Bool { accept(datagram) }

    @inlinable
    public override func decode(_ datagram: RawSpan, _ context: PacketContext, into sink: inout Sink) {
        hasDisowned = read(datagram, context, &sink)
    }

    @inlinable
    public override func decode(
        cut datagram: RawSpan, missing: Int, _ context: PacketContext, into sink: inout Sink
    ) -> Bool {
        readCut(datagram, missing, context, &sink)
    }

    @inlinable
    public override func expire(at now: UInt64, into sink: inout Sink) {
        giveUp(now, &sink)
        hasDisowned = settling().hasDisowned
    }

    @inlinable
    public override var isUnsettled: Bool { settling().isUnsettled }

    @inlinable
    public override func takeDisowned() -> [DisownedDatagram] {
        hasDisowned = false
        return take()
    }

    @inlinable
    public override func streamName(of datagram: RawSpan) -> String? { name(datagram) }

    @inlinable
    public override func conclude(into sink: inout Sink) {
        decide(&sink)
        hasDisowned = settling().hasDisowned
    }

    @inlinable
    public override var openGap: OpenGap? { gap() }

    @inlinable
    public override var place: SequencePlace { standing() }

    @inlinable
    public override func finish(into sink: inout Sink) { end(&sink) }
}

/// A stream session behind the class that receivers know; see ``DatagramSessionDecoder``.
public final class StreamSessionDecoder<Sink: EventSink & ~Copyable>: StreamDecoder<Sink> {
    @usableFromInline
    let read: (RawSpan, PacketContext, StreamLimits, inout Sink) throws(StreamError) -> StreamProgress
    @usableFromInline let cut: () -> Void
    @usableFromInline let loss: (PacketContext, inout Sink) -> Void
    @usableFromInline let standing: () -> SequencePlace

    @inlinable
    public init<Session: StreamSession & ~Copyable>(_ session: consuming Session) {
        let box = SessionBox(session)
        read = { (bytes, context, limits, sink) throws(StreamError) -> StreamProgress in
            try box.session.decode(bytes, context, limits, into: &sink)
        }
        cut = { box.session.interrupt() }
        loss = { context, sink in box.session.lose(context, into: &sink) }
        standing = { box.session.place }
        super.init()
    }

    @inlinable
    public override func decode(
        _ bytes: RawSpan, _ context: PacketContext, _ limits: StreamLimits, into sink: inout Sink
    ) throws(StreamError) -> StreamProgress {
        try read(bytes, context, limits, &sink)
    }

    @inlinable
    public override func interrupt() { cut() }

    @inlinable
    public override func lose(_ context: PacketContext, into sink: inout Sink) { loss(context, &sink) }

    @inlinable
    public override var place: SequencePlace { standing() }
}

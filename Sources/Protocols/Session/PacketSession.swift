public import OrderFlow
public import Wire

/// The state machine of every packeted session layer with its sequence in the packet header.
///
/// A sender that begins anew is one reset: a session identity not seen before, or a heartbeat back at 1. Back
/// at 1 by data alone could as well be one old packet, so it is held until the next packet: one that
/// continues it proves the restart, any other makes it a duplicate. The same way a packet of the session
/// before this one is late, unless it tells something new and the next one continues it. A held packet's
/// messages come before the `packet` event of its successor, so that they still stand behind their own.
///
/// A feed of several lines, or one whose gaps can be asked for, is arbitrated message by message: see
/// `PacketSession+Lines.swift`. Any other has what is missing told at once, and what of it comes late told as
/// filled, too late for the books.
///
/// Sources: MoldUDP64 1.00 and IEX-TP 1, sequencing.
public struct PacketSession<Framing: PacketFraming, Codec: MessageCodec & ~Copyable>: DatagramSession,
    ~Copyable
{
    @usableFromInline let framing: Framing
    @usableFromInline var codec: Codec
    @usableFromInline var tracker = SequenceTracker()
    @usableFromInline var held = HeldPacket()
    @usableFromInline var session: SessionIdentity?
    @usableFromInline var formerSession: SessionIdentity?
    /// What came next in the session before.
    @usableFromInline var formerExpected: UInt64 = 0
    @usableFromInline var isEnded = false
    /// The line that last brought something new.
    @usableFromInline var line: UInt8 = 0
    /// Send time of the packet that last brought something new.
    @usableFromInline var sent: UInt64 = 0
    /// Messages that were told as missing, of the latest.
    @usableFromInline var lost = RangeSet()
    @usableFromInline var arbiter: LineArbiter
    /// How often the sender has begun anew.
    @usableFromInline var life = 0

    @inlinable
    public init(_ framing: Framing, _ codec: consuming Codec, _ options: FeedOptions) {
        self.framing = framing
        self.codec = codec
        arbiter = LineArbiter(options)
    }

    @inlinable
    public func accepts(_ datagram: RawSpan) -> Bool { framing.accepts(datagram) }

    @inlinable
    public mutating func decode<Sink: EventSink & ~Copyable>(
        _ datagram: RawSpan, _ context: PacketContext, into sink: inout Sink
    ) {
        guard let header = framing.header(of: datagram) else {
            sink.accept(context.packet(sequence: 0, messages: 0, bytes: datagram.byteCount))
            sink.accept(.malformedPacket(lost: 0, received: context.received))
            return
        }
        if header.reach >= datagram.byteCount {
            read(header, datagram, context, isFirst: true, into: &sink)
        } else {
            readRuns(header, datagram, context, into: &sink)
        }
    }

    /// A datagram that is several packets to the sequence, one behind the other.
    @inlinable @inline(never)
    mutating func readRuns<Sink: EventSink & ~Copyable>(
        _ first: PacketHeader, _ datagram: RawSpan, _ context: PacketContext, into sink: inout Sink
    ) {
        read(first, datagram.extracting(0..<first.reach), context, isFirst: true, into: &sink)
        var offset = first.reach
        while offset < datagram.byteCount {
            let rest = datagram.bytes(from: offset)
            guard let header = framing.header(of: rest) else {
                sink.accept(context.stretch(sequence: 0, bytes: rest.byteCount))
                sink.accept(.malformedPacket(lost: 0, received: context.received))
                return
            }
            let reach = min(header.reach, rest.byteCount)
            read(header, rest.extracting(0..<reach), context, isFirst: false, into: &sink)
            offset += reach
        }
    }

    /// One packet, or a run of messages that is one to the sequence.
    @inlinable
    mutating func read<Sink: EventSink & ~Copyable>(
        _ header: PacketHeader, _ datagram: RawSpan, _ context: PacketContext, isFirst: Bool,
        into sink: inout Sink
    ) {
        let isOvertaken = held.isHeld && held.line == context.line && settle(by: header, into: &sink)
        sink.accept(
            isFirst
                ? context.packet(sequence: header.sequence, messages: header.count, bytes: datagram.byteCount)
                : context.stretch(
                    sequence: header.sequence, messages: header.count, bytes: datagram.byteCount))
        if arbiter.isNeeded {
            arbitrate(header, isOvertaken: isOvertaken, datagram, context, into: &sink)
            return
        }
        let known = admit(header, isOvertaken: isOvertaken, datagram, context, into: &sink)
        if known < header.count {
            deliver(datagram, count: header.count, skipping: known, received: context.received, into: &sink)
        }
    }

    @inlinable
    public var place: SequencePlace {
        SequencePlace(life: life, first: tracker.first, next: tracker.expected)
    }

    @inlinable
    public mutating func finish<Sink: EventSink & ~Copyable>(into sink: inout Sink) {
        if held.isHeld { drop(into: &sink) }
        giveUpHeld(into: &sink)
    }

    /// Brings the sequence up to date. Returns how many messages at the packet's front are not to be
    /// delivered.
    @inlinable
    mutating func admit<Sink: EventSink & ~Copyable>(
        _ header: PacketHeader, isOvertaken: Bool, _ datagram: RawSpan, _ context: PacketContext,
        into sink: inout Sink
    ) -> Int {
        if header.session != session {
            if session == nil {
                session = header.session
            } else if header.session == formerSession {
                readLate(header, datagram, context, into: &sink)
                return header.count
            } else {
                startOver(header.session, at: 1, received: context.received, into: &sink)
            }
        }
        if header.kind != .data {
            readSignOfLife(header, isOvertaken: isOvertaken, datagram, context, into: &sink)
            return 0
        }
        if header.sequence == 1, tracker.expected > 1 + UInt64(header.count), context.line == line {
            hold(header, datagram, context, into: &sink)
            return header.count
        }
        let expected = tracker.expected
        let arrival = tracker.arrive(header.sequence, count: UInt64(header.count))
        if tracker.expected != expected {
            line = context.line
            sent = header.sent
        }
        if arrival.missing > 0 {
            sink.accept(.gap(from: expected, count: arrival.missing, context))
            lost.insert(expected, expected &+ arrival.missing &- 1)
        }
        if arrival.known > 0 { tellKnown(header.sequence, arrival.known, context, into: &sink) }
        return Int(arrival.known)
    }

    /// `count` messages from `first` on are not new: late ones fill what was told as missing, others came
    /// before.
    @inlinable
    mutating func tellKnown<Sink: EventSink & ~Copyable>(
        _ first: UInt64, _ count: UInt64, _ context: PacketContext, into sink: inout Sink
    ) {
        let late = lost.isEmpty ? 0 : fillLate(first, count, context, into: &sink)
        if late < count {
            sink.accept(.duplicate(from: first, count: count &- late, received: context.received))
        }
    }

    /// The blocks of a packet, from the first that is new. What runs past the end is lost, and so is all
    /// behind it.
    ///
    /// - Parameter end: Go no further than before this block; `nil`: to the last.
    @inlinable
    mutating func deliver<Sink: EventSink & ~Copyable>(
        _ datagram: RawSpan, count: Int, skipping known: Int, upTo end: Int? = nil, received: UInt64,
        into sink: inout Sink
    ) {
        codec.begin(received: received)
        var offset = Framing.headerByteCount
        var index = 0
        let end = end ?? count
        while index < end {
            if Framing.hasRecords, index >= known {
                let run = codec.decodeRecords(
                    datagram, from: offset, to: datagram.byteCount, atMost: end &- index, into: &sink)
                offset = run.offset
                index &+= run.count
                if index == end { break }
            }
            let left = datagram.byteCount &- offset
            guard left >= Framing.blockHeadByteCount else { break }
            let length = framing.blockLength(datagram, at: offset)
            let start = offset &+ Framing.blockPrefixByteCount
            guard length <= datagram.byteCount &- start else { break }
            if index >= known { codec.decode(datagram.bytes(at: start, count: length), into: &sink) }
            offset = start &+ length
            index &+= 1
        }
        if index < end || end == count && offset != datagram.byteCount {
            sink.accept(.malformedPacket(lost: end &- max(index, known), received: received))
        }
    }
}

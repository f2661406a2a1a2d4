public import OrderFlow
public import Wire

/// The state machine of every packeted session layer with its sequence in the packet header.
///
/// A sender that begins anew is one reset: another session that goes on while this one is silent, or a heartbeat
/// back at 1. Back at 1 by data alone could as well be one old packet, so it is held until the next packet: one
/// that continues it proves the restart, any other makes it a duplicate. A held packet's messages come before the
/// `packet` event of its successor, so that they still stand behind their own. What does not fit the sequence is
/// kept apart until it is known what it is: see `PacketSession+Outliers.swift`.
///
/// A feed of several lines, or one whose gaps can be asked for, is arbitrated message by message: see
/// `PacketSession+Lines.swift`. Any other has what is missing told at once, and what of it comes late told as
/// filled, too late for the books.
///
/// Sources: MoldUDP64 1.00 and IEX-TP 1, sequencing.
public struct PacketSession<Framing: PacketFraming, Codec: MessageCodec & ~Copyable>: ~Copyable {
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
    /// One beyond the highest message that any line has shown.
    @usableFromInline var front: UInt64 = 0
    /// Packets that the sequence went on with, as far as ``Outliers/proof``.
    @usableFromInline var footing = 0
    /// When the session's latest packet came, ns since the epoch.
    @usableFromInline var heard: UInt64 = 0
    @usableFromInline var outliers = Outliers()
    /// Streams beside this one that another decoder takes.
    @usableFromInline var disowned: [SessionIdentity] = []

    @inlinable
    public init(_ framing: Framing, _ codec: consuming Codec, _ options: FeedOptions) {
        self.framing = framing
        self.codec = codec
        arbiter = LineArbiter(options)
    }

    @inlinable
    public func accepts(_ datagram: RawSpan) -> Bool {
        framing.accepts(datagram) && (disowned.isEmpty || !isDisowned(datagram))
    }

    @inlinable
    func isDisowned(_ datagram: RawSpan) -> Bool {
        framing.header(of: datagram).map { disowned.contains($0.session) } ?? false
    }

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
        if !outliers.isEmpty, !isOutlier(header, context.line) { noteReturn(header, context, into: &sink) }
        if isOutlier(header, context.line) {
            takeOutlier(header, datagram, context, isFirst: isFirst, into: &sink)
        } else {
            process(header, datagram, context, isFirst: isFirst, into: &sink)
        }
    }

    /// A packet that fits the sequence.
    @inlinable
    mutating func process<Sink: EventSink & ~Copyable>(
        _ header: PacketHeader, _ datagram: RawSpan, _ context: PacketContext, isFirst: Bool,
        into sink: inout Sink
    ) {
        let isOvertaken = held.isHeld && held.line == context.line && settle(by: header, into: &sink)
        sink.accept(
            isFirst
                ? context.packet(sequence: header.sequence, messages: header.count, bytes: datagram.byteCount)
                : context.stretch(
                    sequence: header.sequence, messages: header.count, bytes: datagram.byteCount))
        if session == nil || session == header.session { goOn(header, context) }
        if arbiter.isNeeded {
            arbitrate(header, isOvertaken: isOvertaken, datagram, context, into: &sink)
            return
        }
        if header.sequence == 0, header.count > 0 {
            readUnnumbered(header, datagram, context, into: &sink)
            return
        }
        let known = admit(header, isOvertaken: isOvertaken, datagram, context, into: &sink)
        if known < header.count {
            deliver(datagram, count: header.count, skipping: known, received: context.received, into: &sink)
        }
    }

    /// Keeps in mind how far the session has come.
    @inlinable
    mutating func goOn(_ header: PacketHeader, _ context: PacketContext) {
        heard = context.moment
        let next = header.sequence &+ UInt64(header.count)
        guard header.sequence > 0, next > front || header.count == 0 && next == front else { return }
        guard !(arbiter.isNeeded && arbiter.isAnswer(context.line)) else { return }
        front = next
        if footing < Outliers.proof { footing += 1 }
        if header.count > 0 { isEnded = false }
    }

    @inlinable
    public var place: SequencePlace {
        SequencePlace(life: life, first: tracker.first, next: tracker.expected)
    }

    @inlinable
    public mutating func finish<Sink: EventSink & ~Copyable>(into sink: inout Sink) {
        conclude(into: &sink)
        while let index = outliers.runs.indices.first { dropRun(index, into: &sink) }
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
            guard session == nil else {
                tellStale(header, context, into: &sink)
                return header.count
            }
            session = header.session
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
                if run.count > 0 { continue }
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

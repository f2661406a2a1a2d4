public import OrderFlow
public import Wire

/// The rare ways: signs of life, late packets, senders that begin anew under the same name.
extension PacketSession where Codec: ~Copyable {
    /// A packet without messages: heartbeat or end of session.
    ///
    /// - Parameter isOvertaken: It announces a beginning whose first packet came before it.
    @inlinable @inline(never)
    mutating func readSignOfLife<Sink: EventSink & ~Copyable>(
        _ header: PacketHeader, isOvertaken: Bool, _ datagram: RawSpan, _ context: PacketContext,
        into sink: inout Sink
    ) {
        let isHeartbeat = header.kind == .heartbeat
        // A heartbeat sent before what we have already seen is late, and no restart.
        if isHeartbeat, !isOvertaken, header.sequence == 1, tracker.expected > 1, header.sent >= sent {
            startOver(header.session, at: 1, received: context.received, into: &sink)
        }
        if header.sequence > 0 {  // 0 tells nothing: sequences start at 1
            let expected = tracker.expected
            let arrival = tracker.arrive(header.sequence, count: 0)
            if arrival.missing > 0 {
                sink.accept(.gap(from: expected, count: arrival.missing, context))
                lost.insert(expected, header.sequence &- 1)
            }
            if tracker.expected == header.sequence {
                line = context.line
                sent = header.sent
            }
        }
        if isHeartbeat {
            sink.accept(OrderEvent(.heartbeat, reference: header.sequence, timestamp: context.received))
        } else if !isEnded {
            isEnded = true
            sink.accept(OrderEvent(.endOfSession, reference: header.sequence, timestamp: context.received))
        }
        if datagram.byteCount > Framing.headerByteCount {
            sink.accept(.malformedPacket(lost: 0, received: context.received))
        }
    }

    /// The feed begins anew, in `identity`, with message `next`.
    @inlinable @inline(never)
    mutating func startOver<Sink: EventSink & ~Copyable>(
        _ identity: SessionIdentity, at next: UInt64, received: UInt64, into sink: inout Sink
    ) {
        giveUpHeld(into: &sink)
        let isNamedAnew = identity != session
        if isNamedAnew {
            formerSession = session
            formerExpected = tracker.expected
        }
        session = identity
        front = next
        footing = 0
        let formerNext = tracker.expected
        tracker.restart(at: next)
        life += 1
        isEnded = false
        sent = 0
        lost.removeAll()
        arbiter.startOver(at: next, formerExpected: formerNext, isNamedAnew: isNamedAnew)
        codec.startOver()
        sink.accept(.reset(next: next, received: received))
    }

    /// Tells which of `count` messages from `first` on had been told as missing, and returns how many.
    @inlinable @inline(never)
    mutating func fillLate<Sink: EventSink & ~Copyable>(
        _ first: UInt64, _ count: UInt64, _ context: PacketContext, into sink: inout Sink
    ) -> UInt64 {
        var late: UInt64 = 0
        while let part = lost.takeFirstPart(of: first, first &+ count &- 1) {
            late &+= part.last &- part.first &+ 1
            sink.accept(
                .filled(
                    line: context.line, from: part.first, through: part.last, source: .late,
                    received: context.received))
        }
        return late
    }

    /// Keeps an old packet until the next one tells what it was. One without messages needs no keeping.
    @inlinable @inline(never)
    mutating func hold<Sink: EventSink & ~Copyable>(
        _ header: PacketHeader, _ datagram: RawSpan, _ context: PacketContext, into sink: inout Sink
    ) {
        guard header.count > 0 else { return }
        let count = UInt64(header.count)
        let isHeld = held.hold(
            datagram, session: header.session, sequence: header.sequence, count: count,
            received: context.received, line: context.line)
        if !isHeld {
            sink.accept(.duplicate(from: header.sequence, count: count, received: context.received))
        }
    }

    /// A packet came after the held one: either it continues that, and the sender began anew, or that was
    /// old.
    ///
    /// - Returns: Whether the packet is a heartbeat that the held one, a beginning, overtook on its way.
    @inlinable @inline(never)
    mutating func settle<Sink: EventSink & ~Copyable>(by header: PacketHeader, into sink: inout Sink) -> Bool
    {
        let isSession = header.session == held.session
        let isBack = header.session == session || header.kind == .data
        let isOvertaken =
            isSession && isBack && header.kind == .heartbeat && header.sequence == 1 && held.sequence == 1
        guard isSession && isBack && header.sequence == held.next || isOvertaken else {
            drop(into: &sink)
            return false
        }
        confirmHeld(into: &sink)
        return isOvertaken
    }

    /// The sender began anew with the held packet.
    @inlinable @inline(never)
    mutating func confirmHeld<Sink: EventSink & ~Copyable>(into sink: inout Sink) {
        held.isHeld = false
        startOver(held.session, at: held.sequence, received: held.received, into: &sink)
        _ = tracker.arrive(held.sequence, count: held.count)
        front = held.next
        arbiter.begin(on: held.line, with: held.sequence, count: held.count, received: held.received)
        let storage = held.storage
        deliver(
            storage.rawBytes.extracting(0..<held.byteCount), count: Int(held.count), skipping: 0,
            received: held.received, into: &sink)
    }

    /// The held packet was old.
    @inlinable @inline(never)
    mutating func drop<Sink: EventSink & ~Copyable>(into sink: inout Sink) {
        held.isHeld = false
        sink.accept(.duplicate(from: held.sequence, count: held.count, received: held.received))
    }
}

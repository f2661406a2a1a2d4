public import OrderFlow

/// Arbitration: every message is delivered once and in order, from whichever line has it first.
///
/// A packet behind a hole is held until another line or the request server has filled the hole, or until it is
/// given up: when every line has passed it and nobody is left to ask, or after half a second. What no line
/// brought is a gap; what one line did not bring is told as that line's as soon as the line shows it.
extension PacketSession where Codec: ~Copyable {
    @inlinable @inline(never)
    mutating func arbitrate<Sink: EventSink & ~Copyable>(
        _ header: PacketHeader, isOvertaken: Bool, _ datagram: RawSpan, _ context: PacketContext,
        into sink: inout Sink
    ) {
        guard belongs(header, datagram, context, into: &sink) else { return }
        if isRestart(header, isOvertaken: isOvertaken, context.line) {
            if header.kind == .data {
                // One line's step back may be an old packet; two lines' is a new beginning.
                guard held.isHeld, held.line != context.line, held.session == header.session else {
                    return hold(header, datagram, context, into: &sink)
                }
                confirmHeld(into: &sink)
                sink.accept(context.stretch(sequence: header.sequence))
            } else {
                startOver(with: header, context, into: &sink)
            }
            arbiter.begin(on: context.line, with: 1, count: 0, received: context.received)
        }
        if header.sequence > 0 {
            if tracker.expected == 0 { tracker.expected = header.sequence }
            track(header, context, into: &sink)
            if header.kind == .data {
                take(header, datagram, context, into: &sink)
            } else {
                takeSign(header, context, into: &sink)
            }
        } else if header.kind == .data {  // sequences start at 1: nothing to arbitrate by
            sink.accept(.malformedPacket(lost: header.count, received: context.received))
        }
        if header.kind == .heartbeat {
            sink.accept(OrderEvent(.heartbeat, reference: header.sequence, timestamp: context.received))
        }
        if header.kind != .data, datagram.byteCount > Framing.headerByteCount {
            sink.accept(.malformedPacket(lost: 0, received: context.received))
        }
        release(at: context.received, into: &sink)
    }

    /// Whether a packet is of this session and of this life of the sender.
    @inlinable
    mutating func belongs<Sink: EventSink & ~Copyable>(
        _ header: PacketHeader, _ datagram: RawSpan, _ context: PacketContext, into sink: inout Sink
    ) -> Bool {
        if arbiter.isAnswer(context.line) {
            return header.session == session && header.kind == .data
                && arbiter.isShown(header.sequence &+ UInt64(header.count))
        }
        let line = Int(context.line)
        if session == nil { session = header.session }
        guard header.session == session else {
            tellStale(header, context, into: &sink)
            return false
        }
        if arbiter.lines[line].life != arbiter.life {
            guard arbiter.isOfThisLife(header.sequence, on: context.line, expected: tracker.expected) else {
                tellStale(header, context, into: &sink)
                return false
            }
            arbiter.lines[line].startOver(life: arbiter.life, at: arbiter.beginning)
        }
        arbiter.lines[line].lastReceived = context.received
        return true
    }

    /// The sender begins anew with a packet. Its messages come behind what was held of the life before.
    @inlinable
    mutating func startOver<Sink: EventSink & ~Copyable>(
        with header: PacketHeader, _ context: PacketContext, into sink: inout Sink
    ) {
        let isHolding = !arbiter.hold.isEmpty
        startOver(header.session, at: 1, received: context.received, into: &sink)
        if isHolding { sink.accept(context.stretch(sequence: header.sequence)) }
    }

    /// Messages of another life of the sender, on a line that lags, are none of this one's.
    @inlinable
    mutating func tellStale<Sink: EventSink & ~Copyable>(
        _ header: PacketHeader, _ context: PacketContext, into sink: inout Sink
    ) {
        guard header.count > 0 else { return }
        sink.accept(
            .duplicate(from: header.sequence, count: UInt64(header.count), received: context.received))
    }

    /// Whether a line steps back to the beginning.
    @inlinable
    func isRestart(_ header: PacketHeader, isOvertaken: Bool, _ line: UInt8) -> Bool {
        guard header.sequence == 1, !arbiter.isAnswer(line) else { return false }
        let expected = arbiter.lines[Int(line)].tracker.expected
        return switch header.kind {
        case .data: expected > 1 + UInt64(header.count)
        case .heartbeat: expected > 1 && !isOvertaken && header.sent >= sent
        case .endOfSession: false
        }
    }

    /// Brings the line's own sequence up to date, and tells what is missing or doubled on it.
    @inlinable
    mutating func track<Sink: EventSink & ~Copyable>(
        _ header: PacketHeader, _ context: PacketContext, into sink: inout Sink
    ) {
        guard !arbiter.isAnswer(context.line) else { return }
        let line = Int(context.line)
        let expected = arbiter.lines[line].tracker.expected
        arbiter.lines[line].notePacket()
        let arrival = arbiter.lines[line].tracker.arrive(header.sequence, count: UInt64(header.count))
        if arrival.missing > 0 {
            let last = expected &+ arrival.missing &- 1
            arbiter.lines[line].missing.insert(expected, last)
            arbiter.reasons.insert(expected, last, context.gapCause)
            if arbiter.lines.count > 1 {
                sink.accept(
                    .lineGap(
                        line: context.line, from: expected, through: last, cause: context.gapCause,
                        received: context.received))
            }
        }
        if arrival.known > 0 { tellKnown(header.sequence, arrival.known, on: line, context, into: &sink) }
    }

    /// `count` messages from `first` on are behind what the line has brought: late on it, or doubled.
    @inlinable
    mutating func tellKnown<Sink: EventSink & ~Copyable>(
        _ first: UInt64, _ count: UInt64, on line: Int, _ context: PacketContext, into sink: inout Sink
    ) {
        var doubled = count
        while let part = arbiter.lines[line].missing.takeFirstPart(of: first, first &+ count &- 1) {
            doubled &-= part.last &- part.first &+ 1
            if arbiter.lines.count > 1 {
                sink.accept(
                    .filled(
                        line: context.line, from: part.first, through: part.last, source: .lineOnly,
                        received: context.received))
            }
        }
        if doubled > 0 {
            sink.accept(.duplicate(from: first, count: doubled, received: context.received))
        }
    }

    /// A packet with messages: delivered, held, or known.
    @inlinable
    mutating func take<Sink: EventSink & ~Copyable>(
        _ header: PacketHeader, _ datagram: RawSpan, _ context: PacketContext, into sink: inout Sink
    ) {
        let next = header.sequence &+ UInt64(header.count)
        if !arbiter.isAnswer(context.line) { measureLead(header.sequence, next, context, into: &sink) }
        let expected = tracker.expected
        if header.sequence < expected {
            _ = fillLate(header.sequence, min(next, expected) &- header.sequence, context, into: &sink)
        }
        guard next > expected else { return }
        if header.sequence <= expected, arbiter.hold.isEmpty {
            sent = header.sent
            deliver(header.sequence, header.count, upTo: next, datagram, context, into: &sink)
        } else if !arbiter.hold.covers(header.sequence, next),
            !arbiter.hold.insert(datagram, sequence: header.sequence, count: header.count, context)
        {
            // No room to wait any longer.
            giveUpHeld(into: &sink)
            sink.accept(context.stretch(sequence: header.sequence))
            giveUp(to: header.sequence, context, into: &sink)
            if next > tracker.expected {
                deliver(header.sequence, header.count, upTo: next, datagram, context, into: &sink)
            }
        }
    }

    /// How far this copy of messages lies behind the other line's.
    @inlinable
    mutating func measureLead<Sink: EventSink & ~Copyable>(
        _ first: UInt64, _ next: UInt64, _ context: PacketContext, into sink: inout Sink
    ) {
        var front = first
        while let lead = arbiter.arrivals.takeLead(&front, next, line: context.line) {
            let isBehind = context.received >= lead.received
            sink.accept(
                .lead(
                    first: isBehind ? lead.line : context.line, second: isBehind ? context.line : lead.line,
                    nanoseconds: isBehind
                        ? context.received &- lead.received : lead.received &- context.received,
                    count: lead.count))
        }
        arbiter.arrivals.note(first, next, line: context.line, received: context.received)
    }

    /// A heartbeat or the end of the session tells what should have come by now.
    @inlinable
    mutating func takeSign<Sink: EventSink & ~Copyable>(
        _ header: PacketHeader, _ context: PacketContext, into sink: inout Sink
    ) {
        let isEnd = header.kind == .endOfSession
        if header.sequence > tracker.expected {
            if arbiter.hold.hasSign(header.sequence, isEnd: isEnd)
                || arbiter.hold.insert(RawSpan(), sequence: header.sequence, count: 0, isEnd: isEnd, context)
            {
                return
            }
            giveUpHeld(into: &sink)
            giveUp(to: header.sequence, context, into: &sink)
        }
        if isEnd { tellEnd(header.sequence, context.received, into: &sink) }
    }

    @inlinable
    mutating func tellEnd<Sink: EventSink & ~Copyable>(
        _ sequence: UInt64, _ received: UInt64, into sink: inout Sink
    ) {
        guard !isEnded else { return }
        isEnded = true
        sink.accept(OrderEvent(.endOfSession, reference: sequence, timestamp: received))
    }
}

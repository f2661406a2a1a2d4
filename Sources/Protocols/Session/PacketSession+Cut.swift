public import OrderFlow
internal import Wire

/// Datagrams that the capture cut: their whole messages are as good as any, and the rest is the capture's loss.
extension PacketSession where Codec: ~Copyable {
    /// See ``DatagramDecoder/decode(cut:missing:_:into:)``.
    @inlinable @inline(never)
    public mutating func decode<Sink: EventSink & ~Copyable>(
        cut datagram: RawSpan, missing: Int, _ context: PacketContext, into sink: inout Sink
    ) -> Bool {
        guard let header = framing.header(ofCut: datagram, byteCount: datagram.byteCount &+ missing) else {
            return false
        }
        guard header.reach == .max else {
            readWholeRuns(datagram, context, into: &sink)
            return false
        }
        let isApart = isOutlier(header, context.line)
        let (count, end) = wholeBlocks(of: datagram, atMost: header.count)
        if count > 0 {
            var part = header
            part.count = count
            read(part, datagram.extracting(0..<end), context, isFirst: true, into: &sink)
        } else {
            sink.accept(context.packet(sequence: header.sequence, messages: 0, bytes: datagram.byteCount))
        }
        if session == nil { session = header.session }
        // A packet that is held until it is known what it is, or is another session's, says nothing of this one.
        guard header.kind == .data, header.session == session, !held.isHeld, !isApart else {
            return false
        }
        let (first, next) = (header.sequence &+ UInt64(count), header.sequence &+ UInt64(header.count))
        if arbiter.isNeeded { return loseOnLine(first, next, context, into: &sink) }
        lose(first, next, context, into: &sink)
        return true
    }

    /// Runs of messages as far as they are whole; nothing tells how many there were behind.
    @usableFromInline
    mutating func readWholeRuns<Sink: EventSink & ~Copyable>(
        _ datagram: RawSpan, _ context: PacketContext, into sink: inout Sink
    ) {
        var end = 0
        while let run = framing.header(of: datagram.bytes(from: end)) { end += run.reach }
        decode(datagram.extracting(0..<end), context, into: &sink)
    }

    /// Blocks at the front of a datagram that are whole, and where they end.
    @usableFromInline
    func wholeBlocks(of datagram: RawSpan, atMost most: Int) -> (count: Int, end: Int) {
        var (count, end) = (0, Framing.headerByteCount)
        while count < most, datagram.byteCount - end >= Framing.blockHeadByteCount {
            let length = framing.blockLength(datagram, at: end)
            let start = end + Framing.blockPrefixByteCount
            guard length <= datagram.byteCount - start else { break }
            end = start + length
            count += 1
        }
        return (count, end)
    }

    /// Messages `first ..< next` were sent, and the capture lacks them.
    @usableFromInline
    mutating func lose<Sink: EventSink & ~Copyable>(
        _ first: UInt64, _ next: UInt64, _ context: PacketContext, into sink: inout Sink
    ) {
        let expected = tracker.expected
        let arrival = tracker.arrive(first, count: next &- first)
        guard tracker.expected == next, next > expected else { return }
        front = max(front, next)
        if arrival.missing > 0 {
            sink.accept(.gap(from: expected, count: arrival.missing, context))
            lost.insert(expected, first &- 1)
        }
        let from = max(expected, first)
        lost.insert(from, next &- 1)
        sink.accept(.gap(from: from, through: next &- 1, cause: .capture, received: context.received))
    }

    /// The same on one of several lines: another may have them.
    @usableFromInline
    mutating func loseOnLine<Sink: EventSink & ~Copyable>(
        _ first: UInt64, _ next: UInt64, _ context: PacketContext, into sink: inout Sink
    ) -> Bool {
        let line = Int(context.line)
        guard !arbiter.isAnswer(context.line), arbiter.lines[line].life == arbiter.life, first > 0 else {
            return false
        }
        if tracker.expected == 0 { tracker.expected = first }
        front = max(front, next)
        var sign = PacketHeader(.heartbeat, session: session ?? SessionIdentity(), sequence: first)
        track(sign, context, into: &sink)
        sign.sequence = next
        var cut = context
        cut.gapCause = .capture
        track(sign, cut, into: &sink)
        takeSign(sign, cut, into: &sink)
        release(at: context.received, into: &sink)
        return true
    }
}

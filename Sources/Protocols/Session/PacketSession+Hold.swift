public import OrderFlow

/// What is held behind holes in the sequence: delivered in order as they are filled, or given up.
extension PacketSession where Codec: ~Copyable {
    /// Delivers what is held as far as the sequence is whole, and gives up what cannot be waited for any longer.
    ///
    /// - Parameter now: Everything received before has been decoded; `.max`: wait for nothing.
    @inlinable
    mutating func release<Sink: EventSink & ~Copyable>(at now: UInt64, into sink: inout Sink) {
        while let lowest = arbiter.hold.first {
            if lowest.next <= tracker.expected {
                if lowest.isEnd {
                    sink.accept(lowest.context.stretch(sequence: lowest.sequence))
                    tellEnd(lowest.sequence, lowest.context.received, into: &sink)
                }
                arbiter.hold.removeFirst()
                continue
            }
            if lowest.sequence > tracker.expected {
                guard isHopeless(lowest, at: now) else { return }
                sink.accept(lowest.context.stretch(sequence: lowest.sequence))
                giveUp(to: lowest.sequence, lowest.context, into: &sink)
            }
            guard let (entry, end) = arbiter.hold.earliest(with: tracker.expected),
                let memory = arbiter.hold.memory
            else { continue }
            sink.accept(entry.context.stretch(sequence: entry.sequence))
            deliver(
                entry.sequence, entry.count, upTo: end,
                memory.read(at: entry.start, count: entry.byteCount), entry.context, into: &sink)
        }
    }

    /// Delivers what is next of a packet, as far as before message `end`.
    @inlinable
    mutating func deliver<Sink: EventSink & ~Copyable>(
        _ sequence: UInt64, _ count: Int, upTo end: UInt64, _ datagram: RawSpan, _ context: PacketContext,
        into sink: inout Sink
    ) {
        let first = max(tracker.expected, sequence)
        if arbiter.isAnswer(context.line) {
            sink.accept(
                .filled(
                    line: context.line, from: first, through: end &- 1, source: .request,
                    received: context.received))
        }
        tracker.expected = end
        deliver(
            datagram, count: count, skipping: Int(first &- sequence), upTo: Int(end &- sequence),
            received: context.received, into: &sink)
    }

    /// Whether there is no use in waiting for what is missing before a held packet.
    @inlinable
    func isHopeless(_ entry: HoldQueue.Entry, at now: UInt64) -> Bool {
        let noticed = entry.context.received == 0 ? entry.context.intake : entry.context.received
        let isPassed = arbiter.isPassed(entry.sequence, at: now)
        if isPassed, !arbiter.isFillable, arbiter.isSettled(entry.sequence, at: now) { return true }
        let patience =
            !isPassed
            ? LineArbiter.linePatience
            : arbiter.isFillable ? LineArbiter.answerPatience : LineArbiter.orderPatience
        return now >= noticed.addingReportingOverflow(patience).partialValue
    }

    /// What is missing before `sequence` is lost, on every line.
    @inlinable
    mutating func giveUp<Sink: EventSink & ~Copyable>(
        to sequence: UInt64, _ context: PacketContext, into sink: inout Sink
    ) {
        let last = sequence &- 1
        var first = tracker.expected
        guard first < sequence else { return }
        lost.insert(first, last)
        tracker.expected = sequence
        while first <= last {
            let (cause, end) = arbiter.reasons.reason(from: first, through: last)
            sink.accept(.gap(from: first, through: end, cause: cause, received: context.received))
            first = end &+ 1
        }
    }

    /// Waits for nothing any more.
    @inlinable @inline(never)
    mutating func giveUpHeld<Sink: EventSink & ~Copyable>(into sink: inout Sink) {
        if !arbiter.hold.isEmpty { release(at: .max, into: &sink) }
    }
}

/// What the receiver asks between packets.
extension PacketSession where Codec: ~Copyable {
    @inlinable
    public mutating func expire<Sink: EventSink & ~Copyable>(at now: UInt64, into sink: inout Sink) {
        if !outliers.isEmpty { settleOutliers(at: now, into: &sink) }
        if !arbiter.hold.isEmpty { release(at: now, into: &sink) }
    }

    @inlinable
    public var openGap: OpenGap? {
        guard let entry = arbiter.hold.first, let session, entry.sequence > tracker.expected else {
            return nil
        }
        return OpenGap(
            session: session, first: tracker.expected, count: entry.sequence &- tracker.expected,
            noticed: entry.context.received, isOnEveryLine: arbiter.isPassed(entry.sequence, at: 0))
    }
}

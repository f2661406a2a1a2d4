public import OrderFlow
public import Wire

/// BinaryFILE: records of a 16-bit big-endian length and so many bytes; length 0 ends the session.
///
/// Source: Nasdaq BinaryFILE 1.00. Sequences are implicit and start at 1; nothing in a file can be missing.
public struct BinaryFile<Codec: MessageCodec & ~Copyable>: ~Copyable {
    @usableFromInline var codec: Codec
    /// Of the next record.
    @usableFromInline var sequence: UInt64 = 1
    /// The end marker was read, and nothing after it yet.
    @usableFromInline var isEnded = false
    /// Sessions that were followed by another.
    @usableFromInline var life = 0
    /// What would have come next in the session that ended.
    @usableFromInline var formerNext: UInt64 = 1

    @inlinable public init(_ codec: consuming Codec) { self.codec = codec }

    @inlinable
    public var place: SequencePlace {
        SequencePlace(life: life, first: 1, next: isEnded ? formerNext : sequence)
    }

    /// Nothing tells how many records were lost, so the session counts as over.
    @inlinable
    public mutating func interrupt() {
        guard sequence > 1 else { return }
        isEnded = true
        formerNext = sequence
        sequence = 1
    }

    @inlinable
    public mutating func lose<Sink: EventSink & ~Copyable>(_ context: PacketContext, into sink: inout Sink) {
        sink.accept(context.stretch(sequence: sequence))
        sink.accept(.gap(from: sequence, count: 1, context))
        sequence &+= 1
    }

    @inlinable
    public mutating func decode<Sink: EventSink & ~Copyable>(
        _ bytes: RawSpan, _ context: PacketContext, _ limits: StreamLimits, into sink: inout Sink
    ) throws(StreamError) -> StreamProgress {
        codec.begin(received: context.received)
        var offset = 0
        var messages = 0
        var lost: StreamError?
        var endsHere = false
        let stop: StreamProgress.Stop
        // Records number themselves one by one, so that the one to stop before is so many on.
        let coming = SequencePlace(life: isEnded ? life + 1 : life, first: 1, next: sequence)
        var toGo = Int.max
        if let before = limits.before, limits.isReached(by: .max, at: coming) {
            toGo = Int(clamping: before &- sequence)
        }
        let most = min(limits.messages, toGo)
        while true {
            if offset > 0, !isEnded, limits.until == .max {
                let run = codec.decodeRecords(
                    bytes, from: offset, to: longestStretch, atMost: most &- messages, into: &sink)
                offset = run.offset
                messages &+= run.count
                if run.count > 0 { continue }
            }
            let left = bytes.byteCount &- offset
            guard left >= 2 else {
                stop = .needsMore(2)
                break
            }
            let field: UInt16 = bytes.bigEndian(at: offset)
            let length = Int(field)
            guard length <= Codec.longestMessage else {
                lost = .badLength(at: offset, found: length, least: 0, most: Codec.longestMessage)
                stop = .limit
                break
            }
            guard length &+ 2 <= left else {
                stop = .needsMore(length &+ 2)
                break
            }
            guard messages < most, offset &+ length &+ 2 <= longestStretch else {
                stop = messages == toGo ? .reached : .limit
                break
            }
            let message = bytes.bytes(at: offset &+ 2, count: length)
            if limits.until != .max {
                let time = codec.time(of: message)
                guard time <= limits.until else {
                    stop = .notDue(time)
                    break
                }
            }
            if offset == 0 { sink.accept(context.stretch(sequence: sequence)) }
            offset &+= length &+ 2
            if length == 0 {
                if isEnded { continue }  // an empty session says nothing
                isEnded = true
                endsHere = true
                sink.accept(
                    OrderEvent(
                        .endOfSession, reference: sequence &+ UInt64(messages), timestamp: context.received))
                stop = .limit  // what follows is another session, and so another stretch
                break
            }
            if isEnded {
                isEnded = false
                life += 1
                codec.startOver()
                sink.accept(.reset(next: 1, received: context.received))
            }
            codec.decode(message, into: &sink)
            messages &+= 1
        }
        if offset > 0 {
            sink.accept(context.stretch(sequence: sequence, messages: messages, bytes: offset))
            sequence &+= UInt64(messages)
            if endsHere {
                formerNext = sequence
                sequence = 1
            }
        }
        if let lost { throw lost }
        return StreamProgress(consumed: offset, stop: stop)
    }
}

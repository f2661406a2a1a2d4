public import OrderFlow
public import Wire

/// Order updates back to back in a byte stream.
///
/// A stream is ordered, so a step of the sequence back to 1 is a sender that began anew; any other step back
/// is a message that came before.
public struct OrderUpdateStream: ~Copyable {
    @usableFromInline var codec: OrderUpdateCodec
    @usableFromInline var tracker = SequenceTracker()
    /// How often the sender has begun anew.
    @usableFromInline var life = 0

    public init(_ options: FeedOptions) { codec = OrderUpdateCodec(options.symbol) }

    @inlinable
    public var place: SequencePlace {
        SequencePlace(life: life, first: tracker.first, next: tracker.expected)
    }

    @inlinable
    public mutating func decode<Sink: EventSink & ~Copyable>(
        _ bytes: RawSpan, _ context: PacketContext, _ limits: StreamLimits, into sink: inout Sink
    ) throws(StreamError) -> StreamProgress {
        var offset = 0
        var messages = 0
        var firstSequence: UInt64 = 0
        var lost: StreamError?
        let stop: StreamProgress.Stop
        while true {
            guard let header = OrderUpdate.Header(bytes.bytes(from: offset)) else {
                stop = .needsMore(OrderUpdate.Header.byteCount)
                break
            }
            let length = Int(header.length)
            guard length >= OrderUpdate.Header.byteCount else {
                lost = .badLength(
                    at: offset, found: length, least: OrderUpdate.Header.byteCount, most: 0xFFFF)
                stop = .limit
                break
            }
            guard length <= bytes.byteCount &- offset else {
                stop = .needsMore(length)
                break
            }
            guard messages < limits.messages, offset &+ length <= longestStretch else {
                stop = .limit
                break
            }
            guard header.timestamp <= limits.until else {
                stop = .notDue(header.timestamp)
                break
            }
            let sequence = header.sequence
            if limits.before != nil, limits.isReached(by: sequence, at: place(before: sequence)) {
                stop = .reached
                break
            }
            if offset == 0 {
                firstSequence = sequence
                sink.accept(context.stretch(sequence: sequence))
            }
            if sequence == 1, tracker.expected > 1 {
                tracker.restart(at: 1)
                life += 1
                sink.accept(.reset(next: 1, received: context.received))
            }
            take(
                bytes.bytes(at: offset, count: length), sequence: sequence, context, into: &sink)
            offset &+= length
            messages &+= 1
        }
        if offset > 0 {
            sink.accept(context.stretch(sequence: firstSequence, messages: messages, bytes: offset))
        }
        if let lost { throw lost }
        return StreamProgress(consumed: offset, stop: stop)
    }

    /// Where the feed will stand when a message comes that may begin it anew.
    @inlinable
    func place(before sequence: UInt64) -> SequencePlace {
        sequence == 1 && tracker.expected > 1 ? SequencePlace(life: life + 1, first: 1, next: 1) : place
    }

    /// Counts the message's sequence, and delivers the message unless it came before.
    @inlinable
    mutating func take<Sink: EventSink & ~Copyable>(
        _ message: RawSpan, sequence: UInt64, _ context: PacketContext, into sink: inout Sink
    ) {
        guard sequence < .max else {  // nothing could come after it
            sink.accept(.malformedMessage(type: message.byte(at: 0), changesBooks: true))
            return
        }
        let expected = tracker.expected
        let arrival = tracker.arrive(sequence, count: 1)
        if arrival.known > 0 {
            sink.accept(.duplicate(from: sequence, count: 1, received: context.received))
            return
        }
        if arrival.missing > 0 {
            sink.accept(.gap(from: expected, count: arrival.missing, context))
        }
        codec.decode(message, into: &sink)
    }
}

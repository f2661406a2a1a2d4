public import OrderFlow
public import Wire

/// What a SoupBinTCP server sends, over one connection or several in a row.
///
/// Sequences are not on the wire: each sequenced packet counts one on from what the last login's answer said, or from
/// 1 where none was seen. A login to the same session goes on where it says: what lies between is a gap, what came
/// before is a duplicate. A login to another session is a reset. After ``interrupt()`` without a login the sequence is
/// unknown, so that the next message begins anew.
public struct SoupBinTCPStream<Codec: MessageCodec & ~Copyable>: ~Copyable {
    @usableFromInline var codec: Codec
    @usableFromInline var joined: SessionIdentity?
    /// Of the next sequenced packet.
    @usableFromInline var sequence: UInt64 = 1
    /// Of the next message that is new.
    @usableFromInline var expected: UInt64 = 1
    /// Of the first message that was asked for; 0: any.
    @usableFromInline let asked: UInt64
    @usableFromInline var isInterrupted = false
    @usableFromInline var hasEnded = false
    /// How often a session began anew.
    @usableFromInline var life = 0
    /// The sequence of the first message that could come in this life.
    @usableFromInline var beginning: UInt64 = 1

    /// - Parameter asked: The first message asked for at the first login: what the server leaves out is a gap.
    public init(_ codec: consuming Codec, asked: UInt64 = 0) {
        self.codec = codec
        self.asked = asked
    }

    /// The session last joined; `nil`: no login was seen.
    @inlinable public var session: SessionIdentity? { joined }
    /// The server said that the session is over, and nothing after it yet.
    @inlinable public var isEnded: Bool { hasEnded }
    /// Of the next message that is new: what to ask for at the next login.
    @inlinable public var next: UInt64 { expected }

    @inlinable
    public var place: SequencePlace { SequencePlace(life: life, first: beginning, next: expected) }

    public mutating func interrupt() { isInterrupted = true }

    /// From here on, numbers are the least that they can be, until a login tells them.
    @inlinable
    public mutating func lose<Sink: EventSink & ~Copyable>(_ context: PacketContext, into sink: inout Sink) {
        guard expected < .max else { return }
        sink.accept(context.stretch(sequence: expected))
        sink.accept(.gap(from: expected, count: 1, context))
        expected &+= 1
        sequence = expected
    }

    @inlinable
    public mutating func decode<Sink: EventSink & ~Copyable>(
        _ bytes: RawSpan, _ context: PacketContext, _ limits: StreamLimits, into sink: inout Sink
    ) throws(StreamError) -> StreamProgress {
        codec.begin(received: context.received)
        var first = sequence
        var offset = 0
        var messages = 0
        var lost: StreamError?
        let stop: StreamProgress.Stop
        while true {
            let left = bytes.byteCount &- offset
            guard left >= 2 else {
                stop = .needsMore(2)
                break
            }
            let field: UInt16 = bytes.bigEndian(at: offset)
            let length = Int(field)
            guard length > 0, left >= 3 else {
                if length == 0 { lost = .badPacket(at: offset, .emptyPacket) }
                stop = length == 0 ? .limit : .needsMore(3)
                break
            }
            let type = bytes.byte(at: offset &+ 2)
            if let fault = SoupBinTCP.fault(type, length: length, from: .server) {
                lost = .badPacket(at: offset, fault)
                stop = .limit
                break
            }
            guard length &+ 2 <= left else {
                stop = .needsMore(length &+ 2)
                break
            }
            guard messages < limits.messages, offset == 0 || offset &+ length &+ 2 <= longestStretch else {
                stop = .limit
                break
            }
            let isSequenced = type == UInt8(ascii: "S")
            if isSequenced || type == UInt8(ascii: "U") {
                let message = bytes.bytes(at: offset &+ 3, count: length &- 1)
                if limits.until != .max, length > 1 {
                    let time = codec.time(of: message)
                    guard time <= limits.until else {
                        stop = .notDue(time)
                        break
                    }
                }
                if isSequenced, limits.before != nil, limits.isReached(by: sequence, at: place) {
                    stop = .reached
                    break
                }
                if isInterrupted {
                    // What begins anew has a stretch of its own, with its own numbers.
                    if offset > 0 {
                        stop = .limit
                        break
                    }
                    first = 1
                    sink.accept(context.stretch(sequence: first))
                    startOver(at: 1, isInMiddle: true, received: context.received, into: &sink)
                } else if offset == 0 {
                    sink.accept(context.stretch(sequence: first))
                }
                offset &+= length &+ 2
                if length > 1 { messages &+= 1 }
                if isSequenced {
                    let isKnown = sequence != expected
                    if isKnown {
                        if length > 1 {
                            sink.accept(.duplicate(from: sequence, count: 1, received: context.received))
                        }
                        sequence &+= 1
                        continue
                    }
                    if sequence == .max {
                        isInterrupted = true  // no number comes after it
                    } else {
                        sequence &+= 1
                        expected &+= 1
                    }
                }
                if length > 1 { codec.decode(message, into: &sink) }
                continue
            }
            if type == UInt8(ascii: "A") || type == UInt8(ascii: "Z") {
                // What changes the numbers, or ends them, has a stretch of its own.
                if offset == 0 {
                    lost = turn(
                        bytes.bytes(at: 0, count: length &+ 2), isLogin: type == UInt8(ascii: "A"), context,
                        into: &sink)
                    if lost == nil { return StreamProgress(consumed: length &+ 2, stop: .limit) }
                }
                stop = .limit
                break
            }
            if offset == 0 { sink.accept(context.stretch(sequence: first)) }
            offset &+= length &+ 2
            if type == UInt8(ascii: "H") {
                sink.accept(OrderEvent(.heartbeat, reference: sequence, timestamp: context.received))
            }
        }
        close(offset, messages, from: first, context, into: &sink)
        if let lost { throw lost }
        return StreamProgress(consumed: offset, stop: stop)
    }

    /// Ends a stretch of `byteCount` bytes. The longest packet alone has two more than a packet event counts.
    @inlinable
    func close<Sink: EventSink & ~Copyable>(
        _ byteCount: Int, _ messages: Int, from first: UInt64, _ context: PacketContext, into sink: inout Sink
    ) {
        guard byteCount > 0 else { return }
        sink.accept(
            context.stretch(sequence: first, messages: messages, bytes: min(byteCount, longestStretch)))
        if byteCount > longestStretch {
            sink.accept(context.stretch(sequence: first, bytes: byteCount &- longestStretch))
        }
    }
}

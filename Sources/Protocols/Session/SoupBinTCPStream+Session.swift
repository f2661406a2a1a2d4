public import OrderFlow
internal import Wire

/// The rare ways: logins, ends, what begins anew.
extension SoupBinTCPStream where Codec: ~Copyable {
    /// A login's answer or the end of the session, with the stretch that it is.
    @inlinable @inline(never)
    mutating func turn<Sink: EventSink & ~Copyable>(
        _ packet: RawSpan, isLogin: Bool, _ context: PacketContext, into sink: inout Sink
    ) -> StreamError? {
        var first = sequence
        if isLogin {
            guard let login = SoupBinTCP.LoginAccepted(packet), let next = login.sequence else {
                return .badPacket(at: 0, .badSequence)
            }
            first = next
            sink.accept(context.stretch(sequence: first))
            join(login.session, at: next, received: context.received, into: &sink)
        } else {
            sink.accept(context.stretch(sequence: first))
            if !hasEnded {
                hasEnded = true
                sink.accept(OrderEvent(.endOfSession, reference: sequence, timestamp: context.received))
            }
        }
        sink.accept(context.stretch(sequence: first, bytes: packet.byteCount))
        return nil
    }

    /// The server goes on in `identity` with message `next`.
    @inlinable @inline(never)
    mutating func join<Sink: EventSink & ~Copyable>(
        _ identity: SessionIdentity, at next: UInt64, received: UInt64, into sink: inout Sink
    ) {
        let isFirst = joined == nil
        let isSame = joined == identity
        joined = identity
        isInterrupted = false
        hasEnded = false
        var wanted = expected
        if isFirst {
            wanted = asked > 0 ? min(asked, next) : next
        } else if !isSame {
            startOver(at: 1, isInMiddle: false, received: received, into: &sink)
            wanted = 1
        }
        if next > wanted {
            sink.accept(.gap(from: wanted, through: next &- 1, cause: .wire, received: received))
        }
        sequence = next
        expected = max(wanted, next)
        if isFirst { beginning = wanted }
    }

    /// - Parameter isInMiddle: It goes on somewhere in the session, and where is not known.
    @inlinable @inline(never)
    mutating func startOver<Sink: EventSink & ~Copyable>(
        at next: UInt64, isInMiddle: Bool, received: UInt64, into sink: inout Sink
    ) {
        isInterrupted = false
        hasEnded = false
        sequence = next
        expected = next
        life += 1
        beginning = next
        codec.startOver()
        sink.accept(.reset(next: next, isInMiddle: isInMiddle, received: received))
    }
}

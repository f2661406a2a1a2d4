public import OrderFlow

/// Packets without a number, as public samples have them from which sessions and numbers were taken out.
extension PacketSession where Codec: ~Copyable {
    /// A packet with messages and the number 0, which no session layer gives: they begin with 1. Where nothing was ever
    /// numbered it is delivered as it comes, and nobody can say what is missing; in a feed that has numbers it is
    /// damaged.
    @inlinable @inline(never)
    mutating func readUnnumbered<Sink: EventSink & ~Copyable>(
        _ header: PacketHeader, _ datagram: RawSpan, _ context: PacketContext, into sink: inout Sink
    ) {
        guard tracker.expected == 0 else {
            sink.accept(.malformedPacket(lost: header.count, received: context.received))
            return
        }
        deliver(datagram, count: header.count, skipping: 0, received: context.received, into: &sink)
    }
}

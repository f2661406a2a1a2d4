internal import OrderFlow

/// What was shed since the market was last told: runs of messages of one feed, by sequence number where there is one.
struct ShedTally: Sendable {
    /// A run, as the market will be told it: the feed's packet event, then the count.
    struct Run: Sendable {
        var packet: OrderEvent
        /// Sequence numbers; 0: not numbered.
        var first: UInt64
        var last: UInt64
        var messages: UInt64

        var notice: OrderEvent {
            .shed(from: first, through: last, messages: UInt32(clamping: messages))
        }
    }

    private(set) var run: Run?
    /// The packet that is being shed, and how many of its messages were.
    private var packet: OrderEvent?
    private var inPacket: UInt64 = 0

    var isEmpty: Bool { run == nil && inPacket == 0 }

    /// A packet of which all messages are shed begins.
    ///
    /// - Returns: The run before, when the last packet did not continue it.
    mutating func begin(_ event: OrderEvent) -> Run? {
        let ended = close()
        packet = event
        return ended
    }

    mutating func countMessage() { inPacket &+= 1 }

    /// Nothing is shed any more.
    ///
    /// - Returns: The runs that the market has not been told, at most two.
    mutating func takeAll() -> (Run?, Run?) {
        let ended = close()
        defer { run = nil }
        packet = nil
        return (ended, run)
    }

    /// There was no room to tell a run that ended: its count is told with the next, as far as numbers go.
    mutating func keep(_ ended: Run) {
        guard var joint = run else {
            run = ended
            return
        }
        joint.messages &+= ended.messages
        joint.first = min(joint.first, ended.first)
        run = joint
    }

    /// The packet is over: its messages join the run, or begin another.
    private mutating func close() -> Run? {
        guard let packet, inPacket > 0 else { return nil }
        let count = inPacket
        inPacket = 0
        var (first, last): (UInt64, UInt64) = (0, 0)
        if packet.packetSequence > 0, packet.packetMessages >= Int(count) {
            // What was known already stood at its front.
            last = packet.packetSequence &+ UInt64(packet.packetMessages) &- 1
            first = last &- count &+ 1
        }
        if let known = run, known.packet.packetFeed == packet.packetFeed,
            first == 0 ? known.first == 0 : known.first > 0 && known.last &+ 1 == first
        {
            run?.last = last
            run?.messages &+= count
            return nil
        }
        let ended = run
        let opening = OrderEvent.packet(
            feed: packet.packetFeed, sequence: first, messages: 0, bytes: 0, received: packet.packetReceived,
            intake: 0, line: packet.packetLine, isPacket: false)
        run = Run(packet: opening, first: first, last: last, messages: count)
        return ended
    }
}

internal import OrderFlow
internal import Ring

/// The receiver's end of the ring, as decoders see it.
///
/// Two policies. *Wait* (files): a full ring makes the receiver sleep, nothing is lost. *Shed* (live): a packet for
/// which there may be no room is still read, so that sequence numbers stay right, but of its events only session facts
/// go through; its messages are counted, and a `shed` event tells Market as soon as there is room.
struct RingSink: ReceiverSink, ~Copyable, Sendable {
    enum Policy: Sendable {
        case wait
        case shed
    }

    private var producer: RingProducer<OrderEvent>
    private let policy: Policy
    private var isShedding = false
    private var shedMessages: UInt64 = 0
    private var shedPackets: UInt64 = 0
    /// The packet event of the packet being shed, until a fact needs it in front.
    private var withheldPacket: OrderEvent?
    private var owesReset = false
    /// Of the packet before, which the session layer may have held back.
    private var lastByteCount = 0
    /// The consumer is gone; nothing matters any more.
    private(set) var isAbandoned = false

    /// Slots kept free for session facts while packets are shed.
    static let reserve = 1024

    init(_ producer: consuming RingProducer<OrderEvent>, policy: Policy) {
        self.producer = producer
        self.policy = policy
    }

    @inline(__always)
    mutating func accept(_ event: OrderEvent) {
        if isShedding || !producer.push(event) { acceptSlowly(event) }
    }

    /// Call before each live packet of `byteCount` payload bytes: decides whether it is shed.
    ///
    /// No format makes more than one event a payload byte (the shortest message block has two bytes), so a packet that
    /// is not shed always fits, with the one that its session layer may have held back.
    mutating func beginPacket(byteCount: Int) {
        guard policy == .shed else { return }
        let room = producer.room(atLeast: byteCount + lastByteCount + Self.reserve)
        lastByteCount = byteCount
        if room && isShedding { settle() }
        isShedding = !room
    }

    /// Makes everything accepted so far visible to the market thread, stamped with the host's clock.
    mutating func publish(at now: UInt64) {
        if producer.unpublished > 0 {
            if !isShedding { accept(OrderEvent(.published, timestamp: now)) }
            producer.publish()
        }
    }

    /// Tells the market what was shed, if there is room. At the end of a source too.
    mutating func settle() {
        isShedding = false
        if owesReset {
            owesReset = false
            accept(OrderEvent(.reset))
        }
        guard shedPackets > 0 else { return }
        accept(
            OrderEvent(
                .shed, reference: shedPackets,
                quantity: UInt32(clamping: shedMessages)))
        shedPackets = 0
        shedMessages = 0
        withheldPacket = nil
    }

    @inline(never)
    private mutating func acceptSlowly(_ event: OrderEvent) {
        if isShedding {
            shed(event)
            return
        }
        while !isAbandoned, !producer.push(event) {
            producer.publish()
            producer.waitForRoom()
            isAbandoned = producer.isAbandoned
        }
    }

    private mutating func shed(_ event: OrderEvent) {
        switch event.kind {
        case .packet:
            shedPackets &+= 1
            withheldPacket = event
        case .gap, .duplicate, .reset, .endOfSession, .instrument, .malformedPacket, .malformedMessage,
            .kernelDrop:
            if event.isMessage { shedMessages &+= 1 }
            if let packet = withheldPacket {
                guard producer.push(packet) else {
                    owesReset = owesReset || event.kind == .reset
                    return
                }
                withheldPacket = nil
            }
            if !producer.push(event), event.kind == .reset { owesReset = true }
        default:
            if event.isMessage { shedMessages &+= 1 }
        }
    }
}

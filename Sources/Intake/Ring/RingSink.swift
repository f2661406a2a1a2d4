internal import CLinux
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
    private var isShedding = false { didSet { isDetoured = isShedding || gate != nil } }
    /// Holds back the messages of a replay.
    private var gate: ReplayGate? { didSet { isDetoured = isShedding || gate != nil } }
    /// Events do not simply go into the ring.
    private var isDetoured = false
    private var shed = ShedTally()
    /// The packet event of the packet being shed, until a fact needs it in front.
    private var withheldPacket: OrderEvent?
    /// Facts for which even the reserve had no room, each behind its packet event.
    private var owed: [OrderEvent] = []
    /// The consumer is gone; nothing matters any more.
    private(set) var isAbandoned = false

    /// Slots kept free for session facts while packets are shed.
    private static let reserve = 4096

    /// Facts owed at most; what comes beyond that is lost, but for resets.
    private static let mostOwed = 65_536

    /// A session layer may hold one datagram back, and let its events go with those of the next.
    private static let longestDatagram = 65_536

    init(_ producer: consuming RingProducer<OrderEvent>, policy: Policy) {
        self.producer = producer
        self.policy = policy
        owed.reserveCapacity(Self.mostOwed + 2)
    }

    /// Something is still to be told that had no room.
    var owesNotice: Bool { isShedding || !shed.isEmpty || !owed.isEmpty }

    @inline(__always)
    mutating func accept(_ event: OrderEvent) {
        if isDetoured || !producer.push(event) { acceptSlowly(event) }
    }

    mutating func fill<Result>(_ body: (inout OutputSpan<OrderEvent>) -> Result) -> Result? {
        isDetoured ? nil : producer.fill(body)
    }

    mutating func watch(_ gate: ReplayGate?) { self.gate = gate }

    /// Call before each live packet of `byteCount` payload bytes: decides whether it is shed.
    ///
    /// No format makes more than one event a payload byte (the shortest message block has two bytes), so a packet that
    /// is not shed always fits, with the one that its session layer may have held back.
    mutating func beginPacket(byteCount: Int) {
        guard policy == .shed else { return }
        let room = producer.room(
            atLeast: min(
                byteCount + Self.longestDatagram + Self.reserve + owed.count, producer.capacity * 3 / 4))
        if room && owesNotice { settle() }
        isShedding = !room
    }

    /// When nothing comes any more: tells what is owed as soon as there is room.
    mutating func settleWhenIdle(at now: UInt64) {
        guard owesNotice, producer.room(atLeast: owed.count + 4) else { return }
        settle()
        publish(at: now)
    }

    /// Makes everything accepted so far visible to the market thread, stamped with the host's clock.
    mutating func publish(at now: UInt64) {
        if producer.unpublished > 0 {
            // Without waiting: the reserve has room for it, and a missing one only costs a latency sample.
            _ = producer.push(OrderEvent(.published, timestamp: now))
            producer.publish()
        }
    }

    /// Tells the market what was shed, if there is room. At the end of a source too.
    mutating func settle() {
        isShedding = false
        for event in owed { accept(event) }
        owed.removeAll(keepingCapacity: true)
        let (former, last) = shed.takeAll()
        if let former { tell(former) }
        if let last { tell(last) }
        withheldPacket = nil
    }

    private mutating func tell(_ run: ShedTally.Run) {
        accept(run.packet)
        accept(run.notice)
    }

    @inline(never)
    private mutating func acceptSlowly(_ event: OrderEvent) {
        if isShedding {
            drop(event)
            return
        }
        if let gate, gate.holds(event) {
            publish(at: linux_realtime())
            gate.wait(before: event)
        }
        while !isAbandoned, !producer.push(event) {
            producer.publish()
            producer.waitForRoom()
            isAbandoned = producer.isAbandoned
        }
    }

    private mutating func drop(_ event: OrderEvent) {
        switch event.kind {
        case .packet:
            if let run = shed.begin(event), !(passOn(run.packet) && passOn(run.notice)) {
                shed.keep(run)
            }
            withheldPacket = event
        case .gap, .lineGap, .filled, .duplicate, .reset, .endOfSession, .instrument, .malformedPacket,
            .malformedMessage, .kernelDrop:
            if event.isMessage { shed.countMessage() }
            if let packet = withheldPacket {
                passOn(packet)
                withheldPacket = nil
            }
            // A name goes through, but its message is counted as shed.
            passOn(event.isMessage ? event.asContinuation : event)
        default:
            if event.isMessage { shed.countMessage() }
        }
    }

    /// Into the reserve, or onto the list of what is owed. Facts keep their order.
    ///
    /// - Returns: `false` when there was no room on either.
    @discardableResult
    private mutating func passOn(_ event: OrderEvent) -> Bool {
        if owed.isEmpty, producer.push(event) { return true }
        guard owed.count < Self.mostOwed || event.kind == .reset && owed.last?.kind != .reset else {
            return false
        }
        owed.append(event)
        return true
    }
}

/// How a datagram is laid out.
public enum DatagramFraming: Sendable {
    /// A header with session id and sequence, a length before each message, heartbeats when idle for a
    /// second, and an end of session (MoldUDP64 1.00).
    case moldUDP64
    /// Whole messages back to back, nothing else (order-update).
    case bare
}

/// ITCH 5.0 over MoldUDP64.
public typealias MoldUDP64Packer = DatagramPacker<SyntheticExchange>
/// Order updates in datagrams.
public typealias OrderUpdatePacker = DatagramPacker<OrderUpdateExchange>

/// Puts the messages of an exchange into datagrams, as a sender would that flushes when nothing more comes.
public struct DatagramPacker<Source: MessageSource & ~Copyable>: ~Copyable, DatagramFlow {
    public let framing: DatagramFraming
    private var source: Source
    private var options: PackingOptions
    private var packet: MessageBuffer
    /// The message that comes next, made but not yet packed, so that the packer knows when to flush.
    private var pending: MessageBuffer
    private var pendingTime: UInt64 = 0
    public private(set) var messages: UInt64 = 0
    private var random: SeededGenerator
    private var session = 0
    /// Of the pending message.
    private var sequence: UInt64 = 1
    private var lastSent: UInt64 = 0
    private var heartbeatDue = false
    private var isOver = false

    /// What a sender waits without data before it sends a heartbeat, ns.
    static var heartbeatInterval: UInt64 { 1_000_000_000 }

    public init(
        _ source: consuming Source, framing: DatagramFraming, options: PackingOptions = PackingOptions()
    ) {
        self.source = source
        self.framing = framing
        self.options = options
        packet = MessageBuffer(capacity: max(100, min(65_507, options.maximumBytes)))
        pending = MessageBuffer(capacity: packet.capacity &- 22)
        random = SeededGenerator(seed: options.session ^ 0x5E4D_5E4D_5E4D_5E4D)
        fetch()
    }

    public var bytes: RawSpan {
        @_lifetime(borrow self) get { packet.bytes }
    }

    public mutating func skip(to timestamp: UInt64) {
        source.skip(to: timestamp)
        pendingTime = max(pendingTime, timestamp)
    }

    public mutating func next() -> DatagramFacts? {
        if isOver { return nil }
        if heartbeatDue {
            heartbeatDue = false
            return control(.heartbeat, at: lastSent)
        }
        guard pending.count > 0 else { return end() }
        if framing == .moldUDP64, lastSent > 0, pendingTime > lastSent &+ Self.heartbeatInterval {
            return control(.heartbeat, at: lastSent &+ Self.heartbeatInterval)
        }
        return data()
    }

    private mutating func data() -> DatagramFacts {
        begin()
        let first = sequence
        let flushTime = pendingTime &+ options.flushAfter
        let prefix = framing == .moldUDP64 ? 2 : 0
        var lastTime = pendingTime
        repeat {
            lastTime = pendingTime
            if framing == .moldUDP64 {
                let at = packet.reserve(2)
                packet.store(big: UInt16(truncatingIfNeeded: pending.count), at: at)
            }
            packet.append(pending)
            sequence &+= 1
            messages &+= 1
            if isRestartDue {
                let count = sequence &- first
                finish(first, count)
                let facts = sent(.data, first, count, at: lastTime)
                restart()
                return facts
            }
            fetch()
        } while pending.count > 0 && pendingTime <= flushTime
            && packet.count &+ pending.count &+ prefix <= packet.capacity && !isBoundary
        finish(first, sequence &- first)
        return sent(.data, first, sequence &- first, at: lastTime)
    }

    private mutating func sent(
        _ kind: DatagramFacts.Kind, _ first: UInt64, _ count: UInt64, at time: UInt64
    ) -> DatagramFacts {
        let delay = options.sendDelay &+ random.below(options.sendDelay &+ 1)
        lastSent = max(lastSent, time &+ delay)
        return DatagramFacts(
            kind: kind, time: lastSent, session: session, sequence: first, messages: Int(count))
    }

    private mutating func end() -> DatagramFacts? {
        isOver = true
        return framing == .moldUDP64 ? control(.endOfSession, at: lastSent) : nil
    }

    private mutating func control(_ kind: DatagramFacts.Kind, at time: UInt64) -> DatagramFacts {
        begin()
        finish(sequence, kind == .endOfSession ? 0xFFFF : 0)
        lastSent = max(lastSent, time)
        return DatagramFacts(kind: kind, time: lastSent, session: session, sequence: sequence, messages: 0)
    }

    /// Makes the message that comes next.
    private mutating func fetch() {
        pending.clear()
        _ = source.next(into: &pending)
        pendingTime = max(pendingTime, source.timestamp)
    }

    private var isBoundary: Bool {
        mutating get {
            while let first = options.boundaries.first, first < sequence { options.boundaries.removeFirst() }
            return options.boundaries.first == sequence
        }
    }

    private var isRestartDue: Bool {
        guard let restart = options.restarts.first else { return false }
        return sequence > restart.afterMessages
    }

    private mutating func restart() {
        let restart = options.restarts.removeFirst()
        source.restart()
        session += 1
        sequence = 1
        if restart.style == .newSession { options.session &+= 1 }
        heartbeatDue = framing == .moldUDP64 && restart.style == .sameSession
        fetch()
    }

    /// Makes room for the header: session id (10), sequence (8), count (2).
    private mutating func begin() {
        packet.clear()
        if framing == .moldUDP64 { _ = packet.reserve(20) }
    }

    private mutating func finish(_ sequence: UInt64, _ count: UInt64) {
        guard framing == .moldUDP64 else { return }
        var digits = options.session
        for place in (0..<10).reversed() {
            packet.store(big: UInt8(truncatingIfNeeded: digits % 10) + UInt8(ascii: "0"), at: place)
            digits /= 10
        }
        packet.store(big: sequence, at: 10)
        packet.store(big: UInt16(truncatingIfNeeded: count), at: 18)
    }
}

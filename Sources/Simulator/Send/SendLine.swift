public import Capture
internal import Wire

/// Where a line goes, and what goes wrong on it.
public struct LineSettings: Sendable {
    public var destination: Endpoint
    /// For a multicast group: the interface, by name or IPv4 address; `nil`: the kernel's choice.
    public var interface: String?
    public var faults: FaultPlan
    /// So much later than the first line, ns.
    public var skew: UInt64

    public init(destination: Endpoint, interface: String? = nil, faults: FaultPlan = .none, skew: UInt64 = 0)
    {
        self.destination = destination
        self.interface = interface
        self.faults = faults
        self.skew = skew
    }
}

/// What went over a line.
public struct LineReport: Sendable, Equatable {
    /// Datagrams that the system took, those sent twice counted twice.
    public var datagrams: UInt64 = 0
    /// Messages in them.
    public var messages: UInt64 = 0
    public var bytes: UInt64 = 0
    /// Datagrams that the system did not take.
    public var unsent: UInt64 = 0
    /// The system's error number for the last of them.
    public var lastFailure: Int32 = 0
    /// What went wrong on purpose.
    public var faults = FaultLog()
}

/// One line of a feed while it is sent.
final class SendLine<Flow: DatagramFlow & ~Copyable> {
    private var flow: FaultyFlow<Flow>
    private var socket: UDPSender
    let skew: UInt64
    private(set) var report = LineReport()
    /// Made, but not sent yet.
    private(set) var pending: DatagramFacts?
    /// Messages that the flow had given out when the pending datagram was made, and before that.
    private var reached: (now: UInt64, before: UInt64) = (0, 0)
    /// What stands in the batch; -1 bytes: the system did not take it.
    private var waiting = [(messages: Int, bytes: Int)](repeating: (0, 0), count: UDPSender.batchCount)
    /// The bytes of the end of session.
    private(set) var ending: [UInt8]?

    init(_ flow: consuming Flow, _ settings: LineSettings, longest: Int) throws(LiveSenderError) {
        self.flow = FaultyFlow(flow, settings.faults)
        skew = settings.skew
        socket = try UDPSender(
            to: settings.destination, reach: .network(interface: settings.interface), longest: longest)
        pull()
    }

    /// The moment at which the pending datagram is due; `nil`: the line is at its end.
    var due: UInt64? { pending.map { $0.time &+ skew } }
    /// Messages that were sent, or lost on purpose.
    var messages: UInt64 { reached.before }
    var isFull: Bool { socket.isFull }

    /// Puts the pending datagram into the batch, and makes the next one.
    func advance() {
        guard let facts = pending else { return }
        waiting[socket.waiting].messages = facts.messages
        waiting[socket.waiting].bytes = socket.add(flow.bytes)
        if facts.kind == .endOfSession { ending = Self.copy(flow.bytes) }
        pull()
    }

    private static func copy(_ bytes: RawSpan) -> [UInt8] { (0..<bytes.byteCount).map { bytes.byte(at: $0) } }

    private func pull() {
        reached.before = reached.now
        pending = flow.next()
        reached.now = flow.messages
        if pending == nil { reached.before = reached.now }
        report.faults = pending == nil ? flow.log : report.faults
    }

    func flush() {
        let count = socket.waiting
        guard count > 0 else { return }
        socket.flush { place, code in
            waiting[place] = (0, -1)
            report.unsent += 1
            report.lastFailure = code
        }
        for place in 0..<count where waiting[place].bytes >= 0 {
            report.datagrams += 1
            report.messages += UInt64(waiting[place].messages)
            report.bytes += UInt64(waiting[place].bytes)
        }
    }

    /// Sends the end of session once more.
    func repeatEnding() {
        guard let ending else { return }
        if socket.send(ending.rawBytes) == 0 {
            report.datagrams += 1
            report.bytes += UInt64(ending.count)
        }
    }

    /// Takes over the log, however far it went.
    func settle() { report.faults = flow.log }
}

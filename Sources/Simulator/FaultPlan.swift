/// What goes wrong between sender and receiver. Probabilities apply to datagrams with messages; heartbeats
/// and the end of session only get lost by number or in a line cut.
public struct FaultPlan: Sendable, Equatable {
    public var seed: UInt64 = 1
    /// Share of datagrams lost, 0 to 1.
    public var loss: Double = 0
    /// Share of datagrams that come twice.
    public var duplication: Double = 0
    /// Share of datagrams that come late.
    public var reordering: Double = 0
    /// By so many datagrams late ones are overtaken.
    public var reorderingPlaces = 3
    /// Datagrams lost, by their number in the order of sending; the first is 1.
    public var lostDatagrams: [ClosedRange<Int>] = []
    /// Messages lost, by sequence number in the first session. The packer closes datagrams at their edges, so
    /// exactly these are lost. Ascending, not overlapping.
    public var lostMessages: [ClosedRange<UInt64>] = []
    /// Times when nothing comes through.
    public var lineCuts: [LineCut] = []
    /// Failures of the sender.
    public var restarts: [SenderRestart] = []

    public init() {}

    /// Nothing goes wrong.
    public static let none = FaultPlan()

    /// Options for the packer with what it must know of the plan.
    public func packing(_ options: PackingOptions = PackingOptions()) -> PackingOptions {
        var options = options
        options.boundaries = lostMessages.flatMap {
            [$0.lowerBound, $0.upperBound == .max ? .max : $0.upperBound + 1]
        }
        options.restarts = restarts
        return options
    }
}

/// A time when nothing comes through.
public struct LineCut: Sendable, Equatable {
    /// From the first datagram on, ns.
    public var start: UInt64
    /// In ns.
    public var duration: UInt64

    public init(start: UInt64, duration: UInt64) {
        self.start = start
        self.duration = duration
    }
}

/// One thing that went wrong.
public struct Fault: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        /// Lost on its own.
        case lost
        /// Lost in a line cut.
        case cut
        /// Came twice, the second time right after the first.
        case duplicated
        /// Came after this many later datagrams (fewer if the flow ended).
        case late(places: Int)
        /// The first datagram after a restart of the sender.
        case restarted
    }

    public var kind: Kind
    /// Which datagram, in the order of sending; the first is 1.
    public var datagram: Int
    public var facts: DatagramFacts
}

extension Fault: CustomStringConvertible {
    /// `datagram 17 lost: session 0, messages 1001-1010`
    public var description: String {
        let what =
            switch kind {
            case .lost: "lost"
            case .cut: "lost in a line cut"
            case .duplicated: "sent twice"
            case .late(let places): "sent \(places) places late"
            case .restarted: "first after a restart"
            }
        let content =
            facts.messages == 0
            ? "no messages, next \(facts.sequence)"
            : "messages \(facts.sequence)-\(facts.sequence + UInt64(facts.messages) - 1)"
        return "datagram \(datagram) \(what): session \(facts.session), \(content)"
    }
}

/// Everything that went wrong, in the order of sending.
public struct FaultLog: Sendable, Equatable {
    public internal(set) var faults: [Fault] = []

    public init() {}

    /// Messages of a session that never came, as ranges in ascending order, neighbours merged.
    public func missing(session: Int = 0) -> [ClosedRange<UInt64>] {
        var ranges: [ClosedRange<UInt64>] = []
        for fault in faults where fault.facts.session == session && fault.facts.messages > 0 {
            guard fault.kind == .lost || fault.kind == .cut else { continue }
            let first = fault.facts.sequence
            let last = first + UInt64(fault.facts.messages) - 1
            if let end = ranges.last, end.upperBound + 1 == first {
                ranges[ranges.count - 1] = end.lowerBound...last
            } else {
                ranges.append(first...last)
            }
        }
        return ranges
    }

    /// Messages in datagrams that came twice.
    public var duplicatedMessages: Int {
        faults.reduce(0) { $0 + ($1.kind == .duplicated ? $1.facts.messages : 0) }
    }

    public var restarts: Int { faults.count { $0.kind == .restarted } }
}

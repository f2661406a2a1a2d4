internal import Protocols
internal import Wire

/// The datagrams of a captured feed, as they are, at their moments by a pace.
public struct RecordedDatagrams: DatagramFlow {
    private let recording: Recording
    private let mapping: FileMapping
    private var index = -1
    private var clock: PaceClock
    private var moment: UInt64 = 0
    private var session = 0
    private var identity: SessionIdentity?
    public private(set) var messages: UInt64 = 0

    public init(_ recording: Recording, pace: Pace) {
        self.recording = recording
        mapping = recording.mapping
        clock = PaceClock(pace)
    }

    public var bytes: RawSpan {
        @_lifetime(borrow self) get {
            let packet = recording.packets[max(index, 0)]
            return mapping.bytes(at: packet.offset, count: packet.count)
        }
    }

    public mutating func skip(to timestamp: UInt64) {}

    public mutating func next() -> DatagramFacts? {
        guard index &+ 1 < recording.packets.count else { return nil }
        index &+= 1
        moment = clock.moment(Int(messages), at: recording.packets[index].time)
        var facts = DatagramFacts(
            kind: .heartbeat, time: RecordedMessages.origin &+ moment, session: session, sequence: 0,
            messages: 0)
        describe(&facts)
        facts.session = session
        messages &+= UInt64(facts.messages)
        return facts
    }

    /// What the datagram says of itself; a malformed one counts as without messages.
    private mutating func describe(_ facts: inout DatagramFacts) {
        let header: PacketHeader?
        switch (recording.format?.transport, recording.format?.content) {
        case (.moldUDP64, _): header = MoldUDP64().header(of: bytes)
        case (.iexTP, .iexTOPS): header = IEXTP.tops.header(of: bytes)
        case (.iexTP, _): header = IEXTP.deep.header(of: bytes)
        case (.datagram, _):
            chain(&facts)
            return
        default:
            // Of an unknown protocol: each counts as one message, numbered in order.
            (facts.kind, facts.sequence, facts.messages) = (.data, UInt64(index + 1), 1)
            return
        }
        guard let header else { return }
        if identity != nil, header.session != identity { session += 1 }
        identity = header.session
        facts.kind =
            switch header.kind {
            case .data: .data
            case .heartbeat: .heartbeat
            case .endOfSession: .endOfSession
            }
        (facts.sequence, facts.messages) = (header.sequence, header.count)
    }

    private func chain(_ facts: inout DatagramFacts) {
        let datagram = bytes
        var offset = 0
        var first: UInt64 = 0
        while let header = OrderUpdate.Header(datagram.bytes(from: offset)) {
            let length = Int(header.length)
            guard length >= OrderUpdate.Header.byteCount, length <= datagram.byteCount - offset else { break }
            if facts.messages == 0 { first = header.sequence }
            facts.messages += 1
            offset += length
        }
        guard facts.messages > 0, first < .max / 2 else {
            facts.messages = 0
            return
        }
        (facts.kind, facts.sequence) = (.data, first)
    }
}

/// What a frame carries, or why it is not taken.
@frozen
public enum Dissection: Sendable, Equatable {
    case datagram(Datagram)
    /// A datagram of which the capture lacks the last `missing` bytes of payload; the payload's range is what is there.
    case cut(Datagram, missing: Int)
    /// A datagram cut before the end of its UDP header: to that address, port 0 where the port is gone too.
    case headless(Endpoint)
    case fragment(Fragment)
    case segment(Segment)
    case skipped(SkipReason)

    /// The reason by which a frame is counted when nothing of it can be read; `nil`: it is a whole datagram.
    public var reason: SkipReason? {
        switch self {
        case .datagram: nil
        case .cut, .headless: .cut
        case .fragment: .fragment
        case .segment: .tcp
        case .skipped(let reason): reason
        }
    }
}

/// A UDP datagram; its payload as a range of the frame.
@frozen
public struct Datagram: Sendable, Equatable {
    public var source: Endpoint
    public var destination: Endpoint
    /// Where the payload begins, from the front of the frame.
    public var offset: Int
    /// Bytes of payload.
    public var count: Int

    @inlinable
    public init(source: Endpoint, destination: Endpoint, offset: Int, count: Int) {
        self.source = source
        self.destination = destination
        self.offset = offset
        self.count = count
    }
}

/// A part of an IP datagram that was sent in several packets; its bytes as a range of the frame.
@frozen
public struct Fragment: Sendable, Equatable {
    /// Addresses, port 0: only the first fragment has the ports, in its bytes.
    public var source: Endpoint
    public var destination: Endpoint
    /// The same in all fragments of a datagram.
    public var identification: UInt32
    /// The protocol of the datagram's payload. Of IPv6 the first fragment's counts.
    public var kind: UInt8
    /// Where its bytes stand in the datagram's payload.
    public var position: Int
    /// No fragment stands behind it.
    public var isLast: Bool
    /// Where its bytes begin, from the front of the frame, and how many there are.
    public var offset: Int
    public var count: Int
    /// The capture lacks bytes at its end.
    public var isCut: Bool

    public init(
        source: Endpoint, destination: Endpoint, identification: UInt32, kind: UInt8, position: Int,
        isLast: Bool, offset: Int, count: Int, isCut: Bool
    ) {
        self.source = source
        self.destination = destination
        self.identification = identification
        self.kind = kind
        self.position = position
        self.isLast = isLast
        self.offset = offset
        self.count = count
        self.isCut = isCut
    }
}

/// A TCP segment; its payload as a range of the frame.
@frozen
public struct Segment: Sendable, Equatable {
    public var source: Endpoint
    public var destination: Endpoint
    /// Of the first byte of payload, or of the SYN that stands for one.
    public var sequence: UInt32
    /// Of the next byte that its sender awaits; means something with ``isAcknowledging`` alone.
    public var acknowledgement: UInt32
    public var flags: UInt8
    public var offset: Int
    /// Bytes of payload that are there.
    public var count: Int
    /// Bytes of payload that the capture lacks behind them.
    public var missing: Int

    public init(
        source: Endpoint, destination: Endpoint, sequence: UInt32, acknowledgement: UInt32, flags: UInt8,
        offset: Int, count: Int, missing: Int
    ) {
        self.source = source
        self.destination = destination
        self.sequence = sequence
        self.acknowledgement = acknowledgement
        self.flags = flags
        self.offset = offset
        self.count = count
        self.missing = missing
    }

    public var isFinal: Bool { flags & 0x01 != 0 }
    public var isOpening: Bool { flags & 0x02 != 0 }
    public var isReset: Bool { flags & 0x04 != 0 }
    public var isAcknowledging: Bool { flags & 0x10 != 0 }
}

/// Why a frame is not taken. The raw value is its name in `skipped.reasons`.
public enum SkipReason: String, Sendable, CaseIterable {
    /// Segments that belong to no feed.
    case tcp
    /// Fragments of datagrams that could not be joined.
    case fragment
    case notIP = "not-ip"
    case notUDP = "not-udp"
    /// The snap length cut the datagram, or the headers before it.
    case cut = "cut-by-snap-length"
    /// Lengths that contradict each other, or a version that is not the link layer's.
    case malformed
    case linkType = "unknown-link-type"
    /// Tunnels in tunnels, more than are followed.
    case nesting = "nested-too-deep"
}

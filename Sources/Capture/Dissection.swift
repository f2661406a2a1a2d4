/// A datagram, or why there is none.
@frozen
public enum Dissection: Sendable, Equatable {
    case datagram(Datagram)
    case skipped(SkipReason)
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

/// Why a frame is not taken. The raw value is its name in `skipped.reasons`.
public enum SkipReason: String, Sendable, CaseIterable {
    case tcp, fragment
    case notIP = "not-ip"
    case notUDP = "not-udp"
    /// The snap length cut the datagram, or the headers before it.
    case cut = "cut-by-snap-length"
    /// Lengths that contradict each other, or a version that is not the link layer's.
    case malformed
    case linkType = "unknown-link-type"
}


/// Finds the UDP datagram in a captured frame.
public enum FrameDissector {
    @inlinable
    public static func dissect(_ frame: RawSpan, _ linkType: LinkType, isCut: Bool) -> Dissection { .skipped(.notIP) }
}

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
    public var offset: Int
    public var count: Int
}

/// An IP address and port. An IPv4 address stands in the low 32 bits of `low`.
@frozen
public struct Endpoint: Sendable, Hashable {
    public var high: UInt64
    public var low: UInt64
    public var port: UInt16
    public var isIPv6: Bool
}

/// Why a frame is not taken. The raw value is its name in `skipped.reasons`.
public enum SkipReason: String, Sendable, CaseIterable {
    case tcp, fragment
    case notIP = "not-ip"
    case notUDP = "not-udp"
    case cut = "cut-by-snap-length"
    case malformed
    case linkType = "unknown-link-type"
}

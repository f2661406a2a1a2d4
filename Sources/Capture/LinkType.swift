/// A link type number (LINKTYPE registry, tcpdump.org/linktypes.html).
@frozen
public struct LinkType: RawRepresentable, Sendable, Hashable {
    public var rawValue: UInt16
    @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }
}

extension LinkType {
    /// BSD loopback: an address family in the byte order of the capturing host.
    @inlinable public static var null: LinkType { LinkType(rawValue: 0) }
    @inlinable public static var ethernet: LinkType { LinkType(rawValue: 1) }
    /// Raw IP as some systems number it.
    @inlinable public static var rawBSD: LinkType { LinkType(rawValue: 12) }
    /// Raw IP as OpenBSD numbers it.
    @inlinable public static var rawOpenBSD: LinkType { LinkType(rawValue: 14) }
    @inlinable public static var raw: LinkType { LinkType(rawValue: 101) }
    /// OpenBSD loopback: an address family, big-endian.
    @inlinable public static var loop: LinkType { LinkType(rawValue: 108) }
    /// Linux "cooked" capture, as on the device `any`.
    @inlinable public static var linuxCooked: LinkType { LinkType(rawValue: 113) }
    /// Per-packet information, in front of a frame of another link type.
    @inlinable public static var ppi: LinkType { LinkType(rawValue: 192) }
    /// A record of an Endace card, with its header.
    @inlinable public static var erf: LinkType { LinkType(rawValue: 197) }
    @inlinable public static var ipv4: LinkType { LinkType(rawValue: 228) }
    @inlinable public static var ipv6: LinkType { LinkType(rawValue: 229) }
    /// Linux "cooked" capture, version 2.
    @inlinable public static var linuxCooked2: LinkType { LinkType(rawValue: 276) }
}

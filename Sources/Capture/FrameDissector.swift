public import Wire

/// Finds the UDP datagram in a captured frame, or the part of one, or the TCP segment.
///
/// Checksums are not looked at: a capture at the sender has them unfilled. What follows the IP packet
/// (padding, a frame check sequence, a hardware time stamp) is left out by the lengths in the headers.
/// Datagrams in tunnels are found too; the folder `Tunnels` has the headers that may come before them.
///
/// Source: LINKTYPE registry; IEEE 802.1Q; RFC 791, 8200, 768, 9293.
public enum FrameDissector {
    @usableFromInline enum EtherType {
        @inlinable static var ipv4: UInt16 { 0x0800 }
        @inlinable static var ipv6: UInt16 { 0x86DD }
        /// VLAN tags a frame may have.
        static let tagLimit = 4

        static func isTag(_ type: UInt16) -> Bool {
            type == 0x8100 || type == 0x88A8 || type == 0x9100 || type == 0x9200
        }
    }

    /// - Parameter isCut: Whether the snap length cut the frame, so that bytes missing at its end are
    ///   ``Dissection/cut(_:missing:)`` or ``SkipReason/cut``, and not ``SkipReason/malformed``.
    /// - Complexity: O(1), without allocation.
    @inlinable
    public static func dissect(_ frame: RawSpan, _ linkType: LinkType, isCut: Bool) -> Dissection {
        guard linkType == .ethernet else {
            return dissectRare(frame, linkType, at: 0, isCut: isCut, depth: 0)
        }
        guard frame.byteCount >= 14 else { return missing(isCut: isCut) }
        let type: UInt16 = frame.bigEndian(at: 12)
        guard type == EtherType.ipv4 else {
            return dissect(frame, type: type, at: 14, isCut: isCut, depth: 0)
        }
        return dissectIPv4(frame, at: 14, isCut: isCut, depth: 0)
    }

    /// The payload of an IP datagram that was put together of its fragments; ranges are of `payload`.
    ///
    /// - Parameters:
    ///   - kind: The protocol by its number; of IPv6, an extension header's too.
    ///   - source: Addresses, port 0.
    public static func dissect(
        payload: RawSpan, _ kind: UInt8, source: Endpoint, destination: Endpoint
    ) -> Dissection {
        dissectPayload(
            payload, kind, at: 0, end: payload.byteCount, isCut: false, depth: 0, source: source,
            destination: destination)
    }

    /// Bytes are not there that should be.
    @inlinable @inline(__always)
    static func missing(isCut: Bool) -> Dissection { .skipped(isCut ? .cut : .malformed) }

    /// From an EtherType on, whose header ends at `offset`; VLAN tags come first.
    ///
    /// - Parameter depth: Tunnels that the frame came in.
    @usableFromInline
    static func dissect(
        _ frame: RawSpan, type: UInt16, at offset: Int, isCut: Bool, depth: Int
    ) -> Dissection {
        var (type, offset, tags) = (type, offset, 0)
        while EtherType.isTag(type), tags < EtherType.tagLimit {
            guard offset + 4 <= frame.byteCount else { return missing(isCut: isCut) }
            type = frame.bigEndian(at: offset + 2)
            offset += 4
            tags += 1
        }
        return switch type {
        case EtherType.ipv4: dissectIPv4(frame, at: offset, isCut: isCut, depth: depth)
        case EtherType.ipv6: dissectIPv6(frame, at: offset, isCut: isCut, depth: depth)
        default: dissectWrapped(frame, type: type, at: offset, isCut: isCut, depth: depth)
        }
    }
}

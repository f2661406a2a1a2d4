import Wire

/// Tunnels in UDP: VXLAN and GENEVE. Their ports are any feed's too, so the structure must hold besides: the header's
/// reserved bits, the type of the frame within, and the lengths in its IP header.
///
/// Source: RFC 7348 and draft-smith-vxlan-group-policy (VXLAN); RFC 8926 (GENEVE).
@usableFromInline enum UDPTunnel {
    /// 8472 is what Linux used before the port was assigned, and still does.
    @inlinable @inline(__always)
    static func isPort(_ port: UInt16) -> Bool { port == 4789 || port == 8472 || port == 6081 }

    static let geneve: UInt16 = 6081
}

extension FrameDissector {
    /// - Parameters:
    ///   - offset: Where the datagram's payload begins.
    ///   - end: Where it ends; the capture may lack a part of it.
    /// - Returns: `nil`: it is a datagram like any other.
    @usableFromInline @inline(never)
    static func dissectUDPTunnel(
        _ frame: RawSpan, to port: UInt16, at offset: Int, end: Int, depth: Int
    ) -> Dissection? {
        let isCut = end > frame.byteCount
        let inner = frame.bytes(at: 0, count: min(end, frame.byteCount))
        guard offset + 8 <= inner.byteCount else { return nil }
        var (type, packet): (UInt16, Int) = (0x6558, offset + 8)
        if port == UDPTunnel.geneve {
            guard let length = geneveHeader(inner, at: offset) else { return nil }
            type = inner.bigEndian(at: offset + 2)
            packet = offset + length
        } else {
            guard isVXLAN(inner, at: offset) else { return nil }
        }
        let isPlausible =
            type == 0x6558
            ? Tunnel.type(of: inner, at: packet) != .unknown
            : Tunnel.isKnown(type) && packet < inner.byteCount
        guard isPlausible else { return nil }
        guard depth < Tunnel.limit else { return .skipped(.nesting) }
        let found =
            type == 0x6558
            ? dissectEthernet(inner, at: packet, isCut: isCut, depth: depth + 1)
            : dissect(inner, type: type, at: packet, isCut: isCut, depth: depth + 1)
        return found == .skipped(.malformed) ? nil : found
    }

    /// The flag for a network number, and nothing in reserved bits but what the group policy extension has there.
    private static func isVXLAN(_ frame: RawSpan, at offset: Int) -> Bool {
        let head: UInt32 = frame.bigEndian(at: offset)
        let hasGroup = head & 0x8000_0000 != 0
        return head & 0x0800_0000 != 0 && frame.byte(at: offset + 7) == 0
            && head & (hasGroup ? 0x77B7_0000 : 0xF7FF_FFFF) == 0
    }

    /// The length of a header whose options add up; `nil`: it is none.
    private static func geneveHeader(_ frame: RawSpan, at offset: Int) -> Int? {
        let first = frame.byte(at: offset)
        // Version 0, and no reserved bits.
        guard first >> 6 == 0, frame.byte(at: offset + 1) & 0x3F == 0, frame.byte(at: offset + 7) == 0 else {
            return nil
        }
        let end = offset + 8 + Int(first & 0x3F) * 4
        guard end <= frame.byteCount else { return nil }
        var option = offset + 8
        while option < end {
            option += 4 + Int(frame.byte(at: option + 3) & 0x1F) * 4
        }
        return option == end ? end - offset : nil
    }
}

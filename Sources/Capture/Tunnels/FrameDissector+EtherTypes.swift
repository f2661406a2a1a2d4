import Wire

/// EtherTypes other than IP: what stands between the Ethernet header and the IP packet.
///
/// Source: IEEE 802.2 and RFC 1042 (SNAP); RFC 3032 (MPLS), 4385 (control word), 2516 (PPPoE).
extension FrameDissector {
    static func dissectWrapped(
        _ frame: RawSpan, type: UInt16, at offset: Int, isCut: Bool, depth: Int
    ) -> Dissection {
        let dissect: (RawSpan, Int, Bool, Int) -> Dissection
        switch type {
        case ...1500:
            return dissectSNAP(frame, length: Int(type), at: offset, isCut: isCut, depth: depth)
        case Tunnel.Wrapper.mpls, Tunnel.Wrapper.mplsMulticast: dissect = dissectMPLS
        case Tunnel.Wrapper.pppoe: dissect = dissectPPPoE
        case Tunnel.Wrapper.arista: dissect = dissectArista
        default: return .skipped(.notIP)
        }
        guard depth < Tunnel.limit else { return .skipped(.nesting) }
        return dissect(frame, offset, isCut, depth + 1)
    }

    /// An 802.3 frame, whose type is a length: of those that a SNAP header follows, the rest.
    private static func dissectSNAP(
        _ frame: RawSpan, length: Int, at offset: Int, isCut: Bool, depth: Int
    ) -> Dissection {
        guard length >= 3 else { return .skipped(.notIP) }
        guard offset + 3 <= frame.byteCount else { return missing(isCut: isCut) }
        guard frame.byte(at: offset) == 0xAA, frame.byte(at: offset + 1) == 0xAA,
            frame.byte(at: offset + 2) == 0x03
        else { return .skipped(.notIP) }
        guard length >= 8 else { return .skipped(.malformed) }
        guard offset + 8 <= frame.byteCount else { return missing(isCut: isCut) }
        let organisation = (frame.bigEndian(at: offset + 2) as UInt32) & 0xFF_FFFF
        let type: UInt16 = frame.bigEndian(at: offset + 6)
        // Zero: an EtherType follows; the other is for types that zero would change (IEEE 802.1H).
        guard organisation == 0 || organisation == 0xF8, type > 1535 else { return .skipped(.notIP) }
        guard depth < Tunnel.limit else { return .skipped(.nesting) }
        let end = min(offset + length, frame.byteCount)
        return Self.dissect(
            frame.bytes(at: 0, count: end), type: type, at: offset + 8,
            isCut: isCut && offset + length > end, depth: depth + 1)
    }

    /// A stack of labels, then an IP packet or, of a pseudowire, an Ethernet frame.
    static func dissectMPLS(_ frame: RawSpan, at offset: Int, isCut: Bool, depth: Int) -> Dissection {
        var cursor = offset
        while true {
            guard cursor + 4 <= frame.byteCount else { return missing(isCut: isCut) }
            let isBottom = frame.byte(at: cursor + 2) & 1 != 0
            cursor += 4
            if isBottom { break }
        }
        guard cursor < frame.byteCount else { return missing(isCut: isCut) }
        switch frame.byte(at: cursor) >> 4 {
        case 4, 6:
            // Hardware addresses may begin with the same digits.
            if !isCut, !hasPlausibleLength(frame, at: cursor), Tunnel.type(of: frame, at: cursor) == .known {
                return dissectEthernet(frame, at: cursor, isCut: isCut, depth: depth)
            }
            return dissectIP(frame, at: cursor, isCut: isCut, depth: depth)
        case 0:
            return dissectPseudowire(frame, at: cursor, isCut: isCut, depth: depth)
        default:
            guard cursor + 17 <= frame.byteCount else { return missing(isCut: isCut) }
            guard Tunnel.type(of: frame, at: cursor) != .unknown else { return .skipped(.notIP) }
            return dissectEthernet(frame, at: cursor, isCut: isCut, depth: depth)
        }
    }

    /// A control word and a frame; or the frame alone, when it goes to a group, whose address begins with a zero too.
    private static func dissectPseudowire(
        _ frame: RawSpan, at offset: Int, isCut: Bool, depth: Int
    ) -> Dissection {
        let (behind, alone) = (
            Tunnel.type(of: frame, at: offset + 4), Tunnel.type(of: frame, at: offset)
        )
        // The length of an IP packet may stand where the type of a frame behind a control word would.
        if behind == .known || behind == .length && alone != .known {
            return dissectEthernet(frame, at: offset + 4, isCut: isCut, depth: depth)
        }
        guard alone == .unknown else { return dissectEthernet(frame, at: offset, isCut: isCut, depth: depth) }
        return offset + 21 <= frame.byteCount ? .skipped(.notIP) : missing(isCut: isCut)
    }

    /// Whether an IP packet that begins at `offset` ends where the frame does, or before.
    private static func hasPlausibleLength(_ frame: RawSpan, at offset: Int) -> Bool {
        guard offset + 20 <= frame.byteCount else { return false }
        let isIPv6 = frame.byte(at: offset) >> 4 == 6
        let length = Int(frame.bigEndian(at: offset + (isIPv6 ? 4 : 2)) as UInt16)
        return offset + length + (isIPv6 ? 40 : 0) <= frame.byteCount
    }

    /// A PPPoE session.
    private static func dissectPPPoE(
        _ frame: RawSpan, at offset: Int, isCut: Bool, depth: Int
    ) -> Dissection {
        guard offset + 8 <= frame.byteCount else { return missing(isCut: isCut) }
        guard frame.byte(at: offset) == 0x11 else { return .skipped(.malformed) }
        guard frame.byte(at: offset + 1) == 0 else { return .skipped(.notIP) }
        let end = offset + 6 + Int(frame.bigEndian(at: offset + 4) as UInt16)
        guard end >= offset + 8, isCut || end <= frame.byteCount else { return .skipped(.malformed) }
        let inner = frame.bytes(at: 0, count: min(end, frame.byteCount))
        let isCut = isCut && end > frame.byteCount
        // The protocol may leave out its first byte, an even one; the last is odd.
        let short = frame.byte(at: offset + 6)
        let (kind, packet) =
            short & 1 != 0
            ? (UInt16(short), offset + 7) : (frame.bigEndian(at: offset + 6) as UInt16, offset + 8)
        return switch kind {
        case 0x0021: dissectIPv4(inner, at: packet, isCut: isCut, depth: depth)
        case 0x0057: dissectIPv6(inner, at: packet, isCut: isCut, depth: depth)
        case 0x0281, 0x0283: dissectMPLS(inner, at: packet, isCut: isCut, depth: depth)
        default: .skipped(.notIP)
        }
    }

    static func dissectArista(_ frame: RawSpan, at offset: Int, isCut: Bool, depth: Int) -> Dissection {
        guard offset + 4 <= frame.byteCount else { return missing(isCut: isCut) }
        guard let header = AristaHeader(frame, at: offset) else { return .skipped(.notIP) }
        switch header.content {
        case .frame: return dissectEthernet(frame, at: header.end, isCut: isCut, depth: depth)
        case .type:
            guard header.end + 2 <= frame.byteCount else { return missing(isCut: isCut) }
            return Self.dissect(
                frame, type: frame.bigEndian(at: header.end), at: header.end + 2, isCut: isCut, depth: depth)
        }
    }
}

import Wire

/// Tunnels whose header follows an IP header: IP in IP, GRE and, in it, ERSPAN.
///
/// Source: RFC 2003, 2473, 4213 (IP in IP); RFC 2784, 2890, 7637 (GRE); draft-foschiano-erspan-03.
extension FrameDissector {
    static func dissectIPTunnel(
        _ frame: RawSpan, _ kind: UInt8, at offset: Int, end: Int?, isCut: Bool, depth: Int
    ) -> Dissection {
        guard depth < Tunnel.limit else { return .skipped(.nesting) }
        let limit = end ?? frame.byteCount
        guard isCut || limit <= frame.byteCount, offset <= limit || isCut && end == nil else {
            return .skipped(.malformed)
        }
        let inner = frame.bytes(at: 0, count: min(limit, frame.byteCount))
        // What the packet has whole can only lack bytes because its lengths are wrong.
        let isCut = isCut && (end == nil || limit > frame.byteCount)
        return switch kind {
        case NextHeader.ipv4: dissectIPv4(inner, at: offset, isCut: isCut, depth: depth + 1)
        case NextHeader.ipv6: dissectIPv6(inner, at: offset, isCut: isCut, depth: depth + 1)
        default: dissectGRE(inner, at: offset, isCut: isCut, depth: depth + 1)
        }
    }

    private static func dissectGRE(_ frame: RawSpan, at offset: Int, isCut: Bool, depth: Int) -> Dissection {
        guard let header = GREHeader(frame, at: offset) else { return missing(isCut: isCut) }
        guard header.isKnown else { return .skipped(.notUDP) }
        let payload = header.end
        guard payload <= frame.byteCount else { return missing(isCut: isCut) }
        return switch header.type {
        case 0x6558: dissectEthernet(frame, at: payload, isCut: isCut, depth: depth)
        // The first kind has no header of its own.
        case 0x88BE where !header.hasSequence: dissectEthernet(frame, at: payload, isCut: isCut, depth: depth)
        case 0x88BE, 0x22EB: dissectERSPAN(frame, at: payload, isCut: isCut, depth: depth)
        case Tunnel.Wrapper.arista: dissectArista(frame, at: payload, isCut: isCut, depth: depth)
        case ...1535: .skipped(.notIP)
        default: dissect(frame, type: header.type, at: payload, isCut: isCut, depth: depth)
        }
    }

    /// A mirrored frame behind a header of the second or the third kind.
    private static func dissectERSPAN(
        _ frame: RawSpan, at offset: Int, isCut: Bool, depth: Int
    ) -> Dissection {
        guard offset + 8 <= frame.byteCount else { return missing(isCut: isCut) }
        // The mirror leaves out the end of a frame that is too long for it, and says so.
        let isCut = isCut || frame.byte(at: offset + 2) & 0x04 != 0
        switch frame.byte(at: offset) >> 4 {
        case 1: return dissectEthernet(frame, at: offset + 8, isCut: isCut, depth: depth)
        case 2:
            guard offset + 12 <= frame.byteCount else { return missing(isCut: isCut) }
            let kind: UInt16 = frame.bigEndian(at: offset + 10)
            let payload = offset + (kind & 1 == 0 ? 12 : 20)
            return switch kind >> 10 & 0x1F {
            case 0: dissectEthernet(frame, at: payload, isCut: isCut, depth: depth)
            case 2: dissectIP(frame, at: payload, isCut: isCut, depth: depth)
            default: .skipped(.notIP)
            }
        default: return .skipped(.notUDP)
        }
    }
}

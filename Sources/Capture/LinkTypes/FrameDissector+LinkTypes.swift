import Wire

/// Link types other than Ethernet.
extension FrameDissector {
    /// - Parameters:
    ///   - offset: Where the link layer's header begins.
    ///   - depth: Headers of link types, and tunnels, that come before it.
    @usableFromInline
    static func dissectRare(
        _ frame: RawSpan, _ linkType: LinkType, at offset: Int, isCut: Bool, depth: Int
    ) -> Dissection {
        switch linkType {
        case .ethernet: return dissectEthernet(frame, at: offset, isCut: isCut, depth: depth)
        case .ipv4: return dissectIPv4(frame, at: offset, isCut: isCut, depth: depth)
        case .ipv6: return dissectIPv6(frame, at: offset, isCut: isCut, depth: depth)
        case .raw, .rawBSD, .rawOpenBSD: return dissectIP(frame, at: offset, isCut: isCut, depth: depth)
        case .null, .loop:
            guard offset + 4 <= frame.byteCount else { return missing(isCut: isCut) }
            let family: UInt32 = frame.bigEndian(at: offset)
            // Families are small, so the byte order shows in which half is used.
            let isSwapped = linkType == .null && family > 0xFFFF
            return switch isSwapped ? family.byteSwapped : family {
            case 2: dissectIPv4(frame, at: offset + 4, isCut: isCut, depth: depth)
            case 24, 28, 30: dissectIPv6(frame, at: offset + 4, isCut: isCut, depth: depth)
            default: .skipped(.notIP)
            }
        case .linuxCooked:
            guard offset + 16 <= frame.byteCount else { return missing(isCut: isCut) }
            return dissect(
                frame, type: frame.bigEndian(at: offset + 14), at: offset + 16, isCut: isCut, depth: depth)
        case .linuxCooked2:
            guard offset + 20 <= frame.byteCount else { return missing(isCut: isCut) }
            return dissect(
                frame, type: frame.bigEndian(at: offset), at: offset + 20, isCut: isCut, depth: depth)
        case .ppi: return dissectPPI(frame, at: offset, isCut: isCut, depth: depth)
        case .erf: return dissectERF(frame, at: offset, isCut: isCut, depth: depth)
        default: return .skipped(.linkType)
        }
    }

    /// By the version that an IP header begins with.
    static func dissectIP(_ frame: RawSpan, at offset: Int, isCut: Bool, depth: Int) -> Dissection {
        guard offset + 1 <= frame.byteCount else { return missing(isCut: isCut) }
        return switch frame.byte(at: offset) >> 4 {
        case 4: dissectIPv4(frame, at: offset, isCut: isCut, depth: depth)
        case 6: dissectIPv6(frame, at: offset, isCut: isCut, depth: depth)
        default: .skipped(.notIP)
        }
    }

    static func dissectEthernet(_ frame: RawSpan, at offset: Int, isCut: Bool, depth: Int) -> Dissection {
        guard offset + 14 <= frame.byteCount else { return missing(isCut: isCut) }
        return dissect(
            frame, type: frame.bigEndian(at: offset + 12), at: offset + 14, isCut: isCut, depth: depth)
    }
}

import Wire

/// The header of a record of an Endace card: 16 bytes, then extension headers of 8, then what the type says.
///
/// Source: Endace, ERF Types Reference Guide (EDM11-01), version 21; big-endian but for the time.
struct ERFRecord {
    enum Content { case ethernet, ipv4, ipv6, metadata, other }

    let content: Content
    /// Nanoseconds since the epoch.
    let time: UInt64
    /// Where the packet begins and the record ends, from the front of the frame.
    let packet: Int
    let end: Int
    /// Bytes of the packet on the wire. Of Ethernet with its check sequence, which may have been left out.
    let wireBytes: Int

    static let headerBytes = 16

    /// - Returns: `nil`: the header is not whole.
    init?(_ frame: RawSpan, at offset: Int) {
        guard offset + Self.headerBytes <= frame.byteCount else { return nil }
        let ticks: UInt64 = frame.littleEndian(at: offset)
        let fraction = (ticks & 0xFFFF_FFFF) * 1_000_000_000
        time = (ticks >> 32) * 1_000_000_000 + fraction >> 32
        let type = frame.byte(at: offset + 8)
        end = offset + Int(frame.bigEndian(at: offset + 10) as UInt16)
        wireBytes = Int(frame.bigEndian(at: offset + 14) as UInt16)
        var (cursor, hasMore) = (offset + Self.headerBytes, type & 0x80 != 0)
        while hasMore {
            guard cursor + 8 <= frame.byteCount else { return nil }
            hasMore = frame.byte(at: cursor) & 0x80 != 0
            cursor += 8
        }
        switch type & 0x7F {
        case 2, 11, 16, 20:
            content = .ethernet
            cursor += 2  // an offset that is not used, and a byte of padding
        case 22: content = .ipv4
        case 23: content = .ipv6
        case 27, 48: content = .metadata  // of the capture, and padding
        default: content = .other
        }
        packet = cursor
    }
}

extension FrameDissector {
    static func dissectERF(_ frame: RawSpan, at offset: Int, isCut: Bool, depth: Int) -> Dissection {
        guard let record = ERFRecord(frame, at: offset) else { return missing(isCut: isCut) }
        guard depth < Tunnel.limit else { return .skipped(.nesting) }
        guard record.end >= record.packet else { return .skipped(.malformed) }
        // The capture may leave out the padding at the end of the record.
        let end = min(record.end, frame.byteCount)
        guard record.packet <= end else { return missing(isCut: isCut) }
        let inner = frame.bytes(at: 0, count: end)
        let isCut = isCut || end - record.packet < record.wireBytes - 4
        return switch record.content {
        case .ethernet: dissectEthernet(inner, at: record.packet, isCut: isCut, depth: depth + 1)
        case .ipv4: dissectIPv4(inner, at: record.packet, isCut: isCut, depth: depth + 1)
        case .ipv6: dissectIPv6(inner, at: record.packet, isCut: isCut, depth: depth + 1)
        case .metadata: .skipped(.notIP)
        case .other: .skipped(.linkType)
        }
    }
}

import Wire

/// Per-packet information: what the capturing program knew, then a frame of another link type.
///
/// Source: PPI header format 1.0.7 (CACE Technologies); little-endian.
extension FrameDissector {
    static func dissectPPI(_ frame: RawSpan, at offset: Int, isCut: Bool, depth: Int) -> Dissection {
        guard offset + 8 <= frame.byteCount else { return missing(isCut: isCut) }
        guard depth < Tunnel.limit else { return .skipped(.nesting) }
        let length = Int(frame.littleEndian(at: offset + 2) as UInt16)
        let linkType: UInt32 = frame.littleEndian(at: offset + 4)
        guard frame.byte(at: offset) == 0, length >= 8 else { return .skipped(.malformed) }
        guard offset + length <= frame.byteCount else { return missing(isCut: isCut) }
        guard let number = UInt16(exactly: linkType) else { return .skipped(.linkType) }
        return dissectRare(
            frame, LinkType(rawValue: number), at: offset + length, isCut: isCut, depth: depth + 1)
    }
}

import Wire

/// Source: RFC 2784, 2890.
struct GREHeader {
    /// What it carries: an EtherType, or one of the numbers that GRE has besides.
    let type: UInt16
    let hasSequence: Bool
    /// Neither source routing, which is no more, nor version 1, which carries PPP.
    let isKnown: Bool
    /// Where its payload begins.
    let end: Int

    /// - Returns: `nil`: not even its first four bytes are there.
    init?(_ frame: RawSpan, at offset: Int) {
        guard offset + 4 <= frame.byteCount else { return nil }
        let flags: UInt16 = frame.bigEndian(at: offset)
        let (hasChecksum, hasKey) = (flags & 0x8000 != 0, flags & 0x2000 != 0)
        hasSequence = flags & 0x1000 != 0
        type = frame.bigEndian(at: offset + 2)
        isKnown = flags & 0x4007 == 0
        end = offset + 4 + (hasChecksum ? 4 : 0) + (hasKey ? 4 : 0) + (hasSequence ? 4 : 0)
    }
}

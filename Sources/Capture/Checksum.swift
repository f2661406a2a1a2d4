import Wire

/// The Internet checksum: the one's complement of the one's complement sum of 16-bit words (RFC 1071).
struct Checksum {
    private var sum: UInt64 = 0

    /// Adds bytes that begin at an even offset; an odd last byte counts as the high one of a word.
    mutating func add(_ bytes: RawSpan) {
        var offset = 0
        while offset + 4 <= bytes.byteCount {
            sum += UInt64(bytes.bigEndian(at: offset) as UInt32)
            offset += 4
        }
        while offset < bytes.byteCount {
            sum += UInt64(bytes.byte(at: offset)) << (offset & 1 == 0 ? 8 : 0)
            offset += 1
        }
    }

    mutating func add(_ value: UInt64) {
        sum += (value >> 32) + (value & 0xFFFF_FFFF)
    }

    /// What goes on the wire.
    var value: UInt16 {
        var folded = sum
        while folded > 0xFFFF { folded = (folded >> 16) + (folded & 0xFFFF) }
        return ~UInt16(folded)
    }
}

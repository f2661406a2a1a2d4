import Wire

/// The check sequence of an Ethernet frame.
///
/// Source: IEEE 802.3, section 3.2.9.
enum FrameCheck {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value >> 1 ^ (value & 1 == 0 ? 0 : 0xEDB8_8320) }
    }

    static func value(of frame: RawSpan, upTo end: Int) -> UInt32 {
        var remainder = UInt32.max
        for offset in 0..<end {
            remainder = remainder >> 8 ^ table[Int((remainder ^ UInt32(frame.byte(at: offset))) & 0xFF)]
        }
        return ~remainder
    }

    /// Whether the four bytes at `end` are that of the bytes before them; devices write it in either order.
    static func matches(_ frame: RawSpan, upTo end: Int) -> Bool {
        let value = value(of: frame, upTo: end)
        let found: UInt32 = frame.littleEndian(at: end)
        return found == value || found == value.byteSwapped
    }
}

/// The fuzzer's bytes, taken from the front; past the end there are zeros.
struct FuzzInput {
    private let bytes: [UInt8]
    private var next = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isEmpty: Bool { next >= bytes.count }

    mutating func byte() -> UInt8 {
        guard next < bytes.count else { return 0 }
        defer { next += 1 }
        return bytes[next]
    }

    mutating func word() -> UInt64 {
        var word: UInt64 = 0
        for _ in 0..<8 { word = word << 8 | UInt64(byte()) }
        return word
    }

    /// Up to `count` bytes.
    mutating func bytes(_ count: Int) -> [UInt8] {
        let end = min(next + count, bytes.count)
        defer { next = end }
        return Array(bytes[next..<end])
    }

    mutating func rest() -> [UInt8] { bytes(bytes.count) }

    /// Bytes behind a length of their own, of two bytes, low one first.
    mutating func chunk() -> [UInt8] {
        let low = Int(byte())
        return bytes(low | Int(byte()) << 8)
    }

    /// A number that is small, or near a bound, or anything.
    mutating func number() -> UInt64 {
        let choice = byte()
        switch choice {
        case 0xFF: return word()
        case 0xFE: return .max
        case 0xFD: return .max - UInt64(byte())
        case 0xFC: return 1 << UInt64(byte() & 63)
        default: return UInt64(choice)
        }
    }
}

/// What goes through the ring: 32 bytes, as an order event has.
struct RingItem: BitwiseCopyable, Sendable {
    private var words: SIMD4<UInt64>

    @inline(__always)
    init(_ number: UInt64) { words = SIMD4(number, number, number, 1) }

    @inline(__always)
    var number: UInt64 { words[0] }
}

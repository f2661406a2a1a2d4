import OrderFlow

/// A live order in 16 bytes, four to a cache line, at the place in ``OrderStore`` that the low bits of its reference
/// choose. Prices beyond 32 bits do not fit, and so go to the overflow.
struct RecentOrder: BitwiseCopyable {
    /// Quantity (32 bits, 0: the place is free), and above it the price (32).
    var content: UInt64
    /// Side (1 bit), instrument (16), and above them what the place does not say of the reference (47).
    var identity: UInt64

    static let identityBits: UInt64 = 17

    @inline(__always) var quantity: UInt32 { UInt32(truncatingIfNeeded: content) }
    @inline(__always) var price: Int64 { Int64(content >> 32) }
    @inline(__always) var instrument: UInt16 { UInt16(truncatingIfNeeded: identity >> 1) }
    @inline(__always) var side: Side { identity & 1 == 0 ? .buy : .sell }

    /// An order as it is kept here; it must fit.
    @inline(__always)
    init(content: UInt64, identity: UInt64) { (self.content, self.identity) = (content, identity) }
}

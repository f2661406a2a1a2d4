/// An interface of a pcapng section, as its Interface Description Block tells.
@usableFromInline
struct CaptureInterface: Sendable {
    @usableFromInline var linkType: LinkType
    /// Bytes; 0: no limit.
    @usableFromInline var snapLength: Int
    @usableFromInline var clock = CaptureClock()
}

/// How an interface counts time: the options `if_tsresol` and `if_tsoffset`.
@usableFromInline
struct CaptureClock: Sendable, Equatable {
    /// A tick is `multiplier / divisor / 2^shift` nanoseconds; either the divisor or the shift is trivial.
    @usableFromInline private(set) var multiplier: UInt64 = 1000
    @usableFromInline private(set) var divisor: UInt64 = 1
    @usableFromInline private(set) var shift: UInt8 = 0
    /// Seconds to add.
    var offset: Int64 = 0 { didSet { isNanoseconds = isPlain } }
    /// Ticks are nanoseconds since the epoch.
    @usableFromInline private(set) var isNanoseconds = false

    /// Microseconds, unless an option says otherwise.
    init() {}

    private var isPlain: Bool { multiplier == 1 && divisor == 1 && shift == 0 && offset == 0 }

    /// - Parameter resolution: Bit 7 clear: ticks of 10^-n s; set: ticks of 2^-n s; n in the low seven bits.
    mutating func set(resolution: UInt8) {
        let exponent = Int(resolution & 0x7F)
        switch (resolution & 0x80 != 0, exponent) {
        case (true, _): (multiplier, divisor, shift) = (1_000_000_000, 1, UInt8(exponent))
        case (false, ...9): (multiplier, divisor, shift) = (Self.powerOfTen(9 - exponent), 1, 0)
        case (false, ...28): (multiplier, divisor, shift) = (1, Self.powerOfTen(exponent - 9), 0)
        default: (multiplier, divisor, shift) = (0, 1, 0)  // 2^64 ticks are less than a nanosecond
        }
        isNanoseconds = isPlain
    }

    /// Nanoseconds since the epoch, held at 0 and at the greatest value.
    @inlinable
    func nanoseconds(_ ticks: UInt64) -> UInt64 {
        isNanoseconds ? ticks : scaled(ticks)
    }

    @usableFromInline
    func scaled(_ ticks: UInt64) -> UInt64 {
        // Below 2^94, and the offset below 2^93: neither overflows.
        let elapsed = (Int128(ticks / divisor) &* Int128(multiplier)) >> Int128(shift)
        return UInt64(clamping: elapsed &+ Int128(offset) &* 1_000_000_000)
    }

    private static func powerOfTen(_ exponent: Int) -> UInt64 {
        (0..<exponent).reduce(1) { power, _ in power * 10 }
    }
}

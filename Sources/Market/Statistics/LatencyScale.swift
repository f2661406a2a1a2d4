/// Counters for latencies that grow with them, as those of an HDR histogram do: exact below `2^(bits + 1)` ns, and from
/// there on `2^bits` to each factor of two. A value read back is the upper end of its counter's range: never too low,
/// and too high by less than one part in `2^bits`.
struct LatencyScale: BitwiseCopyable {
    let bits: Int
    /// Counters up to a year.
    let count: Int

    /// 0.8 % wide at most, the same as two significant digits of an HDR histogram: 6,272 counters.
    static let fine = LatencyScale(bits: 7)
    /// 3.2 % wide at most: 1,632 counters.
    static let coarse = LatencyScale(bits: 5)

    /// What is longer than a year is counted with a year, and told apart by its number and the longest of all; ns.
    static let longest = LatencyHistogram.longest

    init(bits: Int) {
        self.bits = bits
        count = Self.index(of: Self.longest, bits) + 1
    }

    @inline(__always)
    private static func index(of value: UInt64, _ bits: Int) -> Int {
        let octave = max(0, 63 &- bits &- value.leadingZeroBitCount)
        return octave &<< bits &+ Int(truncatingIfNeeded: value &>> UInt64(truncatingIfNeeded: octave))
    }

    /// The counter of a value, which is at most ``longest``.
    @inline(__always)
    func index(of value: UInt64) -> Int { Self.index(of: value, bits) }

    /// The values of a counter.
    func values(at index: Int) -> ClosedRange<UInt64> {
        let octave = max(0, index >> bits - 1)
        let low = UInt64(index - octave << bits) << UInt64(octave)
        return low...(low + (1 << UInt64(octave) - 1))
    }

    /// The highest value that a counter may stand for: of the last one any.
    func highest(at index: Int) -> UInt64 { index == count - 1 ? .max : values(at: index).upperBound }

    /// The bar of ``LatencyAxis`` that each counter of the fine scale lies in, by the middle of its values.
    static let bars: [UInt8] = (0..<fine.count).map { index in
        let values = fine.values(at: index)
        let middle = values.lowerBound + (values.upperBound - values.lowerBound) / 2
        return UInt8(LatencyAxis.bar(of: middle))
    }
}

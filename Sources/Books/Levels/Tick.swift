/// A step between prices, and what it takes to divide by it with a multiplication.
struct Tick: BitwiseCopyable {
    let size: UInt64
    /// One more than 2^63 by `size`; 0: no price is a whole number of ticks.
    private let reciprocal: UInt64

    init(_ size: UInt64) {
        self.size = size
        reciprocal = size == 0 ? 0 : 1 << 63 / size + 1
    }

    /// How many ticks a price has: exact for whole numbers of them below 2^33, anything otherwise, but always the same
    /// for a price.
    @inline(__always)
    func count(in price: Int64) -> UInt64 {
        (UInt64(bitPattern: price) &<< 1).multipliedFullWidth(by: reciprocal).high
    }

    /// 0 when a price is a whole number of ticks, and of fewer than 2^33.
    @inline(__always)
    func remainder(_ price: Int64, _ count: UInt64) -> UInt64 {
        count >> 33 | (UInt64(bitPattern: price) ^ (count &* size)) | (size &- 1) >> 63
    }

    /// The sizes there are, ascending, by their code; 0 is none.
    private static let sizes: [UInt64] = [
        0, 1, 2, 5, 10, 20, 25, 50, 100, 125, 200, 250, 500, 1000, 1250, 2500, 5000, 10_000, 25_000, 50_000,
        100_000, 1_000_000, 10_000_000, 100_000_000,
    ]
    /// A cent, and 1 where prices have fewer than two decimals.
    static func cent(_ scale: UInt8) -> UInt64 {
        var (cent, decimals): (UInt64, UInt8) = (1, 2)
        while decimals < min(scale, 18) { (cent, decimals) = (cent * 10, decimals + 1) }
        return cent
    }

    /// Places of a table of ticks.
    static let codes = 32

    /// Fills a table with the ticks by their code.
    static func fill(_ table: inout PageArray<Tick>) -> Bool {
        guard table.grow(to: codes) else { return false }
        for (code, size) in sizes.enumerated() { table[code] = Tick(size) }
        return true
    }

    /// The code of the largest size, up to `most`, of which at least three quarters of the prices are a whole number;
    /// 0: negative prices have none.
    static func code(for prices: Span<Int64>, atMost most: UInt64) -> UInt8 {
        var code = sizes.count - 1
        while code > 0 {
            let size = sizes[code]
            var left = size <= most ? prices.count / 4 : -1
            for place in prices.indices where left >= 0 {
                if prices[place] < 0 || UInt64(prices[place]) % size != 0 { left -= 1 }
            }
            if left >= 0 { break }
            code -= 1
        }
        return UInt8(code)
    }
}

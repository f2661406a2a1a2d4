/// A step between prices, and what it takes to divide by it with a multiplication.
struct Tick: BitwiseCopyable {
    let size: UInt64
    /// One more than 2^63 by `size`.
    private let reciprocal: UInt64

    private init(_ size: UInt64) {
        self.size = size
        reciprocal = size == 0 ? 0 : 1 << 63 / size + 1
    }

    /// How many ticks a price has: exact for whole numbers of them below 2^46, anything otherwise, but always the same
    /// for a price.
    @inline(__always)
    func count(in price: Int64) -> UInt64 {
        (UInt64(bitPattern: price) &<< 1).multipliedFullWidth(by: reciprocal).high
    }

    /// Ticks by their code; 0 is none, of which no price has a whole number but 0.
    @safe
    struct Table: @unchecked Sendable {
        fileprivate let ticks: UnsafeMutablePointer<Tick>
        fileprivate static let count = 32

        @inline(__always)
        subscript(code: UInt8) -> Tick {
            // SAFETY: there is a tick for all five bits, and the table is never freed.
            unsafe ticks[Int(code & 31)]
        }
    }

    /// The sizes there are, ascending.
    private static let sizes: [UInt64] = [
        1, 2, 5, 10, 20, 25, 50, 100, 125, 200, 250, 500, 1000, 1250, 2500, 5000, 10_000, 25_000, 50_000,
        100_000,
        1_000_000, 10_000_000, 100_000_000,
    ]

    static let all: Table = {
        let ticks = UnsafeMutablePointer<Tick>.allocate(capacity: Table.count)
        unsafe ticks.initialize(repeating: Tick(0), count: Table.count)
        for (index, size) in sizes.enumerated() { unsafe ticks[index + 1] = Tick(size) }
        return unsafe Table(ticks: ticks)
    }()

    /// The code of the largest size, up to `most`, of which at least three quarters of the prices are a whole number;
    /// 0: negative prices have none.
    static func code(for prices: Span<Int64>, atMost most: UInt64) -> UInt8 {
        var code = UInt8(sizes.count)
        while code > 0 {
            let size = all[code].size
            var left = size <= most ? prices.count / 4 : -1
            for place in prices.indices where left >= 0 {
                if prices[place] < 0 || UInt64(prices[place]) % size != 0 { left -= 1 }
            }
            if left >= 0 { return code }
            code -= 1
        }
        return 0
    }
}

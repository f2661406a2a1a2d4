/// What the exchange keeps of one instrument, in one cache line: a window of 64 price levels round the touch,
/// each a bit per side, and where the price may go.
struct SymbolState: BitwiseCopyable {
    var name: UInt64
    /// Levels with orders; a tick stands at bit `tick & 63`.
    var bids: UInt64
    var asks: UInt64
    /// The window's lowest tick.
    var low: Int32
    /// The price walks here; bids come at or below it, asks above.
    var middle: Int32
    /// The day's band, wider than the window: the window never leaves it, loose orders stay outside.
    var floor: Int32
    var ceiling: Int32
    /// Orders in the window.
    var near: UInt32
    var tickSize: UInt16
    var halfSpread: UInt8
    var isHalted: Bool
    var isRising: Bool
    private var padding: (UInt64, UInt16, UInt8) = (0, 0, 0)

    static let levels: Int32 = 64

    init(_ listing: SymbolUniverse.Listing, random: inout SeededGenerator) {
        name = listing.name
        bids = 0
        asks = 0
        middle = listing.openingTick
        low = middle - 31
        // 1.5 % either way, room for the window at least.
        let reach = max(min(128, middle / 3), middle / 64)
        floor = max(1, middle - reach)
        ceiling = middle + reach
        near = 0
        tickSize = listing.tickSize
        // Dear and seldom traded instruments have wider spreads.
        let width = min(6, UInt64(middle / 12_000) + (listing.weight < 0.005 ? 3 : 1))
        halfSpread = UInt8(random.below(width))
        isHalted = false
        isRising = random.below(2) == 0
    }

    /// The highest bid's tick. There must be a bid.
    @inline(__always)
    var bestBid: Int32 {
        low &+ 63 &- Int32(truncatingIfNeeded: Self.rotated(bids, by: low).leadingZeroBitCount)
    }

    /// The lowest ask's tick. There must be an ask.
    @inline(__always)
    var bestAsk: Int32 {
        low &+ Int32(truncatingIfNeeded: Self.rotated(asks, by: low).trailingZeroBitCount)
    }

    /// Bit 0 becomes the window's lowest tick.
    @inline(__always)
    private static func rotated(_ word: UInt64, by low: Int32) -> UInt64 {
        let shift = UInt64(truncatingIfNeeded: low) & 63
        return word &>> shift | word &<< (64 &- shift)
    }

    /// The price of a tick, in 1/10 000 dollar.
    @inline(__always)
    func price(_ tick: Int32) -> UInt32 {
        UInt32(truncatingIfNeeded: Int(tick) &* Int(tickSize))
    }
}

/// The queue of orders at one price, first in first out; 0 is none.
struct PriceLevel: BitwiseCopyable {
    var head: UInt32
    var tail: UInt32
}

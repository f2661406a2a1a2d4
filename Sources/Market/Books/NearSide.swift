import OrderFlow

/// The part of one side of a book that lies near the touch: sixty-four prices one tick apart, or more of them, each at
/// the place in the ``LevelWindows`` that the low bits of its number of ticks choose. So nothing is searched, and nothing
/// moves when the window does.
///
/// Every price in the window that is a whole number of ticks has its level there, and all others in the ``Ladder``.
struct NearSide: BitwiseCopyable {
    /// The window's lowest price, in ticks.
    private(set) var base: UInt32
    /// Which ``Tick`` it is (5 bits), whether the window is wide (1), and the first of its runs (26).
    private var shape: UInt32

    private static let wideMark: UInt32 = 32
    private static let runShift: UInt32 = 6
    /// No price is in a window that begins here with tick 0.
    private static let noBase: UInt32 = 1 << 31

    /// No window, but room for one.
    init(run: Int, isWide: Bool = false) {
        base = Self.noBase
        shape = UInt32(run) << Self.runShift | (isWide ? Self.wideMark : 0)
    }

    /// A window in the same room.
    func at(_ base: UInt32, tickCode: UInt8) -> NearSide {
        var side = self
        side.base = base
        side.shape = shape & ~(Self.wideMark - 1) | UInt32(tickCode)
        return side
    }

    /// No window, in the same room.
    var closed: NearSide { at(Self.noBase, tickCode: 0) }

    @inline(__always) var tickCode: UInt8 { UInt8(truncatingIfNeeded: shape & (Self.wideMark - 1)) }
    @inline(__always) var isWide: Bool { shape & Self.wideMark != 0 }
    @inline(__always) var run: Int { Int(shape >> Self.runShift) }
    @inline(__always) var hasWindow: Bool { tickCode != 0 }
    @inline(__always) var tick: Tick { Tick.all[tickCode] }
    /// One less than the prices there are in it, which are a power of two.
    @inline(__always) var mask: UInt64 {
        UInt64(LevelWindows.runWidth - 1) + UInt64(shape & Self.wideMark) &* 62
    }
    @inline(__always) var width: UInt64 { mask + 1 }

    /// A price that is in both has the same place in both.
    func hasPlaces(of other: NearSide) -> Bool { shape == other.shape }

    /// 0 when a price with so many ticks is in the window: a whole number of them, and less than its width above the base.
    @inline(__always)
    func beyond(_ price: Int64, _ ticks: UInt64, _ tick: Tick) -> UInt64 {
        (ticks &- UInt64(base)) & ~mask | (UInt64(bitPattern: price) ^ (ticks &* tick.size))
    }

    /// The place of a price in the window; `nil`: it is outside.
    @inline(__always)
    func place(of price: Int64) -> Int? {
        let tick = tick
        let ticks = tick.count(in: price)
        return beyond(price, ticks, tick) == 0 ? Int(truncatingIfNeeded: ticks & mask) : nil
    }

    /// The place and the price so far above the base.
    func place(at offset: UInt64) -> Int { Int(truncatingIfNeeded: (UInt64(base) &+ offset) & mask) }
    func price(at offset: UInt64) -> Int64 { Int64(bitPattern: (UInt64(base) &+ offset) &* tick.size) }
}

/// A level of a window, in one word: its quantity (44 bits), and above it how many orders (20).
enum NearLevel {
    static let order: UInt64 = 1 << 44
    static let quantityMask: UInt64 = order - 1
    /// Set in a level that has become too large for the word, or less than nothing. Quantities are added that have 32
    /// bits, and orders one by one, so that nothing gets past these.
    static let beyond: UInt64 = 1 << 63 | 1 << 43

    /// `nil`: it does not fit.
    static func word(_ content: LevelContent) -> UInt64? {
        guard content.quantity < 1 << 43, content.orders < 1 << 19 else { return nil }
        return content.quantity | UInt64(content.orders) << 44
    }

    static func content(_ word: UInt64) -> LevelContent {
        LevelContent(quantity: word & quantityMask, orders: UInt32(truncatingIfNeeded: word >> 44))
    }
}

/// When it is time to look where the window of a side should lie.
struct WindowWatch: BitwiseCopyable {
    /// Levels asked for outside the window since it was last looked at, and at how many it is looked at again.
    var misses: UInt8 = 0
    var patience: UInt8 = 0
}

import OrderFlow

/// Eight neighbouring prices of one side of a book, in one cache line. Prices are counted in ticks, so neighbours are one
/// tick apart.
struct LevelBlock: BitwiseCopyable {
    /// Ticks of its lowest price, divided by eight.
    var number: UInt64
    var owner: LevelOwner
    /// Which of the eight prices have a level, from the lowest bit up.
    var present: UInt8
    private var marks: UInt8
    private var padding: UInt16
    /// Quantities; of a wide level its place in ``WideLevels``.
    var quantities: InlineArray<8, UInt32>
    /// Orders, 0 where the feed does not tell; ``wide``: the level does not fit here.
    var orders: InlineArray<8, UInt16>

    static let wide: UInt16 = .max
    private static let usedMark: UInt8 = 1
    private static let listedMark: UInt8 = 2

    /// An empty block.
    init(_ number: UInt64, of owner: LevelOwner) {
        (self.number, self.owner) = (number, owner)
        (present, marks, padding) = (0, Self.usedMark, 0)
        quantities = InlineArray(repeating: 0)
        orders = InlineArray(repeating: 0)
    }

    /// It is a block and no free place of the table.
    @inline(__always) var isUsed: Bool { marks & Self.usedMark != 0 }
    /// ``LevelIndex`` has it. It may be empty nevertheless, until a search comes by.
    @inline(__always) var isListed: Bool {
        get { marks & Self.listedMark != 0 }
        set { marks = newValue ? marks | Self.listedMark : marks & ~Self.listedMark }
    }
    @inline(__always)
    func isBlock(_ number: UInt64, of owner: LevelOwner) -> Bool {
        self.number == number && self.owner == owner
    }
}

/// Whose a block of levels is: an instrument, a side, and in what its prices are counted.
struct LevelOwner: BitwiseCopyable, Equatable {
    /// Instrument (16 bits), side (1), counting (2); 0 in the free places of a table, which no owner has.
    var code: UInt32

    /// Prices are counted in ticks of the side, one way or the other: when the tick changes the levels move from the one
    /// to the other. Prices that are no whole number of ticks are counted as they are.
    enum Counting: UInt32 {
        case ticks = 1
        case otherTicks = 2
        case raw = 3
    }

    @inline(__always)
    init(_ instrument: UInt16, side: UInt64, _ counting: UInt32) {
        code = UInt32(instrument) << 3 | UInt32(truncatingIfNeeded: side) << 2 | counting
    }

    @inline(__always) var instrument: UInt16 { UInt16(truncatingIfNeeded: code >> 3) }
    @inline(__always) var isBuy: Bool { code & 4 == 0 }
    @inline(__always) var side: Side { isBuy ? .buy : .sell }
    @inline(__always) var isRaw: Bool { code & 3 == Counting.raw.rawValue }
    /// The same side's prices as they are.
    var raw: LevelOwner {
        var owner = self
        owner.code |= Counting.raw.rawValue
        return owner
    }
}

/// What every message about one side of a book may touch, beside its levels: 16 bytes of an ``Instrument``.
struct BookSide: BitwiseCopyable {
    /// The best price that is a whole number of ticks; means nothing while there is none.
    var best: Int64 = 0
    /// Levels at whole numbers of ticks.
    var levels: UInt32 = 0
    /// Which ``Tick`` it is; 0: none yet.
    var tickCode: UInt8 = 0
    private var marks = UInt8(LevelOwner.Counting.ticks.rawValue)

    private static let rawMark: UInt8 = 4

    /// How the tick's levels are counted; see ``LevelOwner/Counting``.
    @inline(__always) var counting: UInt32 {
        get { UInt32(marks & 3) }
        set { marks = marks & ~3 | UInt8(truncatingIfNeeded: newValue) }
    }
    /// There are levels at prices that are no whole number of ticks.
    @inline(__always) var hasRaw: Bool {
        get { marks & Self.rawMark != 0 }
        set { marks = newValue ? marks | Self.rawMark : marks & ~Self.rawMark }
    }
    @inline(__always) var isEmpty: Bool { levels == 0 && !hasRaw }
}

/// What seldom matters of a side.
struct SideDetail: BitwiseCopyable {
    /// Of the levels that are no whole number of ticks: the best price, and how many there are.
    var rawBest: Int64
    var rawLevels: UInt32
    /// Blocks made since the tick was last thought over, and how many make it worth thinking over again.
    var newBlocks: UInt16
    var patience: UInt16
}

import OrderFlow

/// What rests at one price on one side of a book.
struct Level: Equatable {
    /// The price as ``Ladder`` sorts it: the better, the greater; see ``key(_:_:)``.
    var key: Int64
    var content: LevelContent

    /// Turns a price into a key on its side and back: asks are complemented, which turns their order around
    /// and cannot overflow.
    @inline(__always)
    static func key(_ price: Int64, _ side: Side) -> Int64 { price ^ -Int64(side.rawValue) }

    @inline(__always)
    func price(_ side: Side) -> Int64 { Self.key(key, side) }
}

/// A level but for its key.
struct LevelContent: BitwiseCopyable, Equatable {
    var quantity: UInt64
    /// 0: the feed does not tell.
    var orders: UInt32
}

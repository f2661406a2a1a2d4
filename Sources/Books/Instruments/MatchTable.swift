/// Remembers recent trades by match number, so that a bust that names nothing else can be subtracted.
/// Direct-mapped: a newer trade takes the place of the one 262,144 match numbers earlier.
struct MatchTable: ~Copyable {
    struct Trade: BitwiseCopyable {
        var match: UInt64
        var quantity: UInt32
        var instrument: UInt16
        /// Which session it belongs to; a reset makes all older trades unknown.
        var epoch: UInt16
    }

    private static let capacity = 1 << 18
    private var trades = PageArray<Trade>()
    private var epoch: UInt16 = 0

    mutating func insert(_ match: UInt64, instrument: UInt16, quantity: UInt32) {
        guard trades.grow(to: Self.capacity) else { return }
        trades[slot(match)] = Trade(match: match, quantity: quantity, instrument: instrument, epoch: epoch)
    }

    /// The trade of a match number, which is forgotten: a trade can be void only once.
    mutating func remove(_ match: UInt64) -> Trade? {
        guard trades.count > 0 else { return nil }
        let trade = trades[slot(match)]
        guard trade.quantity > 0, trade.match == match, trade.epoch == epoch else { return nil }
        trades[slot(match)].quantity = 0
        return trade
    }

    mutating func removeAll() {
        epoch &+= 1
        if epoch == 0 { trades.empty() }
    }

    private func slot(_ match: UInt64) -> Int { Int(truncatingIfNeeded: match) & (Self.capacity - 1) }
}

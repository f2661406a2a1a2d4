/// The few instruments with the highest rates, kept in order while all are looked at once.
struct Busiest {
    private(set) var keys: [(rate: UInt64, key: InstrumentKey)] = []
    private let most: Int

    init(_ most: Int) { self.most = most }

    /// Of two with the same rate the one that came first stays before the other. One that rests is not busy.
    mutating func offer(_ key: InstrumentKey, rate: UInt64) {
        guard rate > 0, keys.count < most || rate > (keys.last?.rate ?? 0) else { return }
        if keys.count == most { keys.removeLast() }
        var place = keys.count
        while place > 0, keys[place - 1].rate < rate { place -= 1 }
        keys.insert((rate, key), at: place)
    }
}

/// One order of the synthetic exchange, in half a cache line.
struct OrderSlot: BitwiseCopyable {
    var reference: UInt64
    var tick: Int32
    var shares: UInt32
    /// Neighbours in the queue of a price level, 0 at its ends; `next` also chains the free slots.
    var next: UInt32
    var previous: UInt32
    var symbol: UInt16
    var isLive: Bool
    var isSell: Bool
    /// Rests outside the window of price levels: far from the touch, or crossed on purpose.
    var isLoose: Bool
}

/// All live orders in one flat table, and the means to find a young one.
struct OrderPool: ~Copyable {
    /// Slot 0 stays empty: it means none.
    var slots: FixedTable<OrderSlot>
    private(set) var live = 0
    private var firstFree: UInt32 = 0
    /// Slots from here on were never used.
    private var unused: UInt32 = 1
    /// Slots in the order in which their orders came, the youngest before `youngEnd`.
    private var young: FixedTable<UInt32>
    private var youngEnd = 0
    private var sweep: UInt32 = 1
    private let isUniform: Bool

    private static let youngCount = 1 << 16

    /// - Parameter population: Live orders to be expected; there is room for a half more.
    init(population: Int, lifetimes: OrderLifetimes) {
        slots = FixedTable(zeroed: population + population / 2 + 1024)
        young = FixedTable(zeroed: Self.youngCount)
        isUniform = lifetimes == .uniform
    }

    var isFull: Bool { live >= slots.count - 2 }

    /// A slot for a new order.
    @inline(__always)
    mutating func take() -> UInt32 {
        live &+= 1
        if firstFree != 0 {
            let slot = firstFree
            firstFree = slots[Int(slot)].next
            return slot
        }
        unused &+= 1
        return unused &- 1
    }

    /// Notes that the order in `slot` has just come.
    @inline(__always)
    mutating func remember(_ slot: UInt32) {
        young[youngEnd & (Self.youngCount - 1)] = slot
        youngEnd &+= 1
    }

    @inline(__always)
    mutating func release(_ slot: UInt32) {
        live &-= 1
        slots[Int(slot)].isLive = false
        slots[Int(slot)].next = firstFree
        firstFree = slot
    }

    /// An order to go: young ones first, far from the touch seldom. `nil` when none is live.
    @inline(__always)
    mutating func victim(_ random: inout SeededGenerator) -> UInt32? {
        guard live > 0 else { return nil }
        for _ in 0..<4 {
            let bits = random.next()
            let slot = isUniform || bits & 15 == 0 ? anyOne(bits) : youngOne(bits)
            guard slot != 0 else { continue }
            if !isUniform, slots[Int(slot)].isLoose, (bits >> 4) & 15 != 0 { continue }
            return slot
        }
        return nextOne()
    }

    @inline(__always)
    private func anyOne(_ bits: UInt64) -> UInt32 {
        let slot = Int(truncatingIfNeeded: ((bits >> 32) &* UInt64(unused)) >> 32)
        return slots[slot].isLive ? UInt32(truncatingIfNeeded: slot) : 0
    }

    /// Its rank by age is log-uniform: as likely among the last 1 to 2 as among the last 32,768 to 65,536.
    @inline(__always)
    private func youngOne(_ bits: UInt64) -> UInt32 {
        let scale = 1 << Int(truncatingIfNeeded: (bits >> 8) & 15)
        let rank = scale + (Int(truncatingIfNeeded: bits >> 16) & (scale &- 1))
        for step in 0..<8 {
            let slot = young[(youngEnd &- rank &- step) & (Self.youngCount - 1)]
            if slots[Int(slot)].isLive { return slot }
        }
        return 0
    }

    /// The next live one in the table, going round.
    private mutating func nextOne() -> UInt32 {
        while true {
            sweep &+= 1
            if sweep >= unused { sweep = 1 }
            if slots[Int(sweep)].isLive { return sweep }
        }
    }
}

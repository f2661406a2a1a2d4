import OrderFlow

/// The live orders of a feed by reference.
///
/// Recent orders are in an array, each at the low bits of its reference: references of a real feed rise by one, so orders
/// that come one after the other are neighbours, and most of them go while their cache lines are still close. An order
/// that is in the way of a more recent one moves to the ``OverflowOrders``, and so does one that does not fit 16 bytes.
/// References that do not rise make many moves and no harm: whatever they are, an order is in one of two places.
struct OrderStore: ~Copyable {
    /// So many live orders fit at least. An order is refused when the overflow alone has as many, so that with the recent
    /// ones there may be up to some thirty million more.
    static let limit = OverflowOrders.limit
    private static let initialBits: UInt64 = 12
    /// The array of recent orders grows no further, and beyond the usual size only because so many are live.
    private static let mostBits: UInt64 = 25
    private static let usualBits: UInt64 = 23
    /// Marks the slots of the overflow.
    private static let overflowMark = 1 << 48

    private(set) var recent = PageArray<RecentOrder>()
    /// Bits of a reference that choose its place; meaningless while there is none.
    private(set) var bits: UInt64 = 0
    private var mask = -1
    private var overflow: OverflowOrders
    /// No order with this reference or a greater one is in the overflow, but for the greatest there is.
    private(set) var overflowEnd: UInt64 = 0
    /// Orders at which the array of recent orders grows; it also does when many had to make room for others, unless that
    /// is because few of its places are taken, and those for long.
    private(set) var capacity = 0
    private var moved = 0
    var count = 0

    init(seed: UInt64 = .random(in: .min ... .max)) { overflow = OverflowOrders(seed: seed) }

    /// So many references from ``overflowEnd`` on are sure not to be in the overflow, and fit the array.
    @inline(__always)
    var joinable: UInt64 {
        let tagBits = bits &+ (64 - RecentOrder.identityBits)
        let end = tagBits < 64 ? 1 &<< tagBits : UInt64.max
        return end > overflowEnd ? end &- overflowEnd : 0
    }

    /// The place of a reference in the array; there is one.
    @inline(__always)
    func home(_ reference: UInt64) -> Int { Int(truncatingIfNeeded: reference) & mask }

    /// What the place does not say of a reference; see ``RecentOrder/identity``.
    @inline(__always)
    func tag(_ reference: UInt64) -> UInt64 { reference &>> bits }

    @inline(__always)
    private func mayOverflow(_ reference: UInt64) -> Bool { reference < overflowEnd || reference == .max }

    @inline(__always)
    private func isRecent(_ order: RecentOrder, _ reference: UInt64) -> Bool {
        order.quantity != 0 && order.identity >> RecentOrder.identityBits == tag(reference)
    }

    private func entry(_ order: RecentOrder, at slot: Int) -> RestingOrder {
        RestingOrder(
            reference: (order.identity >> RecentOrder.identityBits) << bits | UInt64(slot), price: order.price,
            quantity: order.quantity, instrument: order.instrument, sideNumber: order.identity & 1)
    }

    /// `nil`: it does not fit.
    private func recent(_ entry: RestingOrder) -> RecentOrder? {
        let tag = tag(entry.reference)
        guard UInt64(bitPattern: entry.price) >> 32 == 0, tag >> (64 - RecentOrder.identityBits) == 0 else {
            return nil
        }
        return RecentOrder(
            content: UInt64(bitPattern: entry.price) << 32 | UInt64(entry.quantity),
            identity: tag << RecentOrder.identityBits | UInt64(entry.instrument) << 1
                | entry.sideNumber)
    }

    @inline(__always)
    var overflowPlaces: OverflowOrders.Places { overflow.places }

    /// The slot of a live order; `nil`: unknown.
    @inline(__always)
    func find(_ reference: UInt64) -> Int? {
        guard mask >= 0 else { return nil }
        let home = home(reference)
        if isRecent(recent[home], reference) { return home }
        return mayOverflow(reference) ? overflow.find(reference).map { $0 | Self.overflowMark } : nil
    }

    var byteCount: Int { recent.count * MemoryLayout<RecentOrder>.stride + overflow.byteCount }

    /// One more order fits without growing.
    @inline(__always) private var hasRoom: Bool { count < capacity && overflow.hasRoom }

    /// The order of a slot that ``find(_:)`` told; a slot is good until the next fill, change or removal.
    subscript(slot: Int) -> RestingOrder {
        @inline(__always)
        get {
            unsafe slot < Self.overflowMark
                ? entry(recent[slot], at: slot) : overflow.address(of: slot ^ Self.overflowMark).pointee
        }
    }

    /// Sets the quantity of an order; 0 removes it.
    @inline(__always)
    mutating func setQuantity(_ quantity: UInt32, at slot: Int) {
        if quantity == 0 { return remove(at: slot) }
        if slot < Self.overflowMark {
            recent[slot].content = recent[slot].content & ~0xFFFF_FFFF | UInt64(quantity)
        } else {
            unsafe overflow.address(of: slot ^ Self.overflowMark).pointee.quantity = quantity
        }
    }

    /// Whether an order with this reference is live, and where it would be put by ``fill(_:_:)``: the table has room for
    /// one more.
    ///
    /// - Returns: `nil` when the table is full or the kernel gives no more memory.
    @inline(__always)
    mutating func place(for reference: UInt64) -> (slot: Int, isLive: Bool)? {
        if !hasRoom, !grow() { return nil }
        if let slot = find(reference) { return (slot, true) }
        return (home(reference), false)
    }

    /// Puts an order, whose quantity is not 0, where ``place(for:)`` found it not to be live.
    @inline(__always)
    mutating func fill(_ slot: Int, _ entry: RestingOrder) {
        count &+= 1
        guard let order = recent(entry) else { return fillOverflow(entry) }
        if recent[slot].quantity != 0 {
            fillOverflow(self.entry(recent[slot], at: slot))
            moved &+= 1
            if moved >= recent.count / 64, count >= recent.count / 8, bits < Self.usualBits { capacity = count }
        }
        recent[slot] = order
    }

    private mutating func fillOverflow(_ entry: RestingOrder) {
        // The hash has room: it is asked for before an order is put in.
        guard let place = overflow.place(for: entry.reference) else {
            preconditionFailure("no room in the overflow")
        }
        overflow.fill(place.slot, entry)
        overflowEnd = max(overflowEnd, entry.reference &+ 1)
    }

    @inline(__always)
    mutating func remove(at slot: Int) {
        count &-= 1
        if slot < Self.overflowMark {
            recent[slot].content = 0
        } else {
            overflow.remove(at: slot ^ Self.overflowMark)
            if overflow.count == 0 { overflowEnd = 0 }
        }
    }

    /// Forgets every order. What had grown is given back, so that many resets in a row cost nothing.
    mutating func removeAll() {
        guard count > 0 || capacity > 1 << Self.initialBits else { return }
        recent = PageArray()
        (mask, bits, capacity, count) = (-1, 0, 0, 0)
        overflow.removeAll()
        overflowEnd = 0
    }

    /// Doubles the array, or makes room in the overflow; `false` at the bound or when the kernel refuses.
    @inline(never)
    private mutating func grow() -> Bool {
        guard count < Self.limit else { return false }
        guard overflow.reserve() else { return false }
        guard count >= capacity else { return true }
        let size = recent.count
        let more = size == 0 ? Self.initialBits : bits + 1
        guard recent.grow(to: 1 << Int(more)) else { return false }
        let before = bits
        moved = 0
        (bits, mask) = (more, 1 << Int(more) - 1)
        capacity = more == Self.mostBits ? .max : 1 << Int(more - 1)
        // Those that differ in the bit that counts from now on go to the new half, each to a place of its own.
        for slot in 0..<size where recent[slot].quantity != 0 {
            let order = recent[slot]
            let isUpper = order.identity >> RecentOrder.identityBits & 1 != 0
            let rest = order.identity & (1 << RecentOrder.identityBits - 1)
            let tag = order.identity >> (RecentOrder.identityBits + more - before)
            recent[slot].content = 0
            let target = isUpper ? slot + size : slot
            recent[target] = RecentOrder(
                content: order.content, identity: tag << RecentOrder.identityBits | rest)
        }
        return true
    }
}

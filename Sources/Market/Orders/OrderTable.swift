import OrderFlow

/// The live orders of a feed by reference, in two generations.
///
/// The young stand in an array at the low bits of their reference: references of a real feed rise by one, so orders
/// that come one after the other stand side by side, and most of them go while their cache lines are still close. An
/// order that is in the way of a younger one moves to the ``OrderHash`` of the old. References that do not rise make
/// many moves and no harm: whatever they are, an order is in one of two places.
struct OrderTable: ~Copyable {
    /// So many live orders fit at least. An order is refused when the old alone are as many, so that with the young there
    /// may be up to some thirty million more.
    static let limit = OrderHash.limit
    private static let initialBits: UInt64 = 12
    /// The array of the young grows no further, and for no reason but that so many are live beyond the other.
    private static let mostBits: UInt64 = 25
    private static let usualBits: UInt64 = 22
    /// Marks the slots of the old.
    private static let oldMark = 1 << 48

    private(set) var young = PageArray<YoungOrder>()
    /// Bits of a reference that choose its place; meaningless while there is none.
    private(set) var bits: UInt64 = 0
    private var mask = -1
    private var old: OrderHash
    /// No order with this reference or a greater one is among the old, but for the greatest there is.
    private(set) var youngFrom: UInt64 = 0
    /// Orders at which the array of the young grows; it also does when many had to make room for younger ones, unless that
    /// is because few of its places are taken, and those for long.
    private(set) var capacity = 0
    private var moved = 0
    var count = 0

    init(seed: UInt64 = .random(in: .min ... .max)) { old = OrderHash(seed: seed) }

    /// So many references from `youngFrom` on are sure not to be live among the old, and fit among the young.
    @inline(__always)
    var joinable: UInt64 {
        let tagBits = bits &+ (64 - YoungOrder.identityBits)
        let end = tagBits < 64 ? 1 &<< tagBits : UInt64.max
        return end > youngFrom ? end &- youngFrom : 0
    }

    /// The place of a reference among the young; there is one.
    @inline(__always)
    func home(_ reference: UInt64) -> Int { Int(truncatingIfNeeded: reference) & mask }

    /// What the place does not say of a reference; see ``YoungOrder/identity``.
    @inline(__always)
    func tag(_ reference: UInt64) -> UInt64 { reference &>> bits }

    @inline(__always)
    private func mayBeOld(_ reference: UInt64) -> Bool { reference < youngFrom || reference == .max }

    @inline(__always)
    private func isYoung(_ order: YoungOrder, _ reference: UInt64) -> Bool {
        order.quantity != 0 && order.identity >> YoungOrder.identityBits == tag(reference)
    }

    private func entry(_ order: YoungOrder, at slot: Int) -> OrderEntry {
        OrderEntry(
            reference: (order.identity >> YoungOrder.identityBits) << bits | UInt64(slot), price: order.price,
            quantity: order.quantity, instrument: order.instrument, side: order.side)
    }

    /// `nil`: it does not fit.
    private func young(_ entry: OrderEntry) -> YoungOrder? {
        let tag = tag(entry.reference)
        guard UInt64(bitPattern: entry.price) >> 32 == 0, tag >> (64 - YoungOrder.identityBits) == 0 else {
            return nil
        }
        return YoungOrder(
            content: UInt64(bitPattern: entry.price) << 32 | UInt64(entry.quantity),
            identity: tag << YoungOrder.identityBits | UInt64(entry.instrument) << 1
                | UInt64(entry.side.rawValue))
    }

    @inline(__always)
    var oldPlaces: OrderHash.Places { old.places }

    /// The slot of a live order; `nil`: unknown.
    @inline(__always)
    func find(_ reference: UInt64) -> Int? {
        guard mask >= 0 else { return nil }
        let home = home(reference)
        if isYoung(young[home], reference) { return home }
        return mayBeOld(reference) ? old.find(reference).map { $0 | Self.oldMark } : nil
    }

    var byteCount: Int { young.count * MemoryLayout<YoungOrder>.stride + old.byteCount }

    /// One more order fits without growing.
    @inline(__always) private var hasRoom: Bool { count < capacity && old.hasRoom }

    /// The order of a slot that ``find(_:)`` told; a slot is good until the next fill, change or removal.
    subscript(slot: Int) -> OrderEntry {
        @inline(__always)
        get {
            unsafe slot < Self.oldMark
                ? entry(young[slot], at: slot) : old.address(of: slot ^ Self.oldMark).pointee
        }
    }

    /// Sets the quantity of an order, which is not 0.
    @inline(__always)
    mutating func setQuantity(_ quantity: UInt32, at slot: Int) {
        if slot < Self.oldMark {
            young[slot].content = young[slot].content & ~0xFFFF_FFFF | UInt64(quantity)
        } else {
            unsafe old.address(of: slot ^ Self.oldMark).pointee.quantity = quantity
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
    mutating func fill(_ slot: Int, _ entry: OrderEntry) {
        count &+= 1
        guard let order = young(entry) else { return fillOld(entry) }
        if young[slot].quantity != 0 {
            fillOld(self.entry(young[slot], at: slot))
            moved &+= 1
            if moved >= young.count / 64, count >= young.count / 8, bits < Self.usualBits { capacity = count }
        }
        young[slot] = order
    }

    private mutating func fillOld(_ entry: OrderEntry) {
        // The hash has room: it is asked for before an order is put in.
        guard let place = old.place(for: entry.reference) else {
            preconditionFailure("no room for an old order")
        }
        old.fill(place.slot, entry)
        youngFrom = max(youngFrom, entry.reference &+ 1)
    }

    @inline(__always)
    mutating func remove(at slot: Int) {
        count &-= 1
        if slot < Self.oldMark {
            young[slot].content = 0
        } else {
            old.remove(at: slot ^ Self.oldMark)
            if old.count == 0 { youngFrom = 0 }
        }
    }

    /// Forgets every order. What had grown is given back, so that many resets in a row cost nothing.
    mutating func removeAll() {
        guard count > 0 || capacity > 1 << Self.initialBits else { return }
        young = PageArray()
        (mask, bits, capacity, count) = (-1, 0, 0, 0)
        old.removeAll()
        youngFrom = 0
    }

    /// Doubles the young's array, or makes room among the old; `false` at the bound or when the kernel refuses.
    @inline(never)
    private mutating func grow() -> Bool {
        guard count < Self.limit else { return false }
        guard old.reserve() else { return false }
        guard count >= capacity else { return true }
        let size = young.count
        let more = size == 0 ? Self.initialBits : bits + 1
        guard young.grow(to: 1 << Int(more)) else { return false }
        let before = bits
        moved = 0
        (bits, mask) = (more, 1 << Int(more) - 1)
        capacity = more == Self.mostBits ? .max : 1 << Int(more - 1)
        // Those that differ in the bit that counts from now on go to the new half, each to a place of its own.
        for slot in 0..<size where young[slot].quantity != 0 {
            let order = young[slot]
            let isUpper = order.identity >> YoungOrder.identityBits & 1 != 0
            let rest = order.identity & (1 << YoungOrder.identityBits - 1)
            let tag = order.identity >> (YoungOrder.identityBits + more - before)
            young[slot].content = 0
            let target = isUpper ? slot + size : slot
            young[target] = YoungOrder(
                content: order.content, identity: tag << YoungOrder.identityBits | rest)
        }
        return true
    }
}

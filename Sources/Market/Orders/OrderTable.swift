import OrderFlow

/// The live orders of a feed by reference, in two generations.
///
/// The young stand in an array at the low bits of their reference: references of a real feed rise by one, so orders
/// that come one after the other stand side by side, and most of them go while their cache lines are still close. An
/// order that is in the way of a younger one moves to the ``OrderHash`` of the old. References that do not rise make
/// many moves and no harm: whatever they are, an order is in one of two places.
struct OrderTable: ~Copyable {
    /// So many live orders fit at least. An order is refused when the old alone are as many, so that with the young there
    /// may be up to a million more.
    static let limit = OrderHash.limit
    private static let initialCapacity = 1 << 12
    /// The array of the young grows no further.
    private static let mostYoung = 1 << 20
    /// Marks the slots of the old.
    private static let oldMark = 1 << 48

    private var young = PageArray<OrderEntry>()
    private var mask = -1
    private var old: OrderHash
    /// No order with a greater reference is among the old.
    private var highestOld: UInt64 = 0
    private(set) var count = 0

    init(seed: UInt64 = .random(in: .min ... .max)) { old = OrderHash(seed: seed) }

    @inline(__always)
    private func home(_ reference: UInt64) -> Int { Int(truncatingIfNeeded: reference) & mask }

    @inline(__always)
    private func mayBeOld(_ reference: UInt64) -> Bool { old.count > 0 && reference <= highestOld }

    /// Brings close what a search for a reference will see.
    @inline(__always)
    func prefetch(_ reference: UInt64) {
        young.prefetch(home(reference))
        if mayBeOld(reference) { old.prefetch(reference) }
    }

    /// Brings close what putting in an order with this reference will touch beside its slot: the place for one that
    /// has to move.
    @inline(__always)
    func prefetchMove(for reference: UInt64) {
        guard mask >= 0 else { return }
        let present = young[home(reference)]
        if present.quantity != 0 { old.prefetch(present.reference) }
    }

    /// The order if it stands in the very place where its search begins: a guess for looking ahead.
    @inline(__always)
    func peek(_ reference: UInt64) -> OrderEntry? {
        guard mask >= 0 else { return nil }
        let entry = young[home(reference)]
        if entry.reference == reference && entry.quantity != 0 { return entry }
        return mayBeOld(reference) ? old.peek(reference) : nil
    }

    /// The slot of a live order; `nil`: unknown.
    @inline(__always)
    func find(_ reference: UInt64) -> Int? {
        guard mask >= 0 else { return nil }
        let home = home(reference)
        if young[home].reference == reference, young[home].quantity != 0 { return home }
        return mayBeOld(reference) ? old.find(reference).map { $0 | Self.oldMark } : nil
    }

    /// The slot of a live order, or the one for it: good for ``fill(_:_:)`` if the table ``hasRoom``, and for nothing
    /// while it has no slots at all.
    @inline(__always)
    func search(_ reference: UInt64) -> (slot: Int, isLive: Bool) {
        if let slot = find(reference) { return (slot, true) }
        return (mask >= 0 ? home(reference) : 0, false)
    }

    var byteCount: Int { young.count * MemoryLayout<OrderEntry>.stride + old.byteCount }

    /// One more order fits without growing.
    @inline(__always) var hasRoom: Bool { (count < young.count / 2 || isGrown) && old.hasRoom }

    /// The array of the young has its final size.
    @inline(__always) private var isGrown: Bool { young.count == Self.mostYoung }

    /// An order by the slot that ``find(_:)`` told; a slot is good until the next fill or removal.
    subscript(slot: Int) -> OrderEntry {
        @inline(__always)
        unsafeAddress { unsafe UnsafePointer(address(of: slot)) }
        @inline(__always)
        unsafeMutableAddress { unsafe address(of: slot) }
    }

    @inline(__always)
    private func address(of slot: Int) -> UnsafeMutablePointer<OrderEntry> {
        unsafe slot < Self.oldMark ? young.address(of: slot) : old.address(of: slot ^ Self.oldMark)
    }

    /// Where an order with this reference is, or is to be put by ``fill(_:_:)``: the table has room for one more.
    ///
    /// - Returns: `nil` when the table is full or the kernel gives no more memory.
    @inline(__always)
    mutating func place(for reference: UInt64) -> (slot: Int, isLive: Bool)? {
        if !hasRoom, !grow() { return nil }
        return search(reference)
    }

    /// Puts an order, whose quantity is not 0, where ``place(for:)`` found it not to be live.
    @inline(__always)
    mutating func fill(_ slot: Int, _ entry: OrderEntry) {
        if young[slot].quantity != 0 { move(slot) }
        young[slot] = entry
        count &+= 1
    }

    /// Makes room for a younger order.
    @inline(__always)
    private mutating func move(_ slot: Int) {
        let entry = young[slot]
        // The hash has room: it is asked for before an order is put in.
        guard let place = old.place(for: entry.reference) else {
            preconditionFailure("no room for an old order")
        }
        old.fill(place.slot, entry)
        if entry.reference > highestOld { highestOld = entry.reference }
    }

    @inline(__always)
    mutating func remove(at slot: Int) {
        if slot < Self.oldMark { young[slot].quantity = 0 } else { old.remove(at: slot ^ Self.oldMark) }
        count &-= 1
    }

    /// Forgets every order. What had grown is given back, so that many resets in a row cost nothing.
    mutating func removeAll() {
        guard count > 0 || young.count > Self.initialCapacity else { return }
        young = PageArray()
        mask = -1
        old.removeAll()
        highestOld = 0
        count = 0
    }

    /// Doubles the young's array, or makes room among the old; `false` at the bound or when the kernel refuses.
    @inline(never)
    private mutating func grow() -> Bool {
        guard count < Self.limit else { return false }
        guard old.reserve() else { return false }
        guard count >= young.count / 2, !isGrown else { return true }
        let size = young.count
        guard young.grow(to: max(Self.initialCapacity, size * 2)) else { return false }
        mask = young.count - 1
        // Those that differ in the bit that counts from now on go to the new half, each to a place of its own.
        for slot in 0..<size where young[slot].quantity != 0 {
            let target = home(young[slot].reference)
            guard target != slot else { continue }
            young[target] = young[slot]
            young[slot].quantity = 0
        }
        return true
    }
}

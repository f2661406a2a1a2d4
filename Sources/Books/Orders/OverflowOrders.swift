import CLinux
import OrderFlow

/// Orders by reference: open addressing, linear probing, no tombstones.
///
/// References of a real feed are near-dense and recent orders go first, so four neighbours share a home group
/// of slots (and mostly a cache line). Groups are placed by a multiplicative hash with a secret seed, which a
/// sender cannot aim at; equal low bits cost it at most the walk through one group.
struct OverflowOrders: ~Copyable {
    /// More live orders than this are refused: five eighths of 2^25 slots.
    static let limit = 5 << 22
    private static let initialCapacity = 1 << 12
    /// Up to this size at most three eighths of the slots are taken, so that most searches and removals end at once;
    /// above, where memory is what counts, five eighths.
    private static let sparseSlots = 1 << 16
    private static let groupBits: UInt64 = 2

    private var slots = PageArray<RestingOrder>()
    private var mask = -1
    private(set) var count = 0
    /// Orders at which the table grows.
    private var capacity = 0
    private let seed: UInt64

    init(seed: UInt64 = .random(in: .min ... .max)) { self.seed = seed }

    /// Where the search for a reference begins.
    @inline(__always)
    private func home(_ reference: UInt64) -> Int { Self.home(reference, seed, mask) }

    @inline(__always)
    private static func home(_ reference: UInt64, _ seed: UInt64, _ mask: Int) -> Int {
        let group = (reference >> groupBits) ^ seed
        let product = group.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        let mixed = (product.high ^ product.low) << groupBits
        return Int(truncatingIfNeeded: mixed | reference & (1 << groupBits - 1)) & mask
    }

    /// Where the orders lie, until the table grows; only to look at.
    @safe
    struct Places {
        fileprivate let slots: UnsafeMutablePointer<RestingOrder>
        fileprivate let mask: Int
        fileprivate let seed: UInt64

        /// Brings close what a search for a reference will see: five slots, which may lie in two cache lines.
        @inline(__always)
        func prefetch(_ reference: UInt64) {
            // SAFETY: a prefetch reads nothing; it may be given any address.
            let first = unsafe slots + OverflowOrders.home(reference, seed, mask)
            unsafe linux_prefetch(first)
            unsafe linux_prefetch(first + 4)
        }

        /// An order with this reference is there.
        @inline(never)
        func has(_ reference: UInt64) -> Bool {
            guard mask >= 0 else { return false }
            var index = OverflowOrders.home(reference, seed, mask)
            // SAFETY: places are masked to the table, of which some are free.
            while unsafe slots[index].quantity != 0 {
                if unsafe slots[index].reference == reference { return true }
                index = (index &+ 1) & mask
            }
            return false
        }
    }

    @inline(__always)
    var places: Places { unsafe Places(slots: slots.start, mask: mask, seed: seed) }

    /// The slot of a live order; `nil`: unknown.
    @inline(__always)
    func find(_ reference: UInt64) -> Int? {
        guard mask >= 0 else { return nil }
        var index = home(reference)
        while slots[index].quantity != 0 {
            if slots[index].reference == reference { return index }
            index = (index &+ 1) & mask
        }
        return nil
    }

    var byteCount: Int { slots.count * MemoryLayout<RestingOrder>.stride }

    /// One more order fits without growing.
    @inline(__always) var hasRoom: Bool { count < capacity }

    /// Where the order of a slot that ``find(_:)`` told lies; a slot is good until the next fill or removal.
    @inline(__always)
    func address(of slot: Int) -> UnsafeMutablePointer<RestingOrder> { unsafe slots.address(of: slot) }

    /// Makes sure that one more order fits.
    @inline(__always)
    mutating func reserve() -> Bool { hasRoom || grow() }

    /// Where an order with this reference is, or is to be put by ``fill(_:_:)``: the table has room for one
    /// more.
    ///
    /// - Returns: `nil` when the table is full or the kernel gives no more memory.
    @inline(__always)
    mutating func place(for reference: UInt64) -> (slot: Int, isLive: Bool)? {
        if !hasRoom, !grow() { return nil }
        var index = home(reference)
        while slots[index].quantity != 0 {
            if slots[index].reference == reference { return (index, true) }
            index = (index &+ 1) & mask
        }
        return (index, false)
    }

    /// Puts an order, whose quantity is not 0, where ``place(for:)`` found it not to be live.
    @inline(__always)
    mutating func fill(_ slot: Int, _ entry: RestingOrder) {
        slots[slot] = entry
        count &+= 1
    }

    /// Frees a slot and closes the hole by moving back the orders that were displaced past it.
    @inline(__always)
    mutating func remove(at slot: Int) {
        var hole = slot
        var index = (slot &+ 1) & mask
        while slots[index].quantity != 0 {
            let displacement = (index &- home(slots[index].reference)) & mask
            if displacement >= (index &- hole) & mask {
                slots[hole] = slots[index]
                hole = index
            }
            index = (index &+ 1) & mask
        }
        slots[hole].quantity = 0
        count &-= 1
    }

    /// Forgets every order. What had grown is given back, so that many resets in a row cost nothing.
    mutating func removeAll() {
        guard count > 0 || slots.count > Self.initialCapacity else { return }
        slots = PageArray()
        mask = -1
        count = 0
        capacity = 0
    }

    /// Doubles the table; `false` when it is at its bound or the kernel refuses.
    @inline(never)
    private mutating func grow() -> Bool {
        guard count < Self.limit else { return false }
        let size = max(Self.initialCapacity, slots.count * 2)
        var old = PageArray<RestingOrder>()
        guard old.grow(to: size) else { return false }
        swap(&old, &slots)
        mask = size - 1
        capacity = size / 8 * (size <= Self.sparseSlots ? 3 : 5)
        for index in 0..<old.count where old[index].quantity != 0 {
            var target = home(old[index].reference)
            while slots[target].quantity != 0 { target = (target &+ 1) & mask }
            slots[target] = old[index]
        }
        return true
    }
}

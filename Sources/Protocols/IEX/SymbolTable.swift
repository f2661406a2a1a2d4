/// Numbers symbols of eight bytes in the order in which they come: 1, 2, …, 65,535.
///
/// Open addressing with linear probing, at most half full. It grows, and so allocates, only when a symbol is
/// new.
@usableFromInline
struct SymbolTable: ~Copyable {
    @usableFromInline
    struct Slot: BitwiseCopyable {
        @usableFromInline var symbol: UInt64
        /// 0: the slot is free.
        @usableFromInline var index: UInt64
    }

    @usableFromInline static var limit: Int { 65_535 }
    /// A power of two of them.
    @usableFromInline var slots = [Slot](repeating: Slot(symbol: 0, index: 0), count: 1024)
    @usableFromInline var count = 0

    @usableFromInline init() {}

    @inlinable
    static func home(of symbol: UInt64, mask: Int) -> Int {
        let mixed = symbol &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: mixed >> 32) & mask
    }

    /// The number of a symbol that came before; `nil` when it is new.
    @inlinable
    func index(of symbol: UInt64) -> UInt16? {
        let mask = slots.count &- 1
        var place = Self.home(of: symbol, mask: mask)
        while slots[place].index != 0 {
            if slots[place].symbol == symbol { return UInt16(truncatingIfNeeded: slots[place].index) }
            place = (place &+ 1) & mask
        }
        return nil
    }

    /// Numbers a symbol that is new; `nil` when all numbers are taken.
    @usableFromInline @inline(never)
    mutating func insert(_ symbol: UInt64) -> UInt16? {
        guard count < Self.limit else { return nil }
        if (count + 1) * 2 > slots.count { grow() }
        count += 1
        place(Slot(symbol: symbol, index: UInt64(count)))
        return UInt16(count)
    }

    private mutating func grow() {
        let old = slots
        slots = [Slot](repeating: Slot(symbol: 0, index: 0), count: old.count * 2)
        for slot in old where slot.index != 0 { place(slot) }
    }

    private mutating func place(_ slot: Slot) {
        let mask = slots.count - 1
        var place = Self.home(of: slot.symbol, mask: mask)
        while slots[place].index != 0 { place = (place + 1) & mask }
        slots[place] = slot
    }
}

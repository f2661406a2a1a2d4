/// Levels that do not fit a ``LevelBlock``: a quantity of more than 32 bits, or very many orders.
struct WideLevels: ~Copyable {
    /// Such levels of a feed beyond this are refused.
    private static let limit = 1 << 20

    struct Content: BitwiseCopyable {
        var quantity: UInt64
        var orders: UInt32
        /// Of a free place: the next free one plus one; 0: there is none.
        var next: UInt32 = 0
    }

    private var levels = PageArray<Content>()
    private var used = 0
    private var free: UInt32 = 0

    subscript(place: UInt32) -> Content {
        get { levels[Int(place)] }
        set { levels[Int(place)] = newValue }
    }

    /// - Returns: Where it is kept; `nil`: there is no room.
    mutating func insert(_ content: Content) -> UInt32? {
        if free > 0 {
            let place = free - 1
            free = levels[Int(place)].next
            levels[Int(place)] = content
            return place
        }
        guard used < Self.limit, levels.grow(to: max(64, used + 1, used == levels.count ? used * 2 : 0)) else {
            return nil
        }
        levels[used] = content
        defer { used += 1 }
        return UInt32(used)
    }

    mutating func remove(_ place: UInt32) {
        levels[Int(place)].next = free
        free = place + 1
    }

    mutating func removeAll() { (used, free) = (0, 0) }
}

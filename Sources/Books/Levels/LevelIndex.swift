/// Which blocks of levels there are, in order of price: for each side a tree whose nodes have 64 children each, found by
/// hash. A node says with one bit a child which of them there are; the children of the lowest nodes are blocks.
///
/// So the block that is next in price is found in a few steps, whatever the prices are, and nothing ever moves.
struct LevelIndex: ~Copyable {
    struct Node: BitwiseCopyable {
        /// Bit by bit: the child is there. Never 0 in a node that its own parent lists.
        var children: UInt64
        var number: UInt64
        var owner: LevelOwner
        /// Above the blocks: 1 and more; 0: the place is free.
        var height: UInt32
    }

    private static let initialCapacity = 1 << 8
    /// More nodes than this are refused.
    private static let limit = 1 << 23
    /// Of a tree over numbers of ticks below 2^33, and over any prices.
    private static let tickHeight: UInt32 = 5
    private static let rawHeight: UInt32 = 11

    private var nodes = PageArray<Node>()
    private var mask = -1
    private var used = 0
    private let seed: UInt64

    init(seed: UInt64) { self.seed = seed }

    private static func top(_ owner: LevelOwner) -> UInt32 { owner.isRaw ? rawHeight : tickHeight }

    private func home(_ number: UInt64, _ owner: LevelOwner, _ height: UInt32) -> Int {
        let key = number ^ UInt64(owner.code) << 40 ^ UInt64(height) << 59 ^ seed
        let product = key.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return Int(truncatingIfNeeded: product.high ^ product.low >> 32) & mask
    }

    /// The place of a node, or the free one where it belongs; there is a free one.
    private func place(_ number: UInt64, _ owner: LevelOwner, _ height: UInt32) -> Int {
        var index = home(number, owner, height)
        while nodes[index].height != 0 {
            let node = nodes[index]
            if node.number == number, node.owner == owner, node.height == height { return index }
            index = (index &+ 1) & mask
        }
        return index
    }

    /// Children of a node, bit by bit; 0: there is no such node.
    private func children(_ number: UInt64, _ owner: LevelOwner, _ height: UInt32) -> UInt64 {
        guard mask >= 0 else { return 0 }
        return nodes[place(number, owner, height)].children
    }

    /// Lists a block.
    ///
    /// - Returns: `false`, with nothing changed, when there is no room for its nodes.
    mutating func insert(_ block: UInt64, of owner: LevelOwner) -> Bool {
        guard reserve(1) else { return false }
        var (position, height) = (block, 1 as UInt32)
        while height <= Self.top(owner) {
            let place = place(position >> 6, owner, height)
            if nodes[place].height == 0 {
                nodes[place] = Node(children: 0, number: position >> 6, owner: owner, height: height)
                used += 1
            }
            let before = nodes[place].children
            nodes[place].children = before | 1 << (position & 63)
            // A node with children is listed in its parent already.
            if before != 0 { return true }
            position >>= 6
            height += 1
        }
        return true
    }

    /// Forgets a block that is listed.
    mutating func remove(_ block: UInt64, of owner: LevelOwner) {
        var (position, height) = (block, 1 as UInt32)
        while height <= Self.top(owner) {
            let place = place(position >> 6, owner, height)
            nodes[place].children &= ~(1 << (position & 63))
            if nodes[place].children != 0 { return }
            position >>= 6
            height += 1
        }
    }

    /// The listed block next to another one in price, below or above it.
    ///
    /// - Parameter block: Listed or not; `nil`: from the far end on.
    func next(after block: UInt64?, isBelow: Bool, of owner: LevelOwner) -> UInt64? {
        var (height, position) = (Self.top(owner), UInt64(0))
        if let block {
            // Up to the first ancestor that has a child on that side, and there.
            (height, position) = (0, block)
            var siblings: UInt64 = 0
            while siblings == 0 {
                guard height < Self.top(owner) else { return nil }
                let below: UInt64 = (1 << (position & 63)) &- 1
                position >>= 6
                height += 1
                siblings = children(position, owner, height) & (isBelow ? below : ~(below << 1 | 1))
            }
            position = position << 6 | Self.nearest(siblings, isBelow)
            height -= 1
        }
        // Down along the nearest children; only a root has none.
        while height > 0 {
            let inside = children(position, owner, height)
            guard inside != 0 else { return nil }
            position = position << 6 | Self.nearest(inside, isBelow)
            height -= 1
        }
        return position
    }

    private static func nearest(_ bits: UInt64, _ isBelow: Bool) -> UInt64 {
        UInt64(isBelow ? 63 - bits.leadingZeroBitCount : bits.trailingZeroBitCount)
    }

    /// Forgets everything, and keeps the memory unless it is much.
    mutating func removeAll() {
        guard used > 0 else { return }
        nodes.empty()
        used = 0
    }

    /// Makes sure that so many more blocks fit without growing.
    mutating func reserve(_ blocks: Int) -> Bool {
        let more = blocks * Int(Self.rawHeight)
        return mask >= 0 && used + more <= nodes.count / 2 || grow(more)
    }

    /// Nodes without children are left behind.
    private mutating func grow(_ more: Int) -> Bool {
        var live = 0
        for index in 0..<nodes.count where nodes[index].children != 0 { live += 1 }
        var size = max(Self.initialCapacity, nodes.count)
        while live + more > size / 4 { size *= 2 }
        guard size <= Self.limit else { return false }
        var old = PageArray<Node>()
        guard old.grow(to: size) else { return false }
        swap(&old, &nodes)
        mask = size - 1
        used = live
        for index in 0..<old.count where old[index].children != 0 {
            let node = old[index]
            nodes[place(node.number, node.owner, node.height)] = node
        }
        return true
    }
}

import OrderFlow

/// What an instrument is called, and the implied decimals of its prices.
struct Naming: BitwiseCopyable {
    var symbol: SymbolName
    var priceScale: UInt8
}

/// The instruments of a feed by their index, their names, and their books.
struct InstrumentTable: ~Copyable {
    private static let initialCapacity = 1 << 6

    private var states = PageArray<InstrumentState>()
    var windows = LevelWindows()
    /// What is not near the touch, two sides an instrument.
    var ladders = PageArray<Ladder>()
    private var names = PageArray<Naming>()
    /// The indices of all instruments seen, in order of appearance.
    private var seen = PageArray<UInt16>()
    private(set) var seenCount = 0
    // Asked for once: a global constant is looked up each time.
    let ticks = Tick.all
    let masks = KindMasks.all
    /// Where the ladders' levels lie.
    var pool = LevelPool()
    /// How many instruments have or had an order, a level, a quote or a trade.
    private(set) var activeCount = 0
    /// Rises whenever an instrument becomes active, or is named anew, and with each reset.
    private(set) var generation: UInt64 = 0
    /// Counts the losses of the feed from 1 on, so that a side that was never replaced (0) is of none of them.
    private var losses: UInt32 = 1
    /// Messages were lost, and the books are not known to be right again.
    private var isDoubtful = false
    /// Implied decimals of an instrument that nothing was told of.
    private static let usualScale: UInt8 = 4

    /// Instruments below this have a state.
    @inline(__always) var capacity: Int { states.count }
    var byteCount: Int { seenCount * MemoryLayout<InstrumentState>.stride }

    /// Number `position` of the instruments seen.
    func seen(_ position: Int) -> UInt16 { seen[position] }

    /// An instrument that was seen.
    subscript(index: UInt16) -> InstrumentState {
        @inline(__always)
        unsafeAddress { unsafe UnsafePointer(states.address(of: Int(index))) }
        @inline(__always)
        unsafeMutableAddress { unsafe states.address(of: Int(index)) }
    }

    /// Any message was about it since the last reset.
    func isSeen(_ index: UInt16) -> Bool { Int(index) < states.count && states[Int(index)].isSeen }

    /// The same, or it has a name from before.
    func isKnown(_ index: UInt16) -> Bool {
        isSeen(index) || Int(index) < names.count && names[Int(index)].symbol != SymbolName()
    }

    /// The name of an instrument that was seen, and its scale; without a name it goes by its number.
    func naming(_ index: UInt16) -> Naming {
        let naming = names[Int(index)]
        guard naming.symbol == SymbolName() else { return naming }
        return Naming(symbol: SymbolName("#\(index)"), priceScale: Self.usualScale)
    }

    /// Where the states lie, until their table grows.
    @inline(__always)
    var firstState: UnsafeMutablePointer<InstrumentState> { unsafe states.start }

    /// Makes an instrument known, and counts a message about it unless the event is a continuation.
    ///
    /// - Returns: `false` when the kernel gives no memory to keep the instrument in.
    @inline(__always)
    mutating func count(
        _ index: UInt16, isMessage: Bool, at clock: UInt64, second: UInt64
    ) -> Bool {
        if Int(index) >= states.count || !states[Int(index)].isSeen {
            guard admit(index) else { return false }
        }
        if isMessage { states[Int(index)].count(at: clock, second: second) }
        return true
    }

    /// Notes that an instrument has an order, a level, a quote or a trade.
    @inline(__always)
    mutating func activate(_ index: UInt16) {
        if !states[Int(index)].isActive { activateFirst(index) }
    }

    @inline(never)
    private mutating func activateFirst(_ index: UInt16) {
        states[Int(index)].markActive()
        activeCount += 1
        generation &+= 1
    }

    @inline(never)
    private mutating func admit(_ index: UInt16) -> Bool {
        var capacity = max(Self.initialCapacity, states.count)
        while capacity <= Int(index) { capacity *= 2 }
        guard ladders.grow(to: capacity * 2), names.grow(to: capacity), seen.grow(to: capacity),
            states.grow(to: capacity), let run = windows.give(2)
        else { return false }
        states[Int(index)] = InstrumentState(run: run)
        states[Int(index)].markSeen()
        seen[seenCount] = index
        seenCount += 1
        return true
    }

    /// Names an instrument that was seen.
    mutating func rename(_ index: UInt16, _ symbol: SymbolName, scale: UInt8) {
        let before = names[Int(index)].symbol
        names[Int(index)] = Naming(symbol: symbol, priceScale: scale)
        if before != symbol, states[Int(index)].isActive { generation &+= 1 }
    }

    /// All instruments as before their first message, all books empty. Names stay until they are told anew.
    mutating func reset() {
        for position in 0..<seenCount {
            let index = seen[position]
            for side in [Side.buy, .sell] {
                clear(side, of: index)
                ladders[Self.ladderIndex(index, side)] = Ladder()
            }
            states[Int(index)] = InstrumentState(run: 0)
        }
        seenCount = 0
        windows.takeBack()
        if activeCount > 0 { generation &+= 1 }
        activeCount = 0
        pool.removeAll()
    }
}

extension InstrumentTable {
    /// Counts the messages of each instrument from nothing.
    mutating func resetMessages() {
        for position in 0..<seenCount { states[Int(seen[position])].resetMessages() }
    }

    mutating func noteLoss() {
        losses = losses == .max ? 1 : losses + 1
        isDoubtful = true
    }

    /// The books are right, whatever was lost before.
    mutating func trust() { isDoubtful = false }

    /// Notes that one side of an instrument was replaced as a whole.
    @inline(__always)
    mutating func refresh(_ side: Side, of index: UInt16) {
        states[Int(index)].refresh(side, after: losses)
    }

    /// Messages that changed the instrument's book may have been lost since it was last refreshed.
    func isSuspect(_ state: InstrumentState) -> Bool { isDoubtful && !state.isRefreshed(after: losses) }
}

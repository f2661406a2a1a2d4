package import OrderFlow

/// What an instrument is called, and the implied decimals of its prices.
package struct Naming: BitwiseCopyable {
    package var symbol: SymbolName
    package var priceScale: UInt8
}

/// The instruments of a feed by their index, and their names.
package struct InstrumentTable: ~Copyable {
    private static let initialCapacity = 1 << 6

    private var states = PageArray<Instrument>()
    private var names = PageArray<Naming>()
    /// The indices of all instruments seen, in order of appearance.
    private var seen = PageArray<UInt16>()
    package private(set) var seenCount = 0
    /// How many instruments have or had an order, a level, a quote or a trade.
    package private(set) var activeCount = 0
    /// Rises whenever an instrument becomes active, or is named anew, and with each reset.
    package private(set) var generation: UInt64 = 0
    /// Counts the losses of the feed from 1 on, so that a side that was never replaced (0) is of none of them.
    private var losses: UInt32 = 1
    /// Messages were lost, and the books are not known to be right again.
    private var isDoubtful = false
    /// Implied decimals of an instrument that nothing was told of.
    private static let usualScale: UInt8 = 4

    /// Instruments below this have a state.
    @inline(__always) var capacity: Int { states.count }
    var byteCount: Int { seenCount * MemoryLayout<Instrument>.stride }

    /// Number `position` of the instruments seen.
    package func seen(_ position: Int) -> UInt16 { seen[position] }

    /// An instrument that was seen.
    package subscript(index: UInt16) -> Instrument {
        @inline(__always)
        unsafeAddress { unsafe UnsafePointer(states.address(of: Int(index))) }
        @inline(__always)
        unsafeMutableAddress { unsafe states.address(of: Int(index)) }
    }

    /// Any message was about it since the last reset.
    package func isSeen(_ index: UInt16) -> Bool { Int(index) < states.count && states[Int(index)].isSeen }

    /// The same, or it has a name from before.
    package func isKnown(_ index: UInt16) -> Bool {
        isSeen(index) || Int(index) < names.count && names[Int(index)].symbol != SymbolName()
    }

    /// Implied decimals of the prices of an instrument that was seen.
    func scale(_ index: UInt16) -> UInt8 {
        names[Int(index)].symbol == SymbolName() ? Self.usualScale : names[Int(index)].priceScale
    }

    /// The name of an instrument that was seen, and its scale; without a name it goes by its number.
    package func naming(_ index: UInt16) -> Naming {
        let naming = names[Int(index)]
        guard naming.symbol == SymbolName() else { return naming }
        return Naming(symbol: SymbolName("#\(index)"), priceScale: Self.usualScale)
    }

    /// Where the states lie, until their table grows.
    @inline(__always)
    var firstState: UnsafeMutablePointer<Instrument> { unsafe states.start }

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
        guard names.grow(to: capacity), seen.grow(to: capacity), states.grow(to: capacity) else { return false }
        states[Int(index)] = Instrument()
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

    /// All instruments as before their first message. Names stay until they are told anew.
    mutating func reset() {
        for position in 0..<seenCount { states[Int(seen[position])] = Instrument() }
        seenCount = 0
        if activeCount > 0 { generation &+= 1 }
        activeCount = 0
    }
}

extension InstrumentTable {
    /// Counts the messages of each instrument from nothing.
    package mutating func resetMessages() {
        for position in 0..<seenCount { states[Int(seen[position])].resetMessages() }
    }

    package mutating func noteLoss() {
        losses = losses == .max ? 1 : losses + 1
        isDoubtful = true
    }

    /// The books are right, whatever was lost before.
    package mutating func trust() { isDoubtful = false }

    /// Notes that one side of an instrument was replaced as a whole.
    @inline(__always)
    mutating func refresh(_ side: Side, of index: UInt16) {
        states[Int(index)].refresh(side, after: losses)
    }

    /// Messages that changed the instrument's book may have been lost since it was last refreshed.
    package func isSuspect(_ state: Instrument) -> Bool { isDoubtful && !state.isRefreshed(after: losses) }
}

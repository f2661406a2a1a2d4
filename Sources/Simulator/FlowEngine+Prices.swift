/// Where prices go, and where orders are put.
extension FlowEngine {
    /// So many orders of one instrument stand near the touch at most; more of them go to deeper levels.
    private static let nearLimit: UInt32 = 384

    /// Lets the price walk a little, and the window follow it.
    ///
    /// - Returns: An order in the way, to be deleted instead of adding one: the last at the window's edge, or
    ///   the first at a touch that the price has left behind.
    @inline(__always)
    mutating func movePrice(_ symbol: Int, _ bits: UInt64) -> UInt32? {
        if bits & 15 == 0 { walk(symbol, bits >> 4) }
        let state = symbols[symbol]
        let offset = state.middle &- state.low
        if offset > 36 {
            let edge = levels[symbol &* 64 &+ Int(state.low & 63)].head
            if edge != 0 { return edge }
            symbols[symbol].low &+= 1
        } else if offset < 26 {
            let edge = levels[symbol &* 64 &+ Int((state.low &+ 63) & 63)].head
            if edge != 0 { return edge }
            symbols[symbol].low &-= 1
        }
        guard bits & 0x80 != 0 else { return nil }
        if state.bids != 0, state.middle < state.bestBid { return head(symbol, state.bestBid) }
        if state.asks != 0, state.middle >= state.bestAsk { return head(symbol, state.bestAsk) }
        return nil
    }

    /// One tick up or down, mostly on as before, within the band and no further than the touch allows.
    private mutating func walk(_ symbol: Int, _ bits: UInt64) {
        let state = symbols[symbol]
        if bits & 3 == 0 { symbols[symbol].isRising.toggle() }
        let isRising = symbols[symbol].isRising
        let middle = state.middle &+ (isRising ? 1 : -1)
        let isInBand = isRising ? middle < state.ceiling &- 40 : middle > state.floor &+ 40
        let isNearTouch =
            isRising
            ? state.asks == 0 || middle <= state.bestAsk : state.bids == 0 || middle >= state.bestBid &- 1
        if isInBand, isNearTouch {
            symbols[symbol].middle = middle
        } else if !isInBand {
            symbols[symbol].isRising = !isRising
        }
    }

    /// A price for a new order: mostly near the touch, never at or through the other side.
    @inline(__always)
    mutating func place(_ symbol: Int, _ isSell: Bool, _ bits: UInt64) -> (tick: Int32, isLoose: Bool) {
        let state = symbols[symbol]
        let isCrowded = state.near >= Self.nearLimit && bits & 7 != 0
        if !isCrowded, (bits >> 3) & 15 != 0 {
            // Two ticks away or so; one in eight anywhere in the near half of the window.
            let near = Int32(truncatingIfNeeded: (bits >> 8 | 1 << 12).trailingZeroBitCount)
            let distance = (bits >> 21) & 7 == 0 ? Int32(truncatingIfNeeded: (bits >> 24) & 15) : near
            let away = distance &+ Int32(state.halfSpread)
            if isSell {
                var tick = state.middle &+ 1 &+ away
                if state.bids != 0 { tick = max(tick, state.bestBid &+ 1) }
                if tick >= state.low, tick <= state.low &+ 63 { return (tick, false) }
            } else {
                var tick = state.middle &- away
                if state.asks != 0 { tick = min(tick, state.bestAsk &- 1) }
                if tick >= state.low, tick <= state.low &+ 63 { return (tick, false) }
            }
        }
        return (deep(state, isSell, bits >> 28), true)
    }

    /// Outside the band: as likely one or two ticks outside as 512 to 1,024.
    private func deep(_ state: SymbolState, _ isSell: Bool, _ bits: UInt64) -> Int32 {
        let scale = Int32(1) &<< Int32(truncatingIfNeeded: bits % 10)
        let distance = scale &+ (Int32(truncatingIfNeeded: (bits >> 8) & 1023) & (scale &- 1))
        return isSell ? state.ceiling &+ distance : max(1, state.floor &- distance)
    }

    /// The order first in line at a level of the window.
    @inline(__always)
    func head(_ symbol: Int, _ tick: Int32) -> UInt32 { levels[symbol &* 64 &+ Int(tick & 63)].head }
}

/// System, directory, auction and status messages.
extension ITCHEncoder {
    /// `S`: O start of messages, S of system hours, Q of market hours; M, E, C their ends.
    func system(_ event: Unicode.Scalar, _ time: UInt64, _ buffer: inout MessageBuffer) {
        let at = Self.begin("S", 12, locate: 0, time, &buffer)
        buffer.store(big: UInt8(ascii: event), at: at + 11)
    }

    /// Begins a message that names a stock at offset 11, as most do; the other bytes are spaces at first.
    private func beginStock(
        _ type: Unicode.Scalar, _ byteCount: Int, _ symbol: Int, _ time: UInt64, _ buffer: inout MessageBuffer
    ) -> Int {
        let at = Self.begin(type, byteCount, locate: UInt16(symbol + 1), time, &buffer)
        for offset in 11..<byteCount { buffer.store(big: UInt8(ascii: " "), at: at + offset) }
        buffer.store(big: names[symbol], at: at + 11)
        return at
    }

    private func store(_ text: StaticString, at offset: Int, _ buffer: inout MessageBuffer) {
        text.withUTF8Buffer { bytes in
            // SAFETY: the index runs over the buffer's own range.
            for index in 0..<bytes.count { unsafe buffer.store(big: bytes[index], at: offset + index) }
        }
    }

    /// `R`: a common stock or fund in 100-share lots.
    func directory(_ symbol: Int, _ time: UInt64, _ buffer: inout MessageBuffer) {
        let at = beginStock("R", 39, symbol, time, &buffer)
        let categories: [Unicode.Scalar] = ["Q", "N", "G", "P", "S", "A", "Z"]
        buffer.store(big: UInt8(ascii: categories[symbol % categories.count]), at: at + 19)
        store("N", at: at + 20, &buffer)
        buffer.store(big: UInt32(100), at: at + 21)
        // Round lots only: no; common stock; sub-type Z (not applicable); production; Reg SHO: no; IPO: no;
        // tier 1 or 2.
        store("NCZ PNN", at: at + 25, &buffer)
        buffer.store(big: UInt8(ascii: symbol % 3 == 0 ? "1" : "2"), at: at + 32)
        store("N", at: at + 33, &buffer)
        buffer.store(big: UInt32(0), at: at + 34)
        store("N", at: at + 38, &buffer)
    }

    /// `H`: state H, P, Q or T and a reason of up to four letters.
    func tradingAction(
        _ symbol: Int, _ state: Unicode.Scalar, _ reason: StaticString, _ time: UInt64,
        _ buffer: inout MessageBuffer
    ) {
        let at = beginStock("H", 25, symbol, time, &buffer)
        buffer.store(big: UInt8(ascii: state), at: at + 19)
        store(reason, at: at + 21, &buffer)
    }

    /// `Y`: 0 no short sale restriction, 1 intraday drop, 2 remains in effect.
    func shortSale(_ symbol: Int, _ action: Unicode.Scalar, _ time: UInt64, _ buffer: inout MessageBuffer) {
        let at = beginStock("Y", 20, symbol, time, &buffer)
        buffer.store(big: UInt8(ascii: action), at: at + 19)
    }

    /// `L`: a participant is a primary, normal-mode, active market maker.
    func participantPosition(_ symbol: Int, _ time: UInt64, _ buffer: inout MessageBuffer) {
        let at = Self.begin("L", 26, locate: UInt16(symbol + 1), time, &buffer)
        buffer.store(big: participants[symbol % participants.count], at: at + 11)
        buffer.store(big: names[symbol], at: at + 15)
        store("YNA", at: at + 23, &buffer)
    }

    /// `V`: the market-wide circuit breaker's levels, 1/100 000 000 points.
    func breakerLevels(_ time: UInt64, _ buffer: inout MessageBuffer) {
        let at = Self.begin("V", 35, locate: 0, time, &buffer)
        for (index, points) in [UInt64(3_013_12), 2_818_73, 2_591_93].enumerated() {
            buffer.store(big: points * 1_000_000, at: at + 11 + 8 * index)
        }
    }

    /// `W`: a level was breached.
    func breakerStatus(_ level: Unicode.Scalar, _ time: UInt64, _ buffer: inout MessageBuffer) {
        let at = Self.begin("W", 12, locate: 0, time, &buffer)
        buffer.store(big: UInt8(ascii: level), at: at + 11)
    }

    /// `Q`: an auction's bulk print. O opening, C closing, H halt, I intraday.
    func crossTrade(
        _ symbol: Int, _ kind: Unicode.Scalar, shares: UInt64, price: UInt32, match: UInt64, _ time: UInt64,
        _ buffer: inout MessageBuffer
    ) {
        let at = Self.begin("Q", 40, locate: UInt16(symbol + 1), time, &buffer)
        buffer.store(big: shares, at: at + 11)
        buffer.store(big: names[symbol], at: at + 19)
        buffer.store(big: price, at: at + 27)
        buffer.store(big: match, at: at + 31)
        buffer.store(big: UInt8(ascii: kind), at: at + 39)
    }

    /// `B`: a match is void.
    func brokenTrade(_ symbol: Int, match: UInt64, _ time: UInt64, _ buffer: inout MessageBuffer) {
        let at = Self.begin("B", 19, locate: UInt16(symbol + 1), time, &buffer)
        buffer.store(big: match, at: at + 11)
    }

    /// `I`: an auction as it would come out now; far and near price are a tick below and above the reference.
    func imbalance(
        _ symbol: Int, _ kind: Unicode.Scalar, paired: UInt64, unpaired: UInt64, price: UInt32, tick: UInt32,
        _ time: UInt64, _ buffer: inout MessageBuffer
    ) {
        let at = Self.begin("I", 50, locate: UInt16(symbol + 1), time, &buffer)
        buffer.store(big: paired, at: at + 11)
        buffer.store(big: unpaired, at: at + 19)
        buffer.store(big: UInt8(ascii: unpaired == 0 ? "N" : paired & 1 == 0 ? "B" : "S"), at: at + 27)
        buffer.store(big: names[symbol], at: at + 28)
        buffer.store(big: price &- tick, at: at + 36)
        buffer.store(big: price &+ tick, at: at + 40)
        buffer.store(big: price, at: at + 44)
        buffer.store(big: UInt8(ascii: kind), at: at + 48)
        store("L", at: at + 49, &buffer)
    }

    /// `K`: when an IPO's quoting ends, and its price.
    func quotingPeriod(_ symbol: Int, price: UInt32, _ time: UInt64, _ buffer: inout MessageBuffer) {
        let at = beginStock("K", 28, symbol, time, &buffer)
        buffer.store(big: UInt32(truncatingIfNeeded: time / 1_000_000_000 + 600), at: at + 19)
        store("A", at: at + 23, &buffer)
        buffer.store(big: price, at: at + 24)
    }

    /// `J`: the price collar of a reopening auction, 5 % either way.
    func auctionCollar(_ symbol: Int, price: UInt32, _ time: UInt64, _ buffer: inout MessageBuffer) {
        let at = beginStock("J", 35, symbol, time, &buffer)
        buffer.store(big: price, at: at + 19)
        buffer.store(big: price &+ price / 20, at: at + 23)
        buffer.store(big: price &- price / 20, at: at + 27)
        buffer.store(big: UInt32(0), at: at + 31)
    }

    /// `h`: halted (H) or released (T) on NASDAQ alone.
    func operationalHalt(
        _ symbol: Int, _ action: Unicode.Scalar, _ time: UInt64, _ buffer: inout MessageBuffer
    ) {
        let at = beginStock("h", 21, symbol, time, &buffer)
        store("Q", at: at + 19, &buffer)
        buffer.store(big: UInt8(ascii: action), at: at + 20)
    }

    /// `N`: retail interest B, S, A (both) or N.
    func retailInterest(_ symbol: Int, _ side: Unicode.Scalar, _ time: UInt64, _ buffer: inout MessageBuffer)
    {
        let at = beginStock("N", 20, symbol, time, &buffer)
        buffer.store(big: UInt8(ascii: side), at: at + 19)
    }

    /// `O`: a direct listing with capital raise may open between two prices.
    func directListing(_ symbol: Int, price: UInt32, _ time: UInt64, _ buffer: inout MessageBuffer) {
        let at = beginStock("O", 48, symbol, time, &buffer)
        store("Y", at: at + 19, &buffer)
        buffer.store(big: price &- price / 5, at: at + 20)
        buffer.store(big: price &+ price / 5, at: at + 24)
        buffer.store(big: price, at: at + 28)
        buffer.store(big: time, at: at + 32)
        buffer.store(big: price &- price / 10, at: at + 40)
        buffer.store(big: price &+ price / 10, at: at + 44)
    }
}

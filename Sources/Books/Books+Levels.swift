import OrderFlow

/// Price levels, quotes and trades that change no book, and what comes seldom.
extension Books {
    /// Counts a message about an instrument, which is known from then on.
    ///
    /// - Returns: `false`, and it is counted as refused, when there is no memory to keep the instrument in.
    mutating func count(_ event: OrderEvent, _ clock: LotClock) -> Bool {
        guard
            instruments.count(
                event.instrument, isMessage: event.isMessage, at: clock.now, second: clock.second),
            levels.grow(toInstruments: instruments.capacity)
        else {
            counters.refused &+= 1
            return false
        }
        return true
    }

    /// Applies any event that is not about an order.
    @inline(never)
    mutating func applyOther(_ event: OrderEvent, _ clock: LotClock, into lane: inout BookLane) {
        switch event.kind {
        case .match:
            if traded.quantity > 0 {
                matches.insert(event.reference, instrument: traded.instrument, quantity: traded.quantity)
            }
            traded.quantity = 0
            return
        case .level, .quote, .trade, .bust, .status, .operationalHalt, .instrument: break
        default: return
        }
        guard count(event, clock) else { return }
        var change = BookChange(event, clock)
        switch event.kind {
        case .level, .quote: setLevel(event, &change, clock)
        case .trade: trade(event, &change)
        case .bust: bust(event, &change)
        case .status:
            change.cause = .status
            change.difference = UInt32(instruments[event.instrument].status.rawValue)
            change.quantity = UInt32(event.tradingStatus.rawValue)
            instruments[event.instrument].status = event.tradingStatus
        case .operationalHalt:
            change.cause = .halt
            change.difference = instruments[event.instrument].isHaltedHere ? 1 : 0
            change.quantity = event.quantity != 0 ? 1 : 0
            instruments[event.instrument].isHaltedHere = event.quantity != 0
        default: instruments.rename(event.instrument, event.symbolName, scale: event.priceScale)
        }
        if change.cause != .none { lane.append(change) }
    }

    private mutating func setLevel(_ event: OrderEvent, _ change: inout BookChange, _ clock: LotClock) {
        let side = UInt64(event.side.rawValue)
        instruments.activate(event.instrument)
        change.cause = .level
        change.quantity = event.quantity
        change.marks.insert(event.side == .sell ? .sellSide : .side)
        if event.kind == .level || event.quantity > 0 { change.marks.insert(.price) }
        let before = best(event.side, of: event.instrument)
        if event.kind == .quote {
            instruments.refresh(event.side, of: event.instrument)
            clear(event.side, of: event.instrument)
        }
        if event.kind == .level || event.quantity > 0 {
            if setLevel(.to(UInt64(event.quantity)), event.price, side, event.instrument, &change) == nil {
                counters.refused &+= 1
                change.refuse()
            }
        }
        if event.kind == .quote {
            // The side as a whole was replaced.
            change.marks.subtract(.bests)
            change.tell(before?.price, best(event.side, of: event.instrument)?.price)
            let isSame = event.quantity > 0 && before?.price == event.price
            let kept = isSame ? before?.quantity ?? 0 : 0
            change.tell(delta: Int64(event.quantity) - Int64(clamping: kept))
        }
        change.marks.remove(.quiet)
        if event.kind == .level { isInTransition = event.isQuiet }
        touch(event.instrument, clock)
    }

    /// Empties a side.
    private mutating func clear(_ side: Side, of instrument: UInt16) {
        let number = Int(side.rawValue)
        while true {
            let state = instruments[instrument].sides[number]
            let owner = LevelOwner(instrument, side: UInt64(number), state.counting)
            guard let best = levels.best(state, owner) else { return }
            _ = levels.change(
                .to(0), at: best, UInt64(number), of: instrument, scale: 0, &instruments[instrument].sides[number])
        }
    }

    private mutating func trade(_ event: OrderEvent, _ change: inout BookChange) {
        traded.quantity = 0
        change.cause = .trade
        change.quantity = event.quantity
        (change.price, change.tradePrice) = (event.price, event.price)
        change.marks.insert(.price)
        guard !event.isQuiet, event.quantity > 0 else { return }
        change.marks.insert(.traded)
        instruments.activate(event.instrument)
        instruments[event.instrument].trade(event.price, event.quantity)
        traded = (event.instrument, event.quantity)
    }

    private mutating func bust(_ event: OrderEvent, _ change: inout BookChange) {
        change.cause = .bust
        change.quantity = event.quantity
        if event.price != 0 {
            change.price = event.price
            change.marks.insert(.price)
        }
        if event.quantity > 0 {
            instruments[event.instrument].bust(event.quantity)
        } else if let trade = matches.remove(event.reference) {
            instruments[trade.instrument].bust(trade.quantity)
        }
    }

    /// Changes one level, and tells what that did.
    ///
    /// - Returns: By how much; `nil`, with nothing changed, when there is no room for it.
    mutating func setLevel(
        _ wanted: LevelStore.Change, _ price: Int64, _ side: UInt64, _ instrument: UInt16,
        _ change: inout BookChange
    ) -> Int64? {
        let number = Int(side)
        let before = instruments[instrument].sides[number]
        let bestBefore = levels.best(before, LevelOwner(instrument, side: side, before.counting))
        let delta = levels.change(
            wanted, at: price, side, of: instrument, scale: instruments.scale(instrument),
            &instruments[instrument].sides[number])
        let after = instruments[instrument].sides[number]
        let bestAfter = levels.best(after, LevelOwner(instrument, side: side, after.counting))
        change.price = price
        change.tell(bestBefore, bestAfter)
        if let delta { change.tell(delta: delta) }
        return delta
    }

    /// The book of an instrument changed, so that it may be crossed now, or no more.
    mutating func touch(_ instrument: UInt16, _ clock: LotClock) {
        guard clock.isWatched, instruments[instrument].isCrossed || isCrossed(instrument) else { return }
        touched.insert(instrument)
    }
}

import OrderFlow

/// What is notable of a feed, for somebody who watches.
extension FeedModel {

    /// Puts an event into the log.
    func note(_ kind: MarketEvent.Kind, severity: Severity = .info, instrument: UInt16? = nil) {
        guard let lookout else { return }
        var event = MarketEvent(kind, severity: severity)
        event.time = replayTime == nil ? time(at: lookout.now) : clock.now
        event.hostTime = lookout.now
        event.feed = number
        if let instrument {
            let naming = instruments.naming(instrument)
            event.instrument = key(instrument)
            event.symbol = naming.symbol
            event.priceScale = naming.priceScale
        }
        lookout.log.note(event)
    }

    /// Messages were lost for the books.
    func noteLoss(_ kind: MarketEvent.Kind, messages: UInt64) {
        guard let lookout else { return }
        note(kind, severity: .warning)
        let place = lookout.place(of: number)
        lookout.feeds[place].loss = max(lookout.feeds[place].loss, messages)
    }

    /// A status that was told before has changed. What is told first is news only when it is a halt, for at the start of
    /// a day every instrument is told.
    func noteStatus(_ instrument: UInt16, before: TradingStatus) {
        let status = instruments[instrument].status
        let isHalt = status == .halted || status == .paused
        guard status != before, before != .unknown || isHalt else { return }
        note(.status(status), severity: isHalt ? .warning : .info, instrument: instrument)
    }

    func noteHalt(_ instrument: UInt16, before: Bool) {
        let isHalted = instruments[instrument].isHaltedHere
        guard isHalted != before else { return }
        note(.haltedHere(isHalted), severity: isHalted ? .warning : .info, instrument: instrument)
    }

    private func key(_ instrument: UInt16) -> InstrumentKey {
        InstrumentKey(feed: UInt16(clamping: number), instrument: instrument)
    }
}

/// Crossings, exactly: a book is looked at when a message is over that may have crossed it, or uncrossed it. A message
/// can cross a book only where it set a best price, and uncross only one that is crossed; so of most messages one price
/// is compared, and it lies where the message has just written.
extension FeedModel {
    /// A level was set or taken away.
    @inline(__always)
    mutating func touch(_ instrument: UInt16, _ side: Side, _ price: Int64) {
        if instruments.isBest(price, side, of: instrument) || instruments[instrument].isCrossed {
            mark(instrument)
        }
    }

    /// Something was taken away.
    @inline(__always)
    mutating func release(_ instrument: UInt16) {
        if instruments[instrument].isCrossed { mark(instrument) }
    }

    @inline(__always)
    private mutating func mark(_ instrument: UInt16) {
        // Seldom does one message touch two: an order whose reference another instrument's order takes over.
        if touched >= 0, touched != Int32(instrument) { lookAtTouched() }
        touched = Int32(instrument)
    }

    /// The message is over, with all its parts.
    @inline(__always)
    mutating func settleCrossing() {
        if !isInTransition { lookAtTouched() }
    }

    @inline(never)
    private mutating func lookAtTouched() {
        let instrument = UInt16(truncatingIfNeeded: touched)
        touched = -1
        let state = instruments[instrument]
        var isCrossed = false
        var (bid, ask): (Int64, Int64) = (0, 0)
        if let best = instruments.best(.buy, of: instrument),
            let other = instruments.best(.sell, of: instrument)
        {
            (bid, ask) = (best.price(.buy), other.price(.sell))
            isCrossed = bid > ask
        }
        guard isCrossed != state.isCrossed, let lookout else { return }
        if isCrossed {
            guard lookout.crossings.hasRoom else { return }
            lookout.crossings.begin(key(instrument), at: clock.now)
            note(.crossed(bid: bid, ask: ask), severity: .warning, instrument: instrument)
        } else {
            let lasted = lookout.crossings.end(key(instrument), at: clock.now)
            note(.uncrossed(lasted: lasted), instrument: instrument)
            lookout.takeCrossing(
                key(instrument), lasted: lasted, at: clock.now, instruments.naming(instrument))
        }
        instruments[instrument].isCrossed = isCrossed
    }

    /// The books are empty.
    mutating func forgetCrossings() {
        touched = -1
        isInTransition = false
        lookout?.crossings.forget(feed: number)
    }
}

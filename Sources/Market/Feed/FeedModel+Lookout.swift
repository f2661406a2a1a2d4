import OrderFlow

/// What is notable of a feed, for somebody who watches.
extension FeedModel {

    /// Puts an event into the log.
    ///
    /// - Parameter time: When it happened, feed time; `nil`: now.
    func note(
        _ kind: MarketEvent.Kind, severity: Severity = .info, instrument: UInt16? = nil,
        at time: UInt64? = nil
    ) {
        guard let lookout else { return }
        var event = MarketEvent(kind, severity: severity)
        event.time = time ?? (replayTime == nil ? self.time(at: lookout.now) : clock.now)
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

    /// Messages were lost for the books: the alert of it is raised at once.
    func noteLoss(_ kind: MarketEvent.Kind, messages: UInt64) {
        guard let lookout else { return }
        note(kind, severity: .warning)
        let time = replayTime == nil ? self.time(at: lookout.now) : clock.now
        lookout.take(
            Double(messages), AlertBoard.Subject(rule: .gap, feed: number),
            AlertBoard.Moment(feedTime: time, hostTime: lookout.now))
    }

    /// The feed's time at a look: in a replay that of the look itself, else the time told last, gone on with the
    /// host's clock.
    func moment(at now: UInt64) -> UInt64 {
        if let replayTime { return replayTime }
        return clock.now == 0 ? 0 : clock.now.addingClamped(now - min(now, packetSeen))
    }

    /// How long nothing has come, ns; 0 also before the first packet and after the end of the session.
    func silence(at now: UInt64) -> UInt64 {
        guard packetSeen != 0, !hasEnded, tellsSilence || replayTime == nil, !description.isUnknown else { return 0 }
        if let replayTime { return clock.now == 0 ? 0 : replayTime - min(replayTime, clock.now) }
        return now - min(now, packetSeen)
    }

    /// Logs that the feed's state is another than at the last look.
    mutating func noteState(now: UInt64) {
        guard let lookout, !description.isUnknown else { return }
        let place = lookout.place(of: number)
        let (before, state) = (lookout.feeds[place].state, state(at: now))
        guard state != before else { return }
        lookout.feeds[place].state = state
        var time = moment(at: now)
        if state == .live {
            let began = before == .waiting ? clock.first : wokenAt
            if began != 0, began < time { time = began }
        }
        isAsleep = state != .live
        wokenAt = 0
        note(.state(from: before, to: state), severity: state == .silent ? .warning : .info, at: time)
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
        guard let lookout else { return }
        guard isCrossed != state.isCrossed else {
            if isCrossed, suspicion != nil, !instruments.isSuspect(state) {
                lookout.crossings.unfold(key(instrument))
            }
            return
        }
        if isCrossed {
            let isFolded = foldCrossing(instrument)
            guard lookout.crossings.hasRoom else { return }
            lookout.crossings.begin(key(instrument), at: clock.now, isFolded: isFolded)
            if !isFolded {
                note(.crossed(bid: bid, ask: ask), severity: .warning, instrument: instrument)
            }
        } else {
            let (crossing, lasted) = lookout.crossings.end(key(instrument), at: clock.now)
            if !crossing.isFolded {
                note(.uncrossed(lasted: lasted), instrument: instrument)
                lookout.takeCrossing(
                    key(instrument), lasted: lasted, at: clock.now, instruments.naming(instrument))
            }
        }
        instruments[instrument].isCrossed = isCrossed
    }

    /// A suspect book that is crossed follows from what made it suspect: it is counted there, and is no event and no
    /// alert of its own.
    ///
    /// - Returns: Whether the book is suspect.
    func foldCrossing(_ instrument: UInt16) -> Bool {
        guard let lookout, let suspicion, instruments.isSuspect(instruments[instrument]) else { return false }
        let place = lookout.place(of: number)
        if lookout.feeds[place].crossed.insert(instrument) {
            let count = lookout.feeds[place].crossed.count
            note(.suspectCrossed(books: count, since: suspicion.since), severity: .warning)
        }
        return true
    }

    /// The books are empty.
    mutating func forgetCrossings() {
        touched = -1
        isInTransition = false
        lookout?.crossings.forget(feed: number)
        lookout?.trustBooks(of: number)
    }
}

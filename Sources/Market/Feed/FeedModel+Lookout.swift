import Books
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
            let naming = books.instruments.naming(instrument)
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
    func noteStatus(_ status: TradingStatus, of instrument: UInt16, before: TradingStatus, at told: UInt64) {
        let isHalt = status == .halted || status == .paused
        guard status != before, before != .unknown || isHalt else { return }
        note(.status(status), severity: isHalt ? .warning : .info, instrument: instrument, at: time(ofChange: told))
    }

    func noteHalt(_ isHalted: Bool, of instrument: UInt16, before: Bool, at told: UInt64) {
        guard isHalted != before else { return }
        note(.haltedHere(isHalted), severity: isHalted ? .warning : .info, instrument: instrument,
            at: time(ofChange: told))
    }

    /// When a change happened that is read after its lot: what a replay tells must not depend on where a lot ends.
    private func time(ofChange told: UInt64) -> UInt64? {
        guard replayTime != nil, received == 0 else { return noteTime }
        return min(told, books.clock)
    }

    /// When what the books tell happened: the feed's clock has been brought up to the end of the lot already.
    private var noteTime: UInt64? {
        let ahead = clock.now - min(clock.now, books.clock)
        guard replayTime == nil, let lookout else { return books.clock }
        return self.time(at: lookout.now) - ahead
    }

    private func key(_ instrument: UInt16) -> InstrumentKey {
        InstrumentKey(feed: UInt16(clamping: number), instrument: instrument)
    }
}

/// Crossings, exactly: a book is looked at when a message is over that may have crossed it, or uncrossed it.
extension FeedModel {
    /// The message is over, with all its parts.
    @inline(never)
    mutating func settleCrossing() {
        while let instrument = books.takeTouched() { lookAtTouched(instrument) }
    }

    private mutating func lookAtTouched(_ instrument: UInt16) {
        let state = books.instruments[instrument]
        let isCrossed = books.isCrossed(instrument)
        guard let lookout else { return }
        guard isCrossed != state.isCrossed else {
            if isCrossed, suspicion != nil, !books.instruments.isSuspect(state) {
                lookout.crossings.unfold(key(instrument))
            }
            return
        }
        if isCrossed {
            let isFolded = foldCrossing(instrument)
            guard lookout.crossings.hasRoom else { return }
            lookout.crossings.begin(key(instrument), at: books.clock, isFolded: isFolded)
            if !isFolded, let bid = books.best(.buy, of: instrument), let ask = books.best(.sell, of: instrument) {
                note(
                    .crossed(bid: bid.price, ask: ask.price), severity: .warning, instrument: instrument,
                    at: noteTime)
            }
        } else {
            let (crossing, lasted) = lookout.crossings.end(key(instrument), at: books.clock)
            if !crossing.isFolded {
                note(.uncrossed(lasted: lasted), instrument: instrument, at: noteTime)
                lookout.takeCrossing(
                    key(instrument), lasted: lasted, at: books.clock, books.instruments.naming(instrument))
            }
        }
        books.noteCrossed(isCrossed, instrument)
    }

    /// A suspect book that is crossed follows from what made it suspect: it is counted there, and is no event and no
    /// alert of its own.
    ///
    /// - Returns: Whether the book is suspect.
    func foldCrossing(_ instrument: UInt16) -> Bool {
        guard let lookout, let suspicion, books.instruments.isSuspect(books.instruments[instrument]) else { return false }
        let place = lookout.place(of: number)
        if lookout.feeds[place].crossed.insert(instrument) {
            let count = lookout.feeds[place].crossed.count
            note(.suspectCrossed(books: count, since: suspicion.since), severity: .warning, at: noteTime)
        }
        return true
    }

    /// The books are empty.
    mutating func forgetCrossings() {
        lookout?.crossings.forget(feed: number)
        lookout?.trustBooks(of: number)
    }
}

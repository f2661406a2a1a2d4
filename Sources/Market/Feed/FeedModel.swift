import Books
import OrderFlow

/// Everything kept of one feed, driven by its events.
struct FeedModel: ~Copyable {
    private(set) var description: FeedDescription
    var counters = FeedCounters()
    var messagesByType = InlineArray<256, UInt64>(repeating: 0)

    var books = Books()
    var ledger: SequenceLedger
    var lines: LineTable
    /// `nil`: the books are whole, as far as is known.
    var suspicion: Suspicion?
    var suspectInstruments = 0

    var clock = FeedClock()
    var rates = RateMeter()
    var latencies = LatencySession()
    /// What came in the current millisecond and is not in the meters yet.
    var traffic = Traffic()
    /// When the network saw the current packet, ns since the epoch; 0: not known.
    var received: UInt64 = 0
    /// Messages of the current packet with one and the same time stamp, whose latency is not recorded yet.
    var stamp: UInt64 = 0
    var stamped: UInt64 = 0

    var hasEnded = false
    /// Its sender numbers what it sends, as far as was seen.
    var isNumbered = false
    /// As found at the last look: nothing comes, not even heartbeats.
    var isSilent = false
    /// Host clock at the last packet and the last message, ns since the epoch; 0: none.
    var packetSeen: UInt64 = 0
    var messageSeen: UInt64 = 0
    /// Host clock at the last packet when the sender said that the session is over.
    var endSeen: UInt64 = 0
    /// Messages delivered by then. More of them show that it goes on; packets of a line that lags do not.
    var messagesAtEnd: UInt64 = 0
    /// The feed has told a sequence number.
    var hasBegun = false
    /// Feed time at the last message; 0: none.
    var messageTime: UInt64 = 0
    /// In a replay: the time by which this feed is silent or not, that of the last look or snapshot. `nil`: the source
    /// is live.
    var replayTime: UInt64?

    /// Somebody watches: what is notable goes to the log, under the feed's number among all.
    var lookout: Lookout?
    var number = 0
    /// Heartbeats would be there to see. A file of messages alone has none, so its pauses are no silence.
    var tellsSilence = true
    /// As of the last look no messages came, and feed time when they began to come again since; 0: they have not.
    var isAsleep = true
    var wokenAt: UInt64 = 0
    /// Somebody looks at the details, which are kept below; see ``MarketModel``.
    let isWatched: Bool
    var window: FeedWindow
    var typeLog: TypeLog

    /// - Parameter order: Numbers the losses of all feeds of a market.
    init(_ description: FeedDescription, isWatched: Bool, order: LossOrder) {
        self.description = description
        self.isWatched = isWatched
        lines = LineTable(description.lines)
        ledger = SequenceLedger(order)
        window = FeedWindow(isKept: isWatched)
        typeLog = TypeLog(isKept: isWatched)
    }

    /// More is known of it: a feed can begin before anybody can say what it is.
    mutating func describe(_ description: FeedDescription) {
        self.description = description
        lines.extend(to: description.lines.count)
    }

    /// In a replay it is time to look before this event is applied. Packets tell the time of what is in them.
    @inline(__always)
    func isLookDue(before event: OrderEvent, _ totals: borrowing MarketTotals) -> Bool {
        event.timestamp > totals.quietUntil && received == 0 && event.isMessage && event.kind != .instrument
    }

    /// Applies the events from `start` on up to the next one that begins a packet or ends a publication.
    ///
    /// Market events are counted some at a time, then change the books, and what they did is read by whoever watches. The
    /// facts of the session go one by one.
    ///
    /// - Returns: The index of the first event that was not applied: one of those, or one before which a look is due.
    mutating func apply(
        _ events: Span<OrderEvent>, from start: Int, _ totals: inout MarketTotals
    ) -> Int {
        let messagesBefore = counters.messages
        let isSpread = books.byteCount > 512 << 10
        var index = start
        while index < events.count {
            if isSpread, totals.looked <= index { lookAhead(events, index, &totals) }
            if books.mustSettle(before: events[index]) { settleCrossing() }
            var clock = self.clock.now
            let end = min(index &+ MarketTotals.ahead, events.count)
            let counted = count(events, index..<end, &clock, &totals)
            if counted > index {
                apply(events, index..<counted, clock, &totals)
                index = counted
                continue
            }
            let event = events[index]
            if event.kind == .packet || event.kind == .published || isLookDue(before: event, totals) { break }
            applyFact(event)
            index &+= 1
        }
        if counters.messages != messagesBefore {
            messageSeen = totals.now
            messageTime = clock.now
            if hasEnded, counters.messages != messagesAtEnd { hasEnded = false }
        }
        return index
    }

    /// Counts market events, up to the first that is none, and such that all lie in one millisecond of the feed's clock.
    ///
    /// - Parameter clock: The feed's clock before the first of them.
    /// - Returns: The index of the first that is left.
    @inline(never)
    private mutating func count(
        _ events: Span<OrderEvent>, _ range: Range<Int>, _ clock: inout UInt64, _ totals: inout MarketTotals
    ) -> Int {
        var index = range.lowerBound
        while index < range.upperBound {
            let event = events[index]
            guard event.kind.rawValue <= EventKind.skipped.rawValue else { break }
            if event.isMessage {
                // The time stamp of a naming event holds a part of the name.
                if event.timestamp != 0, event.kind != .instrument {
                    if received == 0 {
                        if event.timestamp > totals.quietUntil { break }
                        if !self.clock.advanceWithinMillisecond(event.timestamp) {
                            if index > range.lowerBound { break }
                            step(to: event.timestamp, &totals)
                            clock = self.clock.now
                        }
                    } else {
                        if event.timestamp != stamp {
                            recordStamped(&totals)
                            stamp = event.timestamp
                        }
                        stamped &+= 1
                    }
                }
                counters.messages &+= 1
                messagesByType[Int(event.messageType)] &+= 1
                traffic.messages &+= 1
                if event.kind == .skipped { counters.skippedMessages &+= 1 }
            }
            index &+= 1
        }
        return index
    }

    /// Applies market events that were counted.
    @inline(__always)
    private mutating func apply(
        _ events: Span<OrderEvent>, _ range: Range<Int>, _ clock: UInt64, _ totals: inout MarketTotals
    ) {
        var lot = LotClock(
            now: clock, second: self.clock.secondStart, received: received, isWatched: isWatched)
        var index = range.lowerBound
        while index < range.upperBound {
            index = books.apply(events, index..<range.upperBound, &lot, into: &totals.lane)
            if isWatched { watch(totals.lane, &totals.watch) }
            totals.lane.removeAll()
            if index < range.upperBound { settleCrossing() }
        }
        take(books.takeCounters())
    }

    private mutating func take(_ more: BookCounters) {
        counters.unknownReferences &+= more.unknownReferences
        counters.reusedReferences &+= more.reusedReferences
        counters.overExecutions &+= more.overExecutions
        counters.mismatchedInstruments &+= more.mismatchedInstruments
        counters.refused &+= more.refused
    }

    /// Brings close what the events to come will touch, some at a time and in two steps.
    @inline(__always)
    private mutating func lookAhead(_ events: Span<OrderEvent>, _ index: Int, _ totals: inout MarketTotals) {
        totals.looked = min(index &+ MarketTotals.ahead, events.count)
        let near = min(totals.looked &+ MarketTotals.ahead, events.count)
        let far = min(near &+ MarketTotals.ahead, events.count)
        books.lookAhead(
            events, far: min(max(totals.fetched, index), far)..<far,
            near: min(max(totals.fetchedLevels, index), near)..<near)
        (totals.fetched, totals.fetchedLevels) = (far, near)
    }

    /// Records the latencies that are still open.
    @inline(__always)
    mutating func recordStamped(_ totals: inout MarketTotals) {
        if stamped > 0 { recordOpen(&totals) }
    }

    /// Apart, for the loop over the events has no room for it.
    @inline(never)
    private mutating func recordOpen(_ totals: inout MarketTotals) {
        latencies.record(.feed, from: stamp, to: received, stamped)
        totals.window.record(.feed, from: stamp, to: received, stamped)
        if isWatched {
            window.recordFeed(
                from: stamp, to: received, stamped, in: clock.secondStart / FeedClock.second)
        }
        stamped = 0
    }

    @inline(__always)
    mutating func advance(to time: UInt64, _ totals: inout MarketTotals) {
        if !clock.advanceWithinMillisecond(time) { step(to: time, &totals) }
    }

    @inline(never)
    private mutating func step(to time: UInt64, _ totals: inout MarketTotals) {
        if clock.isLate(time) { return }
        if time < clock.now { totals.lookAnew() }
        // What came before the first time was told counts with it.
        if clock.now != 0 { flushTraffic(&totals) }
        if clock.isRestarted, time < clock.now {
            rates.restart()
            totals.rates.restart()
            totals.watch.flow.restart()
            totals.log.restart()
            lines.restartRates()
        }
        let secondBefore = clock.secondStart
        clock.step(to: time)
        if isWatched, clock.secondStart != secondBefore {
            typeLog.enter(clock.secondStart / FeedClock.second, messagesByType)
            totals.watch.focus.enter(clock, of: number, resets: counters.resets) { price(of: $0) }
        }
    }

    /// Puts what came in the current millisecond into the meters.
    mutating func flushTraffic(_ totals: inout MarketTotals) {
        guard clock.now != 0 else { return }
        rates.add(traffic, inMillisecond: clock.millisecondStart)
        totals.rates.add(traffic, inMillisecond: clock.millisecondStart)
        totals.log.add(traffic, inMillisecond: clock.millisecondStart)
        traffic = Traffic()
    }
}

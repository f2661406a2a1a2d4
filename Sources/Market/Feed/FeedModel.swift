import OrderFlow

/// Everything kept of one feed, driven by its events.
struct FeedModel: ~Copyable {
    private(set) var description: FeedDescription
    var counters = FeedCounters()
    var messagesByType = InlineArray<256, UInt64>(repeating: 0)

    var orders = OrderTable()
    var instruments = InstrumentTable()
    var matches = MatchTable()
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

    /// The order that a replace took out, until its second half puts the new one in; quantity 0: none. In the one form or
    /// the other, as it was found.
    private var leavingYoung = YoungOrder(content: 0, identity: 0)
    private var leavingEntry: OrderEntry?
    var leaving: OrderEntry? {
        get { leavingYoung.quantity > 0 ? OrderEntry(leavingYoung) : leavingEntry }
        set {
            leavingYoung.content = 0
            leavingEntry = newValue
        }
    }
    var traded = Traded()
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
    /// The instrument whose best prices the current message may have changed such that its book is now crossed, or is
    /// no more; -1: none. Always none where nobody watches.
    var touched: Int32 = -1
    /// More updates of the same event follow, and the book in between means nothing.
    var isInTransition = false

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

    /// Kinds of which the instrument field tells an instrument.
    @inline(__always)
    private static func isAboutInstrument(_ kind: EventKind) -> Bool {
        switch kind {
        case .level, .quote, .trade, .bust, .status, .operationalHalt, .instrument: true
        default: kind.rawValue <= EventKind.update.rawValue
        }
    }

    /// In a replay it is time to look before this event is applied. Packets tell the time of what is in them.
    @inline(__always)
    func isLookDue(before event: OrderEvent, _ totals: borrowing MarketTotals) -> Bool {
        event.timestamp > totals.quietUntil && received == 0 && event.isMessage && event.kind != .instrument
    }

    /// Applies the events from `start` on up to the next one that begins a packet or ends a publication.
    ///
    /// Those of the usual kinds are counted some at a time, and then change the books, each in a loop that has nothing
    /// else to do; all others go one by one.
    ///
    /// - Returns: The index of the first event that was not applied: one of those, or one before which a look is due.
    mutating func apply(
        _ events: Span<OrderEvent>, from start: Int, _ totals: inout MarketTotals
    ) -> Int {
        let messagesBefore = counters.messages
        let isSpread = isSpread
        let isWatched = totals.watch.isOn
        var hot = HotBooks(orders, instruments)
        var index = start
        while index < events.count {
            if isSpread, totals.looked <= index { Self.lookAhead(events, index, hot, &totals) }
            let event = events[index]
            if touched >= 0, !event.isContinuation { settleCrossing() }
            if isWatched, isLookDue(before: event, totals) { break }
            let end =
                isWatched ? index &+ 1 : isSpread ? totals.looked : min(index &+ Self.lot, events.count)
            let counted =
                orders.capacity &- orders.count > Self.lot ? count(events, index..<end, hot, &totals) : index
            if counted == index {
                let kind = event.kind
                if kind == .packet || kind == .published { break }
                applyAlone(event, kind, &totals)
                hot = HotBooks(orders, instruments)
                index &+= 1
                continue
            }
            if isWatched { watch(event, event.kind, &totals.watch) }
            while index < counted {
                let usual = hot.apply(events, index..<counted, &orders.count, &leavingYoung, &traded)
                if isWatched, usual > index { touch(event) }
                index = usual
                if index == counted { break }
                if !applyFar(events[index], hot) { applyUnusual(events[index], events[index].kind) }
                hot = HotBooks(orders, instruments)
                index &+= 1
            }
        }
        if counters.messages != messagesBefore {
            messageSeen = totals.now
            messageTime = clock.now
            if hasEnded, counters.messages != messagesAtEnd { hasEnded = false }
        }
        return index
    }

    /// So many events are counted at a time at most.
    private static let lot = MarketTotals.ahead

    /// Counts the messages of the usual kinds, about instruments in play, up to the first event that is none of them.
    ///
    /// - Returns: Its index.
    @inline(never)
    private mutating func count(
        _ events: Span<OrderEvent>, _ range: Range<Int>, _ hot: HotBooks, _ totals: inout MarketTotals
    ) -> Int {
        var index = range.lowerBound
        while index < range.upperBound {
            let event = events[index]
            guard event.kind.rawValue <= EventKind.update.rawValue, hot.isInPlay(event.instrument) else {
                break
            }
            index &+= 1
            if event.isContinuation { continue }
            count(event, event.kind, &totals)
            unsafe hot.state(event.instrument).pointee.count(at: clock.now, second: clock.secondStart)
        }
        return index
    }

    /// Counts and applies any event.
    @inline(never)
    private mutating func applyAlone(_ event: OrderEvent, _ kind: EventKind, _ totals: inout MarketTotals) {
        let isMessage = event.isMessage
        if isMessage { count(event, kind, &totals) }
        if Self.isAboutInstrument(kind) {
            guard
                instruments.count(
                    event.instrument, isMessage: isMessage, at: clock.now, second: clock.secondStart)
            else {
                counters.refused &+= 1
                return
            }
            if isWatched { watch(event, kind, &totals.watch) }
        }
        applyUnusual(event, kind)
    }

    /// Applies an event that was counted, if it is as usual but for its level, which is outside the window.
    ///
    /// - Returns: `false`, with nothing changed, if it is not.
    @inline(never)
    private mutating func applyFar(_ event: OrderEvent, _ hot: HotBooks) -> Bool {
        guard let change = hot.change(event, leavingYoung), change.isFar,
            instruments.changeFar(
                by: change.quantity, orders: Int32(truncatingIfNeeded: change.orders), at: change.price,
                change.side, of: event.instrument)
        else { return false }
        hot.changeOrder(change)
        orders.count &+= Int(truncatingIfNeeded: change.orders)
        leavingYoung = change.leaving
        if event.kind.isExecution { traded = hot.trade(event, at: change.price) }
        if isWatched { touch(event) }
        return true
    }

    /// Orders and instruments take more memory than the caches close to a processor hold, so that looking ahead pays.
    private var isSpread: Bool { orders.byteCount + instruments.byteCount > 512 << 10 }

    /// Brings close what the events to come will touch, some at a time and in two steps.
    @inline(__always)
    private static func lookAhead(
        _ events: Span<OrderEvent>, _ index: Int, _ hot: HotBooks, _ totals: inout MarketTotals
    ) {
        totals.looked = min(index &+ MarketTotals.ahead, events.count)
        let near = min(totals.looked &+ MarketTotals.ahead, events.count)
        let far = min(near &+ MarketTotals.ahead, events.count)
        hot.lookAhead(
            events, far: min(max(totals.fetched, index), far)..<far,
            near: min(max(totals.fetchedLevels, index), near)..<near)
        (totals.fetched, totals.fetchedLevels) = (far, near)
    }

    /// Tells the lookout of a change as usual, once it is made.
    @inline(__always)
    private mutating func touch(_ event: OrderEvent) {
        let order = orders.young[orders.home(event.reference)]
        switch event.kind {
        case _ where order.quantity == 0: release(event.instrument)
        case .add, .replace, .update: touch(event.instrument, order.side, order.price)
        default: break
        }
    }

    /// Counts a message, and takes the time from it.
    @inline(__always)
    private mutating func count(_ event: OrderEvent, _ kind: EventKind, _ totals: inout MarketTotals) {
        counters.messages &+= 1
        // The time stamp of a naming event holds a part of the name.
        if event.timestamp != 0, kind != .instrument {
            if received == 0 {
                advance(to: event.timestamp, &totals)
            } else {
                if event.timestamp != stamp {
                    recordStamped(&totals)
                    stamp = event.timestamp
                }
                stamped &+= 1
            }
        }
        messagesByType[Int(event.messageType)] &+= 1
        traffic.messages &+= 1
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

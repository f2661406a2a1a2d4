import OrderFlow

/// Everything kept of one feed, driven by its events.
struct FeedModel: ~Copyable {
    let description: FeedDescription
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
    /// The trade of the message before, for a match number that may follow; quantity 0: none that counted.
    var traded = (instrument: UInt16(0), quantity: UInt32(0))
    var hasEnded = false
    /// As found at the last look: nothing comes, not even heartbeats.
    var isSilent = false
    /// Host clock at the last packet and the last message, ns since the epoch; 0: none.
    var packetSeen: UInt64 = 0
    var messageSeen: UInt64 = 0
    /// Host clock at the last packet when the sender said that the session is over.
    var endSeen: UInt64 = 0
    /// Feed time at the last message; 0: none.
    var messageTime: UInt64 = 0
    /// In a replay: the latest time of all feeds, by which this one is silent or not.
    var replayTime: UInt64?

    /// Somebody watches: what is notable goes to the log, under the feed's number among all.
    var lookout: Lookout?
    var number = 0
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

    /// Kinds of which the instrument field tells an instrument.
    @inline(__always)
    private static func isAboutInstrument(_ kind: EventKind) -> Bool {
        switch kind {
        case .level, .quote, .trade, .bust, .status, .operationalHalt, .instrument: true
        default: kind.rawValue <= EventKind.update.rawValue
        }
    }

    /// Applies the events from `start` on up to the next one that begins a packet or ends a publication.
    ///
    /// - Returns: The index of the first event that was not applied.
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
            let kind = event.kind
            let isUsual = kind.rawValue < EventKind.update.rawValue
            if !isUsual, kind == .packet || kind == .published { break }
            index &+= 1
            if touched >= 0, !event.isContinuation { settleCrossing() }
            let isMessage = isUsual ? !event.isContinuation : event.isMessage
            if isMessage { count(event, kind, &totals) }
            if isUsual || Self.isAboutInstrument(kind) {
                if !hot.count(
                    event.instrument, isMessage: isMessage, at: clock.now, second: clock.secondStart)
                {
                    guard admit(event, isMessage: isMessage) else { continue }
                    orders.count = hot.orderCount
                    hot = HotBooks(orders, instruments)
                }
                if isWatched { watch(event, kind, &totals.watch) }
            }
            if isUsual, let change = hot.change(event, kind, leavingYoung),
                change.isFar ? changeFar(event, change) : hot.changeLevel(change)
            {
                hot.changeOrder(change)
                leavingYoung = change.leaving
                if kind == .execute || kind == .executeAtPrice { execute(event, kind, change.price) }
                if isWatched { touch(event, change) }
                continue
            }
            orders.count = hot.orderCount
            applyUnusual(event, kind)
            hot = HotBooks(orders, instruments)
        }
        orders.count = hot.orderCount
        if counters.messages != messagesBefore {
            messageSeen = totals.now
            messageTime = clock.now
        }
        return index
    }

    /// Makes room for an instrument, and counts its first message; `false` (and counted) when there is none.
    @inline(never)
    private mutating func admit(_ event: OrderEvent, isMessage: Bool) -> Bool {
        let isThere = instruments.count(
            event.instrument, isMessage: isMessage, at: clock.now, second: clock.secondStart)
        if !isThere { counters.refused &+= 1 }
        return isThere
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

    /// What an execution is beside the quantity that goes: a trade, if it counts as one.
    @inline(__always)
    private mutating func execute(
        _ event: OrderEvent, _ kind: EventKind, _ price: Int64
    ) {
        traded.quantity = 0
        guard !event.isQuiet, event.quantity > 0 else { return }
        instruments[event.instrument].trade(kind == .execute ? price : event.price, event.quantity)
        traded = (event.instrument, event.quantity)
    }

    @inline(__always)
    private mutating func changeFar(_ event: OrderEvent, _ change: HotBooks.Change) -> Bool {
        instruments.changeFar(
            by: change.quantity, orders: Int32(truncatingIfNeeded: change.orders), at: change.price,
            change.side,
            of: event.instrument)
    }

    @inline(__always)
    private mutating func touch(_ event: OrderEvent, _ change: HotBooks.Change) {
        if change.isNew {
            touch(event.instrument, change.side, change.price)
        } else if change.isGone {
            release(event.instrument)
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

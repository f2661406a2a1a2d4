import Books
import OrderFlow

/// The one instrument whose messages are counted apart: rates, prices by the second, latencies, from when it was
/// chosen. The clock is that of its feed.
struct Focus {
    private static let none = -1
    private static let slots: UInt64 = 64

    /// Feed and instrument in one number, for the one compare that each message costs.
    private var code = Focus.none
    private(set) var key: InstrumentKey?
    /// Feed time since which it is watched; 0: no time was told yet.
    private(set) var since: UInt64 = 0
    private var rates = RateMeter()
    /// Feed and handling stage; `nil`: the model is not watched.
    private var latencies: LatencySession?
    /// Messages in the packet that is being applied.
    private(set) var inPacket: UInt64 = 0

    private var prices = InlineArray<64, Int64?>(repeating: nil)
    /// The second of the last message, and the first one whose price is known, counted from the epoch.
    private var second: UInt64 = 0
    private var firstSecond: UInt64 = 0
    /// Resets of its feed, which the prices do not outlive.
    private var resets: UInt64 = 0

    /// The latency figures last worked out, and when by the host's clock.
    private var summaries: [LatencySummary] = []
    private var summarized: UInt64 = 0
    private var isSummarized = false
    /// How long they are shown, ns: working them out means going through every bucket of two histograms.
    private static let fresh: UInt64 = 250_000_000

    @inline(__always)
    private static func code(_ feed: UInt16, _ instrument: UInt16) -> Int {
        Int(feed) << 16 | Int(instrument)
    }

    @inline(__always)
    func isOn(_ feed: UInt16, _ instrument: UInt16) -> Bool { code == Self.code(feed, instrument) }

    /// Takes the memory for the latencies.
    mutating func open() { latencies = LatencySession() }

    /// Watches another instrument, from now on. Its prices before are taken from the tape.
    mutating func choose(_ key: InstrumentKey, _ feed: borrowing FeedModel, _ tape: borrowing TapeStore) {
        self.key = key
        code = Self.code(key.feed, key.instrument)
        rates = RateMeter()
        latencies?.reset(.feed)
        latencies?.reset(.handling)
        isSummarized = false
        inPacket = 0
        begin(feed.clock, resets: feed.counters.resets)
        recall(key, tape)
    }

    /// Finds the prices of the seconds before the current one, back to the earliest trade that the tape still holds of
    /// the last minute. Goes back no further than to a reset or to a step of the feed's clock.
    private mutating func recall(_ key: InstrumentKey, _ tape: borrowing TapeStore) {
        let session = TapedMessage.session(resets)
        let current = UInt32(truncatingIfNeeded: second)
        var age: UInt32 = 0
        for number in (tape.first..<tape.total + 1).reversed() {
            let message = tape[number]
            guard message.feed == key.feed else { continue }
            let back = current &- message.second
            guard message.session == session, back >= age, back <= RateMeter.history, back <= second else {
                return
            }
            age = back
            guard message.key == key, let price = message.tradePrice else { continue }
            while second - firstSecond < back {
                firstSecond -= 1
                prices[Int(firstSecond % Self.slots)] = price
            }
        }
    }

    /// Prices and the time since which it is watched begin here.
    private mutating func begin(_ clock: FeedClock, resets: UInt64) {
        since = clock.now
        if since != 0 { rates.add(Traffic(), inMillisecond: clock.millisecondStart) }
        startPrices(clock, resets: resets)
    }

    private mutating func startPrices(_ clock: FeedClock, resets: UInt64) {
        second = clock.secondStart / FeedClock.second
        firstSecond = second
        self.resets = resets
    }

    /// The clock of a feed comes to another second, before anything of it is applied: the seconds passed had this price.
    ///
    /// - Parameters:
    ///   - resets: Of the feed so far.
    ///   - price: The instrument's.
    mutating func enter(_ clock: FeedClock, of feed: Int, resets: UInt64, price: (UInt16) -> Int64?) {
        guard let key, Int(key.feed) == feed, since != 0 else { return }
        let told = clock.secondStart / FeedClock.second
        if self.resets != resets || told < second {
            if told < second { rates.restart() }
            startPrices(clock, resets: resets)
        }
        guard told > second else { return }
        let price = price(key.instrument)
        for passed in max(second, told - min(told, Self.slots))..<told {
            prices[Int(passed % Self.slots)] = price
        }
        second = told
    }

    /// Counts a message that was applied to the book.
    ///
    /// - Parameters:
    ///   - received: When the network saw its packet; 0: not known.
    ///   - resets: Of the feed so far.
    mutating func count(_ change: BookChange, _ clock: FeedClock, received: UInt64, resets: UInt64) {
        if since == 0 { begin(clock, resets: resets) }
        if self.resets != resets { startPrices(clock, resets: resets) }
        rates.add(Traffic(messages: 1), inMillisecond: clock.millisecondStart)
        inPacket &+= 1
        if change.marks.has(.stamped), received != 0 {
            latencies?.record(.feed, from: change.time, to: received, 1)
        }
    }

    /// A packet of a feed is over.
    mutating func endPacket(of feed: Int, intake: UInt64, applied: UInt64) {
        guard let key, Int(key.feed) == feed else { return }
        if intake != 0, inPacket > 0 { latencies?.record(.handling, from: intake, to: applied, inPacket) }
        inPacket = 0
    }

    /// - Parameters:
    ///   - time: Feed time, which may be later than the last message.
    ///   - now: Host clock.
    ///   - isExact: The latencies are to be worked out anew.
    mutating func fill(
        _ detail: inout BookDetail, _ feed: borrowing FeedModel, at time: UInt64, now: UInt64, isExact: Bool
    ) {
        guard let key, since != 0 else { return }
        detail.watchedSince = since
        detail.rates = rates.summary(at: time)
        // An instrument has no packets or bytes of its own.
        (detail.rates.bytes1s, detail.rates.bytes10s, detail.rates.packets1s) = (nil, nil, nil)
        rates.sparkline(at: time, into: &detail.sparkline)
        if resets != feed.counters.resets { startPrices(feed.clock, resets: feed.counters.resets) }
        let current = feed.price(of: key.instrument)
        let end = max(second, time / FeedClock.second)
        for back in stride(from: min(UInt64(RateMeter.history), end - firstSecond), to: 0, by: -1) {
            let wanted = end - back
            detail.prices.append(wanted >= second ? current : prices[Int(wanted % Self.slots)])
        }
        detail.latencies = summaries(at: now, isExact: isExact)
    }

    private mutating func summaries(at now: UInt64, isExact: Bool) -> [LatencySummary] {
        let isFresh = isSummarized && now >= summarized && now - summarized < Self.fresh
        guard isExact || !isFresh, let latencies else { return summaries }
        summaries.removeAll(keepingCapacity: true)
        for stage in [LatencyStage.feed, .handling] where latencies.hasSamples(stage) {
            summaries.append(latencies.summary(stage))
        }
        summarized = now
        isSummarized = !summaries.isEmpty
        return summaries
    }
}

extension FeedModel {
    /// Raw price of an instrument's last trade, or the middle of its book before any; `nil`: there is neither.
    func price(of instrument: UInt16) -> Int64? {
        guard books.instruments.isSeen(instrument) else { return nil }
        let state = books.instruments[instrument]
        if state.hasTraded { return state.last }
        guard let bid = books.best(.buy, of: instrument)?.price,
            let ask = books.best(.sell, of: instrument)?.price
        else { return nil }
        // The mean, rounded down, of any two integers.
        return (bid >> 1) + (ask >> 1) + (bid & ask & 1)
    }
}

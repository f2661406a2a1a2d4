import Books

/// What the market came to: the end of a `summary`.
public struct MarketReport: Sendable {
    /// In order of appearance.
    public var feeds: [FeedReport] = []
    /// All feeds together, and what belonged to none.
    public var counters = FeedCounters()
    public init() {}
}

/// Everything known of a feed, as plain values: what `summary` prints.
public struct FeedReport: Sendable {
    public var summary = FeedSummary()
    /// How many messages came of each wire type; 256 counts, by type byte.
    public var messagesByType: [UInt64] = []
    /// What never came, in the order in which that was noticed: the latest 4,096 ranges.
    public var missing: [SequenceRange] = []
    /// Earlier ranges, which were not kept.
    public var evictedRanges = 0
    /// Everything lost and what became of it, in the order in which that was noticed: the latest 4,096 ranges of
    /// the feed, and as many of its lines.
    public var ledger: [SequenceRange] = []
    /// Earlier ranges of its lines, which were not kept.
    public var evictedLineRanges = 0
    /// The whole session, one for each stage that has samples, in the order of ``LatencyStage``.
    public var latencies: [LatencySummary] = []
    public var rates = RateSummary()
    /// Every instrument that has or had a book side, a quote or a trade since the feed's last reset, by
    /// symbol.
    public var instruments: [InstrumentRow] = []
    public init() {}
}

extension MarketModel {
    /// Everything known so far. The feeds' states are those at the last events applied.
    public mutating func report() -> MarketReport {
        flush()
        var report = MarketReport()
        report.counters = strays
        for (index, feed) in feeds.enumerated() {
            report.feeds.append(FeedReport(feed.model, index: UInt16(clamping: index), now: totals.now))
            report.counters += feed.model.counters
        }
        return report
    }
}

extension FeedReport {
    init(_ feed: borrowing FeedModel, index: UInt16, now: UInt64) {
        self.init()
        summary = FeedSummary(feed, now: now, feedTime: feed.clock.now)
        for type in 0..<256 { messagesByType.append(feed.messagesByType[type]) }
        missing = feed.ledger.missing
        evictedRanges = feed.ledger.evicted
        ledger = feed.ledger.all
        evictedLineRanges = feed.ledger.evictedOfLines
        for stage in LatencyStage.allCases where feed.latencies.hasSamples(stage) {
            latencies.append(feed.latencies.summary(stage))
        }
        rates = feed.rates.summary(at: feed.clock.now)
        for position in 0..<feed.books.instruments.seenCount {
            let instrument = feed.books.instruments.seen(position)
            guard feed.books.instruments[instrument].isActive else { continue }
            let key = InstrumentKey(feed: index, instrument: instrument)
            instruments.append(InstrumentRow(key, of: feed, second: feed.clock.secondStart))
        }
        instruments.sort { ($0.symbol, $0.key.instrument) < ($1.symbol, $1.key.instrument) }
    }
}

import Market
import OrderFlow

@testable import Intake

/// What a market came to, but for the times of this host.
struct MarketFacts: Equatable {
    struct Feed: Equatable {
        var counters: FeedCounters
        var messagesByType: [UInt64]
        var missing: [SequenceRange]
        var ledger: [SequenceRange]
        var rates: RateSummary
        var rows: [InstrumentRow]
        var last: UInt64
    }
    var feeds: [Feed] = []

    var messages: UInt64 { feeds.reduce(0) { $0 + $1.counters.messages } }

    init(_ events: some Sequence<OrderEvent>, _ directory: FeedDirectory) {
        var model = MarketModel()
        model.addFeeds(of: directory)
        model.apply(Array(events).span, now: 1_700_000_000_000_000_000)
        for report in model.report().feeds {
            feeds.append(
                Feed(
                    counters: report.summary.counters, messagesByType: report.messagesByType,
                    missing: report.missing, ledger: report.ledger, rates: report.rates,
                    rows: report.instruments, last: report.summary.last))
        }
    }

    /// The whole of a file.
    init(_ file: ReplayFile) {
        let setting = file.setting()
        var events: [OrderEvent] = []
        DirectRead.run(setting) { batch in
            for index in batch.indices { events.append(batch[index]) }
        }
        self.init(events, setting.directory)
    }
}

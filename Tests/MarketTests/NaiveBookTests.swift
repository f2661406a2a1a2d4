import Market
import OrderFlow
import TestSupport
import Testing

/// How many messages the long tests take: a million in release, less where nothing is optimised.
#if DEBUG
    private let messagesInAll = 60_000
#else
    private let messagesInAll = 1_000_000
#endif

@Suite("Books against the naive book")
struct NaiveBookTests {
    static let seeds: [UInt64] = [1, 2, 3]

    @Test("every instrument is equal at every checkpoint", arguments: FlowStyle.allCases, seeds)
    func agrees(style: FlowStyle, seed: UInt64) {
        let messages = messagesInAll / (FlowStyle.allCases.count * Self.seeds.count)
        var flow = FlowGenerator(style, seed: seed)
        var market = MarketProbe()
        var naive = NaiveBook()
        var sizes = SeededGenerator(seed: seed)
        var made = 0
        for checkpoint in 1...4 {
            while made < messages * checkpoint / 4 {
                var batch: [OrderEvent] = []
                for _ in 0...sizes.below(300) { flow.append(to: &batch) }
                made += batch.count
                market.apply(batch)
                for event in batch { naive.apply(event) }
            }
            let report = market.report()
            let expected = naive.rows
            let found = Dictionary(
                uniqueKeysWithValues: report.instruments.map { ($0.key.instrument, NaiveBook.Row($0)) })
            #expect(found.count == expected.count)
            let different = expected.filter { found[$0.key] != $0.value }
            #expect(
                different.isEmpty,
                "\(different.first.map { "\($0), found \(String(describing: found[$0.key]))" } ?? "")")
            #expect(Counted(report.summary.counters) == Counted(naive.counters))
        }
    }

    @Test("every level is there, at every checkpoint", arguments: FlowStyle.allCases, seeds)
    func everyLevel(style: FlowStyle, seed: UInt64) {
        let messages = messagesInAll / (FlowStyle.allCases.count * Self.seeds.count) / 2
        var flow = FlowGenerator(style, seed: seed)
        var market = MarketProbe()
        var naive = NaiveBook()
        var isEqual = true
        for _ in 0..<4 {
            var batch: [OrderEvent] = []
            while batch.count < messages / 4 { flow.append(to: &batch) }
            market.apply(batch)
            for event in batch { naive.apply(event) }
            let sides = naive.sides
            // Of very many the first few tell enough.
            for instrument in naive.active.sorted().prefix(20) {
                var request = SnapshotRequest()
                request.view = .book
                request.selected = InstrumentKey(feed: 0, instrument: instrument)
                request.depth = .max
                let book = market.snapshot(request).book
                func expected(_ side: Side) -> [Quote] {
                    NaiveBook.sorted(sides[NaiveBook.Place(instrument: instrument, side: side)], side)
                }
                let (bids, asks) = (expected(.buy), expected(.sell))
                isEqual = isEqual && book.bids == bids && book.asks == asks
                isEqual = isEqual && book.bidLevels == bids.count && book.askLevels == asks.count
            }
        }
        #expect(isEqual)
    }

    /// The counters that the naive book keeps.
    struct Counted: Equatable {
        var messages, unknown, reused, over, resets: UInt64
        init(_ counters: FeedCounters) {
            messages = counters.messages
            unknown = counters.unknownReferences
            reused = counters.reusedReferences
            over = counters.overExecutions
            resets = counters.resets
        }
    }
}

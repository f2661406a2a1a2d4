import Books
import Market
import OrderFlow
import TestSupport
import Testing

@Suite("What the books tell of each event")
struct BookChangeTests {
    @Test(
        "is what comparing a naive book before and after finds", arguments: FlowStyle.allCases,
        [1, 2] as [UInt64])
    func likeNaive(style: FlowStyle, seed: UInt64) {
        var flow = FlowGenerator(style, seed: seed)
        var books = Books()
        var naive = NaiveLane(clock: MarketProbe.start)
        var lane = BookLane(isRead: true)
        var clock = LotClock(now: MarketProbe.start, second: MarketProbe.start, received: 0, isWatched: true)
        var events: [OrderEvent] = []
        while events.count < 600 { flow.append(to: &events) }
        var (index, sizes) = (0, SeededGenerator(seed: seed))
        while index < events.count {
            let end = min(events.count, index + 1 + sizes.below(24))
            var expected: [BookChange] = []
            for place in index..<end {
                guard events[place].kind != .reset else {
                    _ = naive.apply(events[place])
                    continue
                }
                expected += naive.apply(events[place])
            }
            var begin = index
            while begin < end {
                if events[begin].kind == .reset {
                    books.reset()
                    begin += 1
                    continue
                }
                let stop = events[begin..<end].firstIndex { $0.kind == .reset } ?? end
                begin = books.apply(events.span, begin..<stop, &clock, into: &lane)
                while books.takeTouched() != nil {}
            }
            let found = (0..<lane.count).map { lane[$0] }
            #expect(found.count == expected.count)
            for (one, other) in zip(found, expected) where one != other {
                Issue.record("event before \(end): \(one), expected \(other)")
                return
            }
            lane.removeAll()
            index = end
        }
    }

    @Test("an order tells its instrument where the message does not, and nothing is counted as wrong")
    func instrumentOfTheOrder() {
        var market = MarketProbe()
        market.apply([.add(1, .buy, 100, 10, instrument: 7), .add(2, .sell, 101, 10, instrument: 7)])
        market.apply([
            OrderEvent(.execute, type: 1, reference: 1, quantity: 4),
            OrderEvent(.reduce, type: 1, reference: 1, quantity: 1),
            OrderEvent(.delete, type: 1, reference: 2),
        ])
        #expect(market.row(7)?.bid == Quote(price: 100, size: 5, orders: 1))
        #expect(market.row(7)?.ask == nil && market.row(7)?.messages == 5)
        #expect(market.counters().mismatchedInstruments == 0 && market.counters().unknownReferences == 0)
        market.apply([
            OrderEvent(.replacing, type: 1, reference: 1),
            OrderEvent(.replace, reference: 3, price: 99, quantity: 2, continuation: true),
        ])
        #expect(market.row(7)?.bid == Quote(price: 99, size: 2, orders: 1))
        #expect(market.counters().mismatchedInstruments == 0)
    }
}

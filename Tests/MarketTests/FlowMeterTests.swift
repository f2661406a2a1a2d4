import Market
import OrderFlow
import TestSupport
import Testing

@Suite("Order flow by the second")
struct FlowMeterTests {
    private static let start = MarketProbe.start
    private static let second: UInt64 = 1_000_000_000

    private func add(_ time: UInt64, _ side: Side = .buy) -> OrderEvent {
        .add(time, side, 100, 2, timestamp: time)
    }

    private func flow(_ market: inout MarketProbe) -> FlowDetail {
        var request = SnapshotRequest()
        request.view = .flow
        return market.snapshot(request).flow
    }

    @Test("nothing is known before a whole second has passed")
    func young() {
        var market = MarketProbe(isWatched: true)
        var found = flow(&market)
        #expect(found == FlowDetail())
        market.apply([add(Self.start + 5), add(Self.start + Self.second, .sell)])
        found = flow(&market)
        #expect(found.lastSecond == nil && found.lastTen == nil && found.seconds.count == 1)
        #expect(found.seconds.first?.buy.adds == FlowCount(messages: 1, quantity: 2))
        #expect(found.session.sell.adds == FlowCount(messages: 1, quantity: 2))
        market.apply([add(Self.start + 2 * Self.second)])
        found = flow(&market)
        #expect(found.lastSecond?.sell.adds.messages == 1 && found.lastSecond?.buy.adds.messages == 0)
        #expect(found.lastTen == nil)
    }

    @Test("what came before the first time was told counts with it")
    func untimed() {
        var market = MarketProbe(isWatched: true)
        market.apply([
            .add(1, .buy, 100, 3), .add(2, .buy, 100, 4), add(Self.start), add(Self.start + Self.second),
        ])
        let found = flow(&market)
        #expect(found.seconds.map(\.buy.adds) == [FlowCount(messages: 3, quantity: 9)])
        #expect(found.session.buy.adds == FlowCount(messages: 4, quantity: 11))
    }

    @Test("a silent feed's seconds are empty, its session stays")
    func silence() {
        var market = MarketProbe(isWatched: true)
        market.apply((0..<20).map { add(Self.start + $0 * Self.second) })
        market.now += 70 * Self.second
        let found = flow(&market)
        #expect(found.seconds == [FlowTotals](repeating: FlowTotals(), count: 60))
        #expect(found.lastSecond == FlowTotals() && found.lastTen == FlowTotals())
        #expect(found.session.buy.adds.messages == 20)
    }

    @Test("late messages count in the current second; a session with a clock of its own begins anew")
    func steps() {
        var market = MarketProbe(isWatched: true)
        market.apply((0...5).map { add(Self.start + $0 * Self.second) })
        market.apply([add(Self.start + 3 * Self.second, .sell)])
        var found = flow(&market)
        #expect(found.seconds.map(\.sell.adds.messages) == [0, 0, 0, 0, 0])
        #expect(found.session.sell.adds.messages == 1)
        market.apply([OrderEvent(.reset, reference: 1)])
        market.apply([add(Self.start + 3 * Self.second), add(Self.start + 5 * Self.second)])
        found = flow(&market)
        #expect(found.seconds.map(\.buy.adds.messages) == [1, 0])
        #expect(found.session.buy.adds.messages == 8)
        // Seconds that were told before the step back are of another run.
        market.apply([OrderEvent(.reset, reference: 1), add(Self.start), add(Self.start + 6 * Self.second)])
        found = flow(&market)
        #expect(found.seconds.map(\.buy.adds.messages) == [1, 0, 0, 0, 0, 0])
    }

    @Test("clocks that jump by hours, back and forth, cost little and lose nothing of the session")
    func jumps() {
        var market = MarketProbe(isWatched: true)
        var random = SeededGenerator(seed: 5)
        let extremes: [UInt64] = [1, .max, .max - 1, 1 << 63, Self.start]
        let count = 20_000
        let events = (0..<count).map { number in
            OrderEvent.add(
                UInt64(number), .buy, 1, 1,
                timestamp: number % 3 == 0 ? extremes[random.below(5)] : random.next())
        }
        var request = SnapshotRequest()
        request.view = .book
        request.selected = InstrumentKey(feed: 0, instrument: 1)
        _ = market.snapshot(request)
        let elapsed = ContinuousClock().measure {
            for first in stride(from: 0, to: count, by: 1000) {
                market.apply(Array(events[first..<first + 1000]))
                request.isComplete = true
                _ = market.snapshot(request)
            }
        }
        #expect(elapsed < .seconds(10))
        let session = flow(&market).session
        #expect(session.buy.adds == FlowCount(messages: UInt64(count), quantity: UInt64(count)))
        // A clock that is right again is believed at once.
        market.apply((0..<3).map { add(Self.start + $0 * Self.second) })
        let seconds = flow(&market).seconds
        #expect(seconds.map(\.buy.adds.messages).suffix(2) == [1, 1])
    }

    @Test("the busiest instruments are those that sorting all would give", arguments: [1, 2, 3] as [UInt64])
    func movers(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var market = MarketProbe(feeds: 2, isWatched: true)
        for feed in 0..<2 as Range<UInt16> {
            market.apply([.packet(feed: feed, sequence: 1, messages: 1, bytes: 9, received: 0, intake: 0)])
            for _ in 0..<5000 {
                let instrument = UInt16(min(random.below(300), random.below(300)))
                market.apply([.trade(1, 1, instrument: instrument, timestamp: Self.start + Self.second)])
            }
            market.apply([.trade(1, 1, instrument: 999, timestamp: Self.start + 2 * Self.second)])
        }
        let rates = (0..<2).flatMap { market.report($0).instruments }.map(\.rate).sorted(by: >)
        let movers = flow(&market).movers
        #expect(movers.map(\.rate) == Array(rates.prefix(20)))
        #expect(Set(movers.map(\.key)).count == 20)
        market.now += 60 * Self.second
        let rested = flow(&market).movers
        #expect(rested.isEmpty)
    }
}

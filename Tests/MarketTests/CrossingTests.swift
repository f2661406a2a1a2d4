import Books
import OrderFlow
import Testing

@testable import Market

@Suite("Crossed books")
struct CrossingTests {
    private let start = MarketProbe.start

    @Test(
        "after every message the crossed books are those that a naive book finds",
        arguments: FlowStyle.allCases)
    func exact(style: FlowStyle) {
        var flow = FlowGenerator(style, seed: 5)
        var market = MarketProbe(isWatched: true)
        var naive = NaiveBook()
        var changes = 0
        var before: Set<UInt16> = []
        for message in 0..<(style == .manySymbols ? 300 : 800) {
            var events: [OrderEvent] = []
            flow.append(to: &events)
            for event in events { naive.apply(event) }
            market.deliver(events)
            let expected = Set(
                naive.rows.filter { row in
                    guard let bid = row.value.bid, let ask = row.value.ask else { return false }
                    return bid.price > ask.price
                }.keys)
            let found = Set(market.model.lookout?.crossings.books.keys.map(\.instrument) ?? [])
            #expect(found == expected, "message \(message)")
            if expected != before { changes += 1 }
            before = expected
        }
        // Where all orders have one price, walk away side by side, or seldom meet, little crosses.
        let crosses = ![.onePrice, .walkingAway, .replaceChains, .oneSymbol, .manySymbols].contains(style)
        #expect(!crosses || changes > 10, "\(changes) changes")
    }

    @Test("a crossing is told with its prices, and its end with how long it lasted by the feed's time")
    func told() {
        var market = MarketProbe.watched()
        market.deliver([.instrument(1, named: SymbolName("AAPL"), scale: 2)])
        market.deliver([
            .add(1, .buy, 100, 5, timestamp: start), .add(2, .sell, 99, 5, timestamp: start + 10),
            .add(3, .buy, 101, 5, timestamp: start + 20), .add(4, .sell, 50, 5, timestamp: start + 30),
        ])
        market.deliver([OrderEvent(.delete, instrument: 1, reference: 2, timestamp: start + 40)])
        market.deliver([OrderEvent(.delete, instrument: 1, reference: 4, timestamp: start + 5_010)])
        let log = market.log().entries
        #expect(log.map(\.kind) == [.uncrossed(lasted: 5_000), .crossed(bid: 100, ask: 99)])
        #expect(log.map(\.time) == [start + 5_010, start + 10])
        #expect(log.allSatisfy { $0.symbol.description == "AAPL" && $0.priceScale == 2 && $0.feed == 0 })
        #expect(log[1].severity == .warning && log[1].hostTime == market.now)
    }

    @Test("a replace that leaves the book crossed is no new crossing; one in the middle of it is none")
    func replaced() {
        var market = MarketProbe.watched()
        market.deliver([.add(1, .buy, 100, 5), .add(2, .sell, 99, 5)])
        market.deliver(OrderEvent.replace(2, by: 3, 98, 5))
        #expect(market.kinds() == [.crossed(bid: 100, ask: 99)])
        market.deliver(OrderEvent.replace(3, by: 4, 101, 5))
        #expect(market.kinds().count == 2)
    }

    @Test("between the parts of a message nothing is crossed, even if a batch ends there")
    func parts() {
        var market = MarketProbe.watched(isOrderLevel: false)
        market.deliver([.quote(99, .buy), .quote(100, .sell, continuation: true)])
        market.apply([.quote(104, .buy)])
        market.wait(0.5)
        market.apply([.quote(105, .sell, continuation: true)])
        market.packet()
        #expect(!market.kinds().contains { if case .crossed = $0 { true } else { false } })
        // Level by level: the flag says when the book means something again.
        market.deliver([.level(107, 5, .buy, instrument: 2), .level(108, 5, .sell, instrument: 2)])
        market.deliver([.level(110, 5, .buy, instrument: 2, quiet: true)])
        market.deliver([.level(108, 0, .sell, instrument: 2, quiet: true)])
        market.deliver([.level(111, 5, .sell, instrument: 2)])
        #expect(!market.kinds().contains { if case .crossed = $0 { true } else { false } })
        market.deliver([.level(112, 5, .buy, instrument: 2)])
        #expect(market.kinds().last == .crossed(bid: 112, ask: 111))
    }

    @Test("an event that never ends keeps the crossings of its own instrument back, and of no other")
    func neverEnding() {
        var market = MarketProbe.watched(isOrderLevel: false)
        for instrument in 1...9 as ClosedRange<UInt16> {
            market.deliver([
                .level(110, 5, .buy, instrument: instrument, quiet: true),
                .level(108, 5, .sell, instrument: instrument, quiet: true),
            ])
        }
        let crossed = market.model.lookout?.crossings.books.keys.map(\.instrument) ?? []
        #expect(Set(crossed) == Set(1...8))
    }

    @Test(
        "an instrument that crosses a thousand times a second fills a few lines, which say how many they are")
    func flood() {
        var market = MarketProbe.watched()
        market.deliver([.gap(from: 7, through: 9, cause: .wire, received: 0), .add(1, .buy, 100, 5)])
        market.model.trustBooks()
        let rounds: UInt64 = 20_000
        for round in 0..<rounds {
            market.deliver([
                .add(10 + round, .sell, 99, 5, timestamp: start + round * 1_000_000),
                OrderEvent(
                    .delete, instrument: 1, reference: 10 + round,
                    timestamp: start + round * 1_000_000 + 500_000),
            ])
        }
        let log = market.log()
        let crossed = log.entries.filter { if case .crossed = $0.kind { true } else { false } }
        let counted = crossed.reduce(0) { $0 + 1 + $1.joined }
        #expect(counted == rounds && crossed.count == 4, "\(crossed.count) lines")
        #expect(log.entries.contains { $0.kind == .gap(SequenceRange(first: 7, last: 9, noticed: 0)) })
        #expect(log.evicted == 0)
        #expect(crossed[0].until > crossed[0].time)
        let longest = log.entries.contains { $0.kind == .uncrossed(lasted: 500_000) && $0.joined > 19_000 }
        #expect(longest)
    }

    /// Crosses the books of so many instruments, one after the other.
    private func cross(_ instruments: Range<UInt16>, _ market: inout MarketProbe) {
        for instrument in instruments {
            let number = UInt64(instrument) * 2
            market.deliver([
                .add(number, .buy, 100, 5, instrument: instrument, timestamp: start),
                .add(number + 1, .sell, 99, 5, instrument: instrument, timestamp: start),
            ])
        }
    }

    @Test("ten thousand instruments that cross at once leave room for everything else")
    func many() {
        var market = MarketProbe.watched { $0.gap = nil }
        market.deliver([.gap(from: 7, through: 9, cause: .wire, received: 0)])
        market.model.trustBooks()
        cross(0..<10_000, &market)
        let log = market.log()
        #expect(log.evicted == 0 && log.count < 300)
        let kept = market.model.lookout?.crossings.books.count
        #expect(kept == CrossingSet.capacity)
        let told = log.entries.reduce(0) { $0 + 1 + $1.joined }
        // The gap and the suspect books beside the crossings, and that they are trusted.
        #expect(told == UInt64(CrossingSet.capacity) + 3)
    }

    @Test("the crossed books of a loss are one line with their count, and no alerts of their own")
    func folded() {
        var market = MarketProbe.watched { ($0.silence, $0.burst) = (nil, nil) }
        cross(5_000..<5_001, &market)
        market.deliver([.gap(from: 7, through: 9, cause: .wire, received: 0)])
        cross(0..<4_500, &market)
        market.wait(60)
        let kinds = market.kinds().filter {
            switch $0 {
            case .state, .burst: false
            default: true
            }
        }
        #expect(
            kinds == [
                .crossed(bid: 100, ask: 99), .gap(SequenceRange(first: 7, last: 9, noticed: start)),
                .raised(.gap, value: 3), .booksSuspect(.loss(.wire)), .suspectCrossed(books: 4_501, since: start),
            ])
        let alerts = market.alerts().alerts
        #expect(alerts.map(\.rule) == [.gap] && market.alerts().unlisted == 0)
        #expect(alerts[0].crossedBooks == 4_501 && alerts[0].crossedNow == CrossingSet.capacity)
        // Once more is no other book.
        market.deliver([OrderEvent(.delete, instrument: 3, reference: 7, timestamp: start)])
        market.deliver([.add(7, .sell, 99, 5, instrument: 3, timestamp: start)])
        #expect(market.alerts().alerts[0].crossedBooks == 4_501)
        #expect(!market.kinds().contains { if case .uncrossed = $0 { true } else { false } })
    }

    @Test("once the books are trusted, one that is crossed still is an alert of its own, and so is a new one")
    func trusted() {
        var market = MarketProbe.watched { ($0.silence, $0.gap) = (nil, nil) }
        market.deliver([.gap(from: 7, through: 9, cause: .wire, received: 0)])
        cross(1..<3, &market)
        market.wait(5)
        #expect(market.rules() == [])
        market.model.trustBooks()
        cross(3..<4, &market)
        market.wait(2)
        #expect(market.rules() == ["crossed", "crossed", "crossed"])
        let books = market.alerts().alerts.compactMap { $0.instrument?.instrument }
        #expect(books.sorted() == [1, 2, 3])
        // A loss that comes later leaves them as they are.
        market.deliver([.gap(from: 17, through: 19, cause: .wire, received: 0)])
        cross(4..<9, &market)
        market.wait(2)
        #expect(market.rules() == ["crossed", "crossed", "crossed"])
        market.deliver([OrderEvent(.reset, reference: 1)])
        cross(1..<2, &market)
        #expect(market.kinds().last == .crossed(bid: 100, ask: 99))
    }

    @Test("a quote that was replaced since the loss is suspect no more, and its crossing counts for itself")
    func refreshed() {
        var market = MarketProbe.watched(isOrderLevel: false) { ($0.silence, $0.gap) = (nil, nil) }
        market.packet(received: start)
        for instrument in UInt16(1)...2 {
            market.deliver([.quote(99, .buy, instrument: instrument)])
            market.deliver([.quote(100, .sell, instrument: instrument)])
        }
        market.deliver([.gap(from: 7, through: 9, cause: .wire, received: 0)])
        market.deliver([.quote(104, .buy)])
        #expect(market.kinds().last == .suspectCrossed(books: 1, since: start))
        market.deliver([.quote(103, .sell)])
        market.wait(2)
        #expect(market.rules() == ["crossed"])
    }

    @Test("a reset is one event, and ends the crossings of its feed without a word")
    func reset() {
        var market = MarketProbe.watched()
        for instrument in UInt16(0)..<100 {
            let number = UInt64(instrument) * 2
            market.deliver([
                .add(number, .buy, 100, 5, instrument: instrument),
                .add(number + 1, .sell, 101, 5, instrument: instrument),
            ])
        }
        market.deliver([.add(900, .sell, 99, 5), .gap(from: 1, through: 2, cause: .wire, received: 0)])
        let before = market.log().count
        market.deliver([OrderEvent(.reset, reference: 1)])
        let log = market.log()
        #expect(log.count == before + 1 && log.entries[0].kind == .reset(next: 1))
        let left = market.model.lookout?.crossings.books.count
        #expect(left == 0)
        market.deliver([.add(1, .buy, 100, 5), .add(2, .sell, 99, 5)])
        #expect(market.kinds().last == .crossed(bid: 100, ask: 99))
    }

    @Test("where nobody watches, nothing is marked")
    func unwatched() {
        var market = MarketProbe()
        market.deliver([.add(1, .buy, 100, 5), .add(2, .sell, 99, 5)])
        let isMarked = market.model.feeds[0].model.books.instruments[1].isCrossed
        let log = market.log()
        #expect(!isMarked && log.count == 0)
    }
}

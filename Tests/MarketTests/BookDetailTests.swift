import OrderFlow
import TestSupport
import Testing

@testable import Market

@Suite("One instrument in full")
struct BookDetailTests {
    private static let start = MarketProbe.start
    private static let second: UInt64 = 1_000_000_000

    private func request(_ instrument: UInt16?, depth: Int = 10) -> SnapshotRequest {
        var request = SnapshotRequest()
        request.view = .book
        request.selected = instrument.map { InstrumentKey(feed: 0, instrument: $0) }
        request.depth = depth
        request.tapeCount = 1000
        return request
    }

    private func packet(received: UInt64, intake: UInt64) -> OrderEvent {
        .packet(feed: 0, sequence: 1, messages: 2, bytes: 50, received: received, intake: intake)
    }

    @Test(
        "the best levels of both sides are those of the naive book",
        arguments: [FlowStyle.nasdaqLike, .oneSymbol, .updates, .levels, .sparseReferences])
    func levels(style: FlowStyle) {
        var flow = FlowGenerator(style, seed: 7)
        var market = MarketProbe(isWatched: true)
        var naive = NaiveBook()
        let events = flow.drawnOut(4000)
        market.apply(events)
        for event in events { naive.apply(event) }
        for instrument in 1...5 as ClosedRange<UInt16> {
            let book = market.snapshot(request(instrument, depth: 7)).book
            for side in [Side.buy, .sell] {
                let levels = naive.quotes(instrument, side)
                let (found, count) = side == .buy ? (book.bids, book.bidLevels) : (book.asks, book.askLevels)
                #expect(found == Array(levels.prefix(7)) && count == levels.count)
            }
            #expect(
                book.row?.key.instrument
                    == (naive.active.contains(instrument) ? instrument : book.row?.key.instrument))
        }
        let none = market.snapshot(request(1, depth: .min)).book
        #expect(none.bids.isEmpty && none.asks.isEmpty)
        var complete = request(1, depth: 0)
        complete.isComplete = true
        let all = market.snapshot(complete).book
        #expect(all.bids == naive.quotes(1, .buy) && all.asks == naive.quotes(1, .sell))
    }

    @Test("the tape is the instrument's own")
    func tape() {
        var flow = FlowGenerator(.nasdaqLike, seed: 9)
        var market = MarketProbe(isWatched: true)
        var naive = NaiveFlow()
        for instrument in [1, 2, 1, 25] as [UInt16] {
            let events = flow.drawnOut(800)
            market.apply(events)
            for event in events { naive.apply(event) }
            let expected = naive.entries.filter { $0.key.instrument == instrument }
            let tape = market.snapshot(request(instrument)).book.tape
            #expect(tape.entries == Array(expected.suffix(1000)) && !expected.isEmpty)
            #expect(tape.kept == naive.entries.count)
        }
    }

    @Test("an instrument that nothing is known of is not shown; without a selection the first row is")
    func selection() {
        var market = MarketProbe(isWatched: true)
        var book = market.snapshot(request(nil)).book
        #expect(book == BookDetail())
        market.apply([
            .add(1, .buy, 100, 5, instrument: 3), .add(2, .buy, 100, 5, instrument: 4),
            .add(3, .buy, 100, 5, instrument: 4),
        ])
        book = market.snapshot(request(nil)).book
        #expect(book.row?.key.instrument == 4)
        // It stays while the rows change places, as long as the book is looked at.
        market.apply((10..<20).map { .add($0, .buy, 100, 5, instrument: 3) })
        market.now += Self.second
        book = market.snapshot(request(nil)).book
        #expect(book.row?.key.instrument == 4)
        _ = market.snapshot(SnapshotRequest())
        book = market.snapshot(request(nil)).book
        #expect(book.row?.key.instrument == 3)
        for unknown in [5, 70, .max] as [UInt16] {
            book = market.snapshot(request(unknown)).book
            #expect(book == BookDetail())
        }
        var stranger = request(nil)
        stranger.selected = InstrumentKey(feed: 9, instrument: 3)
        book = market.snapshot(stranger).book
        #expect(book == BookDetail())
    }

    @Test(
        "messages, rates and prices are counted from when it is selected, by the second",
        arguments: [1, 2, 3] as [UInt64])
    func focus(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var market = MarketProbe(isWatched: true)
        var time = Self.start
        market.apply([.trade(5, 1, timestamp: time)])
        let selected = time
        _ = market.snapshot(request(1))
        var counts: [UInt64: UInt32] = [:]
        var prices: [UInt64: Int64] = [:]
        for _ in 0..<400 {
            time += UInt64(random.below(900_000_000))
            let (instrument, price) = (UInt16(1 + random.below(2)), Int64(random.below(1000)))
            market.apply([.trade(price, 1, instrument: instrument, timestamp: time)])
            guard instrument == 1 else { continue }
            counts[time / Self.second, default: 0] += 1
            prices[time / Self.second] = price
        }
        let book = market.snapshot(request(1)).book
        let now = time / Self.second
        let shown = now - 60..<now
        #expect(book.watchedSince == selected)
        #expect(book.sparkline == shown.map { counts[$0] ?? 0 })
        let expected = shown.map { second in prices.filter { $0.key <= second }.max { $0.key < $1.key }?.value
        }
        #expect(book.prices == expected)
        #expect(book.rates.messages1s == Double(counts[now - 1] ?? 0))
        #expect(book.rates.bytes1s == nil && book.rates.packets1s == nil && book.rates.bytes10s == nil)
        // Another one starts over, and so does the first one when it is selected again.
        let other = market.snapshot(request(2)).book
        #expect(other.watchedSince == time && other.sparkline.isEmpty)
        market.apply([.trade(1, 1, timestamp: time + 3 * Self.second)])
        let again = market.snapshot(request(1)).book
        #expect(again.watchedSince == time + 3 * Self.second && again.sparkline.isEmpty)
    }

    @Test("before any trade the price is the middle of the book, and there is none without both sides")
    func middle() {
        var market = MarketProbe(isWatched: true)
        market.apply([.add(1, .buy, 100, 5, timestamp: Self.start)])
        _ = market.snapshot(request(1))
        market.apply([
            .add(2, .sell, 105, 5, timestamp: Self.start + 2 * Self.second),
            .trade(104, 1, timestamp: Self.start + 3 * Self.second),
            OrderEvent(.notice, timestamp: Self.start + 5 * Self.second),
        ])
        var prices = market.snapshot(request(1)).book.prices
        #expect(prices == [nil, nil, 102, 104, 104])
        market.apply([
            OrderEvent(.reset, reference: 1), .add(1, .buy, .min, 5, timestamp: Self.start + 6 * Self.second),
        ])
        market.apply([.add(2, .sell, .max, 5, timestamp: Self.start + 7 * Self.second)])
        market.apply([OrderEvent(.notice, timestamp: Self.start + 8 * Self.second)])
        prices = market.snapshot(request(1)).book.prices
        #expect(prices == [nil, -1])
        let sparkline = market.snapshot(request(1)).book.sparkline
        #expect(sparkline == [0, 0, 1, 1, 0, 0, 1, 1])
    }

    @Test(
        "prices before it was selected are those of its trades on the tape", arguments: [1, 2, 3] as [UInt64])
    func recalled(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var market = MarketProbe(feeds: 2, isWatched: true)
        var time = Self.start
        var prices: [UInt64: Int64] = [:]
        for _ in 0..<500 {
            time += UInt64(random.below(400_000_000))
            let (instrument, price) = (UInt16(1 + random.below(9)), Int64(random.below(1000)))
            let quantity = UInt32(random.below(3))
            market.apply([
                // The other feed goes by a clock of its own.
                .packet(feed: 1, sequence: 1, messages: 1, bytes: 9, received: 0, intake: 0),
                .trade(7, 1, timestamp: time / 3),
                .packet(feed: 0, sequence: 1, messages: 1, bytes: 9, received: 0, intake: 0),
                .trade(price, quantity, instrument: instrument, timestamp: time, quiet: price < 100),
                .add(time, .buy, price, 5, instrument: instrument, timestamp: time),
            ])
            if instrument == 1, price >= 100, quantity > 0 { prices[time / Self.second] = price }
        }
        let book = market.snapshot(request(1)).book
        let now = time / Self.second
        let earliest = prices.keys.filter { $0 >= now - 60 }.min() ?? now
        let expected = (min(earliest, now)..<now).map { second in
            prices.filter { $0.key <= second }.max { $0.key < $1.key }?.value
        }
        #expect(book.prices == expected && expected.count > 20)
        #expect(book.watchedSince == time && book.sparkline.isEmpty)
        market.apply([
            OrderEvent(.reset, reference: 1), .trade(5, 1, instrument: 2, timestamp: time + 2 * Self.second),
        ])
        let after = market.snapshot(request(2)).book
        #expect(after.prices.isEmpty)
    }

    @Test("latencies are those of its own messages, and of the packets that held them")
    func latencies() {
        var market = MarketProbe(isWatched: true)
        let now = market.now
        market.apply([.trade(1, 1, timestamp: now - 500), .trade(1, 1, instrument: 2)])
        var book = market.snapshot(request(1)).book
        #expect(book.latencies.isEmpty)
        market.apply([
            packet(received: now, intake: now - 9000), .trade(1, 1, timestamp: now - 1000),
            .trade(1, 1, instrument: 2, timestamp: now - 300), .trade(1, 1, timestamp: now - 2000),
            packet(received: now, intake: now - 70_000), .trade(1, 1, instrument: 2, timestamp: now - 400),
            packet(received: now, intake: 0), .trade(1, 1, timestamp: now + 5),
            OrderEvent(.published, timestamp: now),
        ])
        book = market.snapshot(request(1)).book
        let found = book.latencies.map {
            [$0.stage.rawValue, $0.windowSeconds, Int($0.count), Int($0.negative), Int($0.max)]
        }
        #expect(found == [[0, 0, 2, 1, 2000], [1, 0, 2, 0, 9000]])
        // They are worked out again after a quarter of a second, and at once for a picture that is held.
        market.apply([packet(received: now, intake: now - 9000), .trade(1, 1, timestamp: now - 1000)])
        var count = market.snapshot(request(1)).book.latencies.first?.count
        #expect(count == 2)
        var complete = request(1)
        complete.isComplete = true
        count = market.snapshot(complete).book.latencies.first?.count
        #expect(count == 3)
        market.apply([.trade(1, 1, timestamp: now - 1000)])
        market.now += 250_000_000
        count = market.snapshot(request(1)).book.latencies.first?.count
        #expect(count == 4)
        book = market.snapshot(request(2)).book
        #expect(book.latencies.isEmpty)
    }

    @Test("a picture of another view does not take the focus away")
    func otherView() {
        var market = MarketProbe(isWatched: true)
        market.apply([.trade(1, 1, timestamp: Self.start), .trade(1, 1, instrument: 2)])
        _ = market.snapshot(request(1))
        var complete = request(2)
        (complete.view, complete.isComplete) = (.overview, true)
        let other = market.snapshot(complete).book
        #expect(other.row?.key.instrument == 2 && other.watchedSince == 0 && other.rates == RateSummary())
        let book = market.snapshot(request(1)).book
        #expect(book.watchedSince == Self.start)
    }
}

extension NaiveBook {
    /// The levels of one side, best first.
    func quotes(_ instrument: UInt16, _ side: Side) -> [Quote] {
        var found: [Int64: Quote] = [:]
        for order in orders.values where order.instrument == instrument && order.side == side {
            var quote = found[order.price] ?? Quote(price: order.price, size: 0, orders: 0)
            quote.size += UInt64(order.quantity)
            quote.orders = (quote.orders ?? 0) + 1
            found[order.price] = quote
        }
        for (price, size) in levels[Place(instrument: instrument, side: side)] ?? [:] {
            found[price] = Quote(price: price, size: size, orders: nil)
        }
        return found.values.sorted { side == .buy ? $0.price > $1.price : $0.price < $1.price }
    }
}

import Market
import OrderFlow
import Testing

@Suite("Sessions: gaps, resets, states")
struct SessionTests {
    private func gap(_ first: UInt64, _ last: UInt64) -> OrderEvent {
        OrderEvent(.gap, reference: first, price: Int64(bitPattern: last))
    }

    @Test("gaps are counted with their messages; adjacent ranges become one")
    func gaps() {
        var market = MarketProbe()
        market.apply([gap(1001, 1010), gap(1011, 1011), gap(2000, 2001)])
        let report = market.report()
        #expect(report.summary.counters.gaps == 3)
        #expect(report.summary.counters.missing == 13)
        #expect(report.missing.map(\.first) == [1001, 2000])
        #expect(report.missing.map(\.last) == [1011, 2001])
    }

    @Test("absurd gaps do no harm")
    func absurdGaps() {
        var market = MarketProbe()
        market.apply([gap(0, .max), gap(0, .max), gap(5, 4), gap(.max, .max)])
        let report = market.report()
        #expect(report.summary.counters.missing == .max)
        #expect(report.summary.counters.gaps == 3)
    }

    @Test("the ledger keeps the latest 4,096 ranges and tells how many it dropped")
    func ledgerIsBounded() {
        var market = MarketProbe()
        market.apply((0..<5000).map { gap(UInt64($0 * 10), UInt64($0 * 10 + 1)) })
        let report = market.report()
        #expect(report.missing.count == 4096)
        #expect(report.evictedRanges == 904)
        #expect(report.missing.last?.first == 49_990)
        #expect(report.missing.first?.first == 9040)
    }

    @Test("each fact is counted under its name")
    func counters() {
        var market = MarketProbe()
        market.apply([
            OrderEvent(.duplicate, reference: 1, quantity: 3), OrderEvent(.heartbeat, reference: 9),
            OrderEvent(.malformedMessage, quantity: 2), OrderEvent(.malformedPacket, quantity: 4),
            OrderEvent(.skipped, type: 200), OrderEvent(.notice, type: 83),
            OrderEvent(.shed, reference: 2, quantity: 50), OrderEvent(.kernelDrop, reference: 6),
            OrderEvent(.kernelDrop, reference: .max),
        ])
        let report = market.report()
        let counters = report.summary.counters
        #expect(counters.duplicates == 3 && counters.heartbeats == 1)
        #expect(counters.malformedMessages == 6 && counters.malformedPackets == 1)
        #expect(counters.skippedMessages == 1 && counters.messages == 2)
        #expect(counters.shed == 50 && counters.kernelDrops == .max)
        #expect(counters.packets == 1 && counters.bytes == 100)
        #expect(report.messagesByType.count == 256)
        #expect(report.messagesByType[200] == 1 && report.messagesByType[83] == 1)
    }

    @Test("stretches of a stream are bytes but no packets")
    func stretches() {
        var market = MarketProbe()
        market.apply([
            .packet(feed: 0, sequence: 0, messages: 0, bytes: 65_535, received: 0, intake: 0, isPacket: false)
        ])
        let counters = market.counters()
        #expect(counters.packets == 1 && counters.bytes == 65_635)
    }

    @Test("a reset empties books, trades and volumes; counters and ledger go on")
    func reset() {
        var market = MarketProbe()
        market.apply([
            .instrument(1, named: SymbolName("AAPL"), scale: 4, type: 82), .add(1, .buy, 100, 10),
            .trade(100, 5),
            .match(1), gap(5, 6), OrderEvent(.reset, reference: 1),
        ])
        var report = market.report()
        #expect(report.instruments.isEmpty)
        #expect(report.summary.counters.resets == 1)
        #expect(report.summary.counters.messages == 2)
        #expect(report.missing.count == 1)
        market.apply([
            OrderEvent(.bust, type: 66, reference: 1),
            OrderEvent(.delete, type: 68, instrument: 1, reference: 1),
            .add(1, .sell, 90, 3),
        ])
        report = market.report()
        #expect(report.instruments.map(\.ask) == [Quote(price: 90, size: 3, orders: 1)])
        #expect(report.instruments.map(\.bid) == [nil])
        #expect(report.instruments.map(\.symbol.description) == ["AAPL"])
        #expect(report.summary.counters.unknownReferences == 1)
    }

    @Test("a reset in every packet costs next to nothing")
    func manyResets() {
        var market = MarketProbe()
        let events = (0..<5000).flatMap { number in
            [
                OrderEvent(.reset, reference: 1), .add(1, .buy, 100, 10, instrument: UInt16(number % 65_536)),
                OrderEvent(.reset, reference: 1),
            ]
        }
        let clock = ContinuousClock()
        let elapsed = clock.measure { market.apply(events) }
        let counters = market.counters()
        #expect(counters.resets == 10_000)
        #expect(elapsed < .seconds(3))
    }

    @Test("waiting, live, idle, silent and ended are told apart")
    func states() {
        var market = MarketProbe(feeds: 0)
        market.model.addFeed(
            FeedDescription(name: "", transport: "", content: "", isEastern: false, isOrderLevel: false))
        var states: [FeedState?] = []
        func look(_ market: inout MarketProbe, after seconds: UInt64) -> FeedState? {
            market.now += seconds * 1_000_000_000
            return market.snapshot(SnapshotRequest()).feeds.first?.state
        }
        func packet(_ messages: Int) -> OrderEvent {
            .packet(feed: 0, sequence: 1, messages: messages, bytes: 20, received: 0, intake: 0)
        }
        states.append(look(&market, after: 0))
        market.apply([packet(1), OrderEvent(.notice, type: 83)])
        states.append(look(&market, after: 1))
        market.now += 2_000_000_000
        market.apply([packet(0), OrderEvent(.heartbeat)])
        states.append(look(&market, after: 1))
        states.append(look(&market, after: 10))
        market.apply([packet(0), OrderEvent(.endOfSession)])
        states.append(look(&market, after: 0))
        market.apply([packet(0), OrderEvent(.heartbeat)])
        states.append(look(&market, after: 0))
        // Another line's late packet brings nothing new.
        market.apply([packet(1), OrderEvent(.duplicate, reference: 1, quantity: 1)])
        states.append(look(&market, after: 9))
        market.apply([packet(1), OrderEvent(.notice, type: 83)])
        states.append(look(&market, after: 0))
        market.apply([OrderEvent(.endOfSession), OrderEvent(.reset)])
        states.append(look(&market, after: 0))
        #expect(states == [.waiting, .live, .idle, .silent, .ended, .ended, .ended, .live, .live])
    }

    @Test(
        "without a heartbeat a pause is no idleness: live, and then silent, its books stale and its clock going on"
    )
    func silence() {
        var market = MarketProbe()
        let start = MarketProbe.start
        market.apply([
            .packet(feed: 0, sequence: 1, messages: 1, bytes: 20, received: start, intake: 0),
            .add(1, .buy, 100, 5, timestamp: start),
        ])
        var seen: [FeedState] = []
        var stale: [Bool] = []
        var clocks: [UInt64] = []
        var request = SnapshotRequest()
        request.rowCount = 1
        for half in UInt64(0)...8 {
            market.now = start + half * 500_000_000
            let snapshot = market.snapshot(request)
            seen.append(snapshot.feeds[0].state)
            stale.append(snapshot.rows[0].flags.contains(.stale))
            clocks.append((snapshot.feedClock - start) / 500_000_000)
        }
        #expect(seen == [.live, .live, .live, .live, .live, .live, .silent, .silent, .silent])
        #expect(stale == seen.map { $0 == .silent })
        // As the feed told it for two seconds, and then with the host's.
        #expect(clocks == [0, 0, 0, 0, 0, 5, 6, 7, 8])
        market.apply([.packet(feed: 0, sequence: 2, messages: 0, bytes: 20, received: start, intake: 0)])
        #expect(!market.snapshot(request).rows[0].flags.contains(.stale))
    }

    @Test("each source has feeds of its own, and goes on with the feed of its last packet")
    func sources() {
        var market = MarketProbe(feeds: 0)
        for source in 0..<2 {
            for feed in 0..<2 {
                market.model.addFeed(
                    FeedDescription(
                        name: "\(source).\(feed)", transport: "", content: "", isEastern: false,
                        isOrderLevel: true),
                    source: source)
            }
        }
        func packet(_ feed: UInt16) -> OrderEvent {
            .packet(feed: feed, sequence: 1, messages: 1, bytes: 1, received: 0, intake: 0)
        }
        market.apply([packet(1), .trade(1, 1)], source: 0)
        market.apply([packet(0), .trade(2, 2)], source: 1)
        market.apply([.trade(3, 3)], source: 0)
        market.apply([packet(9), .trade(4, 4)], source: 1)
        market.apply([.trade(5, 5)], source: 7)
        let volumes = market.model.report().feeds.map { $0.instruments.first?.volume }
        let names = market.model.report().feeds.map(\.summary.name)
        #expect(names == ["0.0", "0.1", "1.0", "1.1"])
        #expect(volumes == [nil, 4, 2, nil])
    }
}

@Suite("The clock of a feed that begins anew")
struct RestartedClockTests {
    @Test("may step back: the new session's traffic is not booked into the old one's last millisecond")
    func stepsBack() {
        var market = MarketProbe()
        var events: [OrderEvent] = []
        for session in 0..<2 as Range<UInt64> {
            for second in 0..<3 as Range<UInt64> {
                let time = MarketProbe.start + second * 1_000_000_000
                events.append(
                    .packet(feed: 0, sequence: 1, messages: 10, bytes: 90, received: 0, intake: time))
                if session == 1, second == 0 { events.append(OrderEvent(.reset, reference: 1)) }
                for _ in 0..<10 { events.append(OrderEvent(.notice, type: 83, timestamp: time)) }
            }
        }
        market.apply(events)
        let rates = market.report().rates
        #expect(rates.peak1ms.messages == 10)
        #expect(rates.peak1s.messages == 10)
    }
}

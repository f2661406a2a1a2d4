import Market
import OrderFlow
import Testing

@Suite("Snapshots")
struct SnapshotTests {
    /// Instruments `A0` … with 1, 2, 3 … messages, the last one the busiest.
    private func market(_ count: Int) -> MarketProbe {
        var market = MarketProbe()
        for number in 0..<count {
            let instrument = UInt16(number)
            market.apply([
                .instrument(instrument, named: SymbolName("A\(number)"), scale: 4)
            ])
            let trade = OrderEvent.trade(Int64(number), 1, instrument: instrument)
            market.apply([OrderEvent](repeating: trade, count: number + 1))
        }
        return market
    }

    private func request(_ rows: Int) -> SnapshotRequest {
        var request = SnapshotRequest()
        request.rowCount = rows
        return request
    }

    private func key(_ instrument: UInt16) -> InstrumentKey { InstrumentKey(feed: 0, instrument: instrument) }

    @Test("just the rows asked for, the busiest first; the first row is brought into range")
    func rows() {
        var market = market(20)
        var request = request(3)
        var snapshot = market.snapshot(request)
        #expect(snapshot.rows.map(\.symbol.description) == ["A19", "A18", "A17"])
        #expect(snapshot.instrumentCount == 20)
        request.firstRow = 1000
        snapshot = market.snapshot(request)
        #expect(snapshot.request.firstRow == 17)
        #expect(snapshot.rows.map(\.symbol.description) == ["A2", "A1", "A0"])
        request.firstRow = -5
        snapshot = market.snapshot(request)
        #expect(snapshot.request.firstRow == 0)
        #expect(snapshot.number == 3)
    }

    @Test("every sort key sorts; inverted is the other way round; what is not there goes last both ways")
    func sorting() {
        var market = MarketProbe()
        for (number, symbol) in ["B", "A", "C"].enumerated() {
            let instrument = UInt16(number)
            let size = UInt32(10 * (number + 1))
            market.apply([.instrument(instrument, named: SymbolName(symbol), scale: 4)])
            market.apply([
                .add(UInt64(number * 2), .buy, Int64(100 - number), size, instrument: instrument),
                .add(UInt64(number * 2 + 1), .sell, Int64(200 - number * 3), size, instrument: instrument),
            ])
        }
        market.apply([
            .instrument(3, named: SymbolName("D"), scale: 4),
            .trade(7, 3, instrument: 3), .trade(8, 3, instrument: 3), .trade(9, 3, instrument: 3),
        ])
        func order(_ sort: TableColumn, _ isInverted: Bool, _ market: inout MarketProbe) -> String {
            var request = request(10)
            request.sort = sort
            request.isInverted = isInverted
            return market.snapshot(request).rows.map(\.symbol.description).joined()
        }
        let expected: [(TableColumn, String, String)] = [
            (.symbol, "ABCD", "DCBA"), (.bidSize, "CABD", "BACD"), (.bid, "BACD", "CABD"),
            (.ask, "BACD", "CABD"), (.askSize, "CABD", "BACD"), (.spread, "BACD", "CABD"),
            (.last, "DABC", "DABC"), (.volume, "DABC", "ABCD"), (.messages, "DABC", "ABCD"),
            (.rate, "ABCD", "ABCD"), (.flags, "ABCD", "ABCD"),
        ]
        for (sort, ahead, inverted) in expected {
            let found = [order(sort, false, &market), order(sort, true, &market)]
            #expect(found == [ahead, inverted], "\(sort)")
        }
    }

    @Test("prices of different scales compare as money")
    func scales() {
        var market = MarketProbe()
        market.apply([
            .instrument(1, named: SymbolName("CENTS"), scale: 2),
            .trade(500, 1, instrument: 1),
            .instrument(2, named: SymbolName("FINE"), scale: 9),
            .trade(4_000_000_000, 1, instrument: 2),
        ])
        var request = request(2)
        request.sort = .last
        let symbols = market.snapshot(request).rows.map(\.symbol.description)
        #expect(symbols == ["CENTS", "FINE"])
    }

    @Test("the order is kept for half a second, unless another one is asked for or an instrument appears")
    func keepsOrder() {
        var market = market(3)
        var request = request(5)
        func symbols(_ market: inout MarketProbe) -> [String] {
            market.snapshot(request).rows.map(\.symbol.description)
        }
        var found = [symbols(&market)]
        market.apply([OrderEvent](repeating: .trade(1, 1, instrument: 0), count: 50))
        market.now += 400_000_000
        found.append(symbols(&market))
        market.now += 100_000_000
        found.append(symbols(&market))
        market.apply([OrderEvent](repeating: .trade(1, 1, instrument: 1), count: 500))
        market.apply([.trade(1, 1, instrument: 9)])
        found.append(symbols(&market))
        request.sort = .symbol
        found.append(symbols(&market))
        #expect(
            found == [
                ["A2", "A1", "A0"], ["A2", "A1", "A0"], ["A0", "A2", "A1"], ["A1", "A0", "A2", "#9"],
                ["#9", "A0", "A1", "A2"],
            ])
    }

    @Test("the selection stays with its instrument while rows move; none stays none")
    func pinned() {
        var market = market(10)
        var request = request(4)
        var snapshot = market.snapshot(request)
        #expect(snapshot.request.selected == nil)
        request.selected = key(8)
        market.apply([OrderEvent](repeating: .trade(1, 1, instrument: 0), count: 500))
        market.now += 1_000_000_000
        snapshot = market.snapshot(request)
        #expect(snapshot.request.selected == key(8))
        #expect(snapshot.rows.map(\.symbol.description) == ["A0", "A9", "A8", "A7"])
        #expect(snapshot.request.firstRow == 0)
    }

    @Test("another order brings the selection into view; one that is not there moves nothing")
    func revealing() {
        var market = market(20)
        var request = request(4)
        request.selected = key(2)
        request.sort = .symbol
        request.isRevealing = true
        var snapshot = market.snapshot(request)
        #expect(snapshot.request.selected == key(2))
        #expect(snapshot.rows.map(\.key).contains(key(2)))
        #expect(snapshot.request.firstRow > 0)
        request.selected = InstrumentKey(feed: 7, instrument: 7)
        request.firstRow = 5
        snapshot = market.snapshot(request)
        #expect(snapshot.request.selected == request.selected && snapshot.request.firstRow == 5)
    }

    @Test("a move goes so many rows, stops at the ends, and brings the selection into view")
    func moving() {
        var market = market(10)
        var request = request(4)
        request.move = 5
        var snapshot = market.snapshot(request)
        #expect(snapshot.request.selected == key(4))
        #expect(snapshot.request.firstRow == 2)
        request = snapshot.request
        request.move = .max
        snapshot = market.snapshot(request)
        #expect(snapshot.request.selected == key(0))
        #expect(snapshot.request.firstRow == 6)
        request = snapshot.request
        request.move = -8
        snapshot = market.snapshot(request)
        #expect(snapshot.request.selected == key(8))
        #expect(snapshot.request.firstRow == 1)
        request.move = .min
        snapshot = market.snapshot(request)
        #expect(snapshot.request.selected == key(9))
        #expect(snapshot.request.firstRow == 0)
    }

    @Test("a search goes on from the selection, wraps around, ignores case, and tells when it fails")
    func searching() {
        var market = market(20)
        var request = request(4)
        request.sort = .symbol  // A0 A1 A10 A11 … A19 A2 A3 …
        request.pattern = "a1"
        request.search = 1
        var found: [InstrumentKey?] = []
        for search in [1, 1, -1, -1, -1] {
            request.search = search
            let snapshot = market.snapshot(request)
            request = snapshot.request
            found.append(request.selected)
        }
        #expect(found == [1, 10, 1, 19, 18].map { key($0) })
        request.pattern = "zz"
        let failed = market.snapshot(request)
        #expect(failed.searchFailed)
        #expect(failed.request.selected == key(18))
        request.search = 0
        let isFailed = market.snapshot(request).searchFailed
        #expect(!isFailed)
    }

    @Test("an empty market answers every request")
    func empty() {
        var market = MarketProbe(feeds: 0)
        var request = request(4)
        request.move = 3
        request.search = 1
        request.firstRow = 7
        let snapshot = market.snapshot(request)
        #expect(snapshot.rows.isEmpty && snapshot.instrumentCount == 0 && snapshot.searchFailed)
        #expect(snapshot.request.firstRow == 0)
    }

    @Test("feeds and their counters are summed")
    func feeds() {
        var market = MarketProbe(feeds: 2)
        market.apply([
            OrderEvent(.notice, type: 1, timestamp: 5),
            .packet(feed: 1, sequence: 1, messages: 1, bytes: 7, received: 0, intake: 0),
            OrderEvent(.notice, type: 1, timestamp: 9), OrderEvent(.notice, type: 1, timestamp: 9),
        ])
        let snapshot = market.snapshot(SnapshotRequest())
        #expect(snapshot.feeds.map(\.counters.messages) == [1, 2])
        #expect(snapshot.counters.messages == 3 && snapshot.counters.bytes == 107)
        #expect(snapshot.feedClock == 9 && snapshot.hostClock == market.now)
    }
}

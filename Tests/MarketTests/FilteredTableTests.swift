import OrderFlow
import Testing

@testable import Market

@Suite("The table through a filter, and its order")
struct FilteredTableTests {
    private func market() -> MarketProbe {
        var market = MarketProbe()
        for (number, symbol) in ["AAA", "AAB", "BBA", "BBB"].enumerated() {
            let instrument = UInt16(number)
            market.apply([.instrument(instrument, named: SymbolName(symbol), scale: 2)])
            market.apply(
                [OrderEvent](
                    repeating: .trade(Int64(number) * 100, 1, instrument: instrument), count: number + 1))
        }
        return market
    }

    private func request(_ filter: String?) throws -> SnapshotRequest {
        var request = SnapshotRequest()
        request.rowCount = 10
        request.sort = .symbol
        request.filter = try filter.map { try Filter($0) }
        return request
    }

    private func symbols(_ market: inout MarketProbe, _ request: SnapshotRequest) -> [String] {
        market.snapshot(request).rows.map(\.symbol.description)
    }

    @Test("only what matches is counted and shown; without the filter all is there again")
    func filtered() throws {
        var market = market()
        let snapshot = market.snapshot(try request("b or last = 0"))
        #expect(snapshot.rows.map(\.symbol.description) == ["AAA", "AAB", "BBA", "BBB"])
        let some = market.snapshot(try request("bb* last >= 2"))
        #expect(some.rows.map(\.symbol.description) == ["BBA", "BBB"])
        #expect(some.instrumentCount == 2 && some.unfilteredCount == 4)
        let none = market.snapshot(try request("zz"))
        #expect(none.rows.isEmpty && none.instrumentCount == 0 && none.unfilteredCount == 4)
        let all = market.snapshot(try request(nil))
        #expect(all.instrumentCount == 4 && all.unfilteredCount == 4)
        let ofTheTape = market.snapshot(try request("type = execute side = buy"))
        #expect(ofTheTape.instrumentCount == 4)
    }

    @Test("it is tried anew when rows are sorted anew, and no sooner")
    func seldom() throws {
        var market = market()
        let request = try request("trades > 3")
        var found = [symbols(&market, request)]
        market.apply([OrderEvent](repeating: .trade(1, 1, instrument: 0), count: 9))
        market.now += 400_000_000
        found.append(symbols(&market, request))
        market.now += 100_000_000
        found.append(symbols(&market, request))
        #expect(found == [["BBB"], ["BBB"], ["AAA", "BBB"]])
    }

    @Test("the selection goes to the first row when the filter takes its instrument away")
    func selection() throws {
        var market = market()
        var request = try request("b")
        request.selected = InstrumentKey(feed: 0, instrument: 3)
        var selected = market.snapshot(request).request.selected
        #expect(selected?.instrument == 3)
        request.filter = try Filter("a*")
        selected = market.snapshot(request).request.selected
        #expect(selected?.instrument == 0)
        request.move = 1
        selected = market.snapshot(request).request.selected
        #expect(selected?.instrument == 1)
        request.move = 0
        request.filter = try Filter("zz")
        selected = market.snapshot(request).request.selected
        #expect(selected?.instrument == 3)
    }

    @Test("sorted by feed, then by symbol; by age, the youngest first by each feed's own time")
    func order() {
        var market = MarketProbe(feeds: 2)
        let start = MarketProbe.start
        for (feed, symbol, instrument, time) in [
            (UInt16(1), "A", UInt16(0), start + 20), (0, "D", 0, start + 10), (1, "B", 1, start + 40),
            (0, "C", 1, start + 30), (1, "E", 2, start + 45),
        ] {
            market.apply([
                .packet(feed: feed, sequence: 1, messages: 1, bytes: 9, received: time, intake: 0),
                .instrument(instrument, named: SymbolName(symbol), scale: 2),
                .trade(1, 1, instrument: instrument),
            ])
        }
        func order(_ sort: TableColumn, _ isInverted: Bool) -> String {
            var request = SnapshotRequest()
            request.rowCount = 9
            request.sort = sort
            request.isInverted = isInverted
            return market.snapshot(request).rows.map(\.symbol.description).joined()
        }
        // Ages: C 0, D 20; E 0, B 5, A 25. The order of symbols decides between equals.
        let found = [order(.feed, false), order(.feed, true), order(.age, false), order(.age, true)]
        #expect(found == ["CDABE", "ABECD", "CEBDA", "ADBCE"])
    }
}

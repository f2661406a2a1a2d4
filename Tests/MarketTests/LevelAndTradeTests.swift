import Market
import OrderFlow
import Testing

@Suite("Levels, quotes, trades and status")
struct LevelAndTradeTests {
    private func level(_ side: Side, _ price: Int64, _ quantity: UInt32, quiet: Bool = false) -> OrderEvent {
        OrderEvent(
            .level, type: 0x38, instrument: 1, side: side, price: price, quantity: quantity, quiet: quiet)
    }

    @Test("a level is set, not added to; zero removes it; there is no order count")
    func levels() {
        var market = MarketProbe()
        market.apply([level(.buy, 100, 5), level(.buy, 100, 3), level(.sell, 102, 9), level(.sell, 101, 1)])
        var row = market.row()
        #expect(row?.bid == Quote(price: 100, size: 3, orders: nil))
        #expect(row?.ask == Quote(price: 101, size: 1, orders: nil))
        market.apply([level(.sell, 101, 0), level(.buy, 100, 0), level(.buy, 50, 0)])
        row = market.row()
        #expect(row?.bid == nil)
        #expect(row?.ask == Quote(price: 102, size: 9, orders: nil))
        #expect(row?.flags == .oneSided)
    }

    @Test("flags tell crossed, locked, one-sided and halted")
    func flags() {
        var market = MarketProbe()
        var flags: [InstrumentFlags?] = []
        for events in [
            [level(.buy, 100, 1)], [level(.sell, 101, 1)], [level(.sell, 100, 1)], [level(.sell, 99, 1)],
            [.status(.paused, instrument: 1, type: 72, timestamp: 0)],
            [
                .status(.trading, instrument: 1, type: 72, timestamp: 0),
                OrderEvent(.operationalHalt, type: 79, instrument: 1, quantity: 1),
            ],
            [OrderEvent(.operationalHalt, type: 79, instrument: 1, quantity: 0)],
        ] {
            market.apply(events)
            let row = market.row()
            flags.append(row?.flags)
        }
        #expect(
            flags == [.oneSided, [], .locked, .crossed, [.crossed, .halted], [.crossed, .halted], .crossed])
    }

    @Test("a quote replaces its side alone; zero is no quote")
    func quotes() {
        func quote(_ side: Side, _ price: Int64, _ quantity: UInt32) -> OrderEvent {
            OrderEvent(.quote, type: 81, instrument: 1, side: side, price: price, quantity: quantity)
        }
        var market = MarketProbe()
        market.apply([quote(.buy, 100, 5), quote(.sell, 101, 6), quote(.buy, 90, 1)])
        var row = market.row()
        #expect(row?.bid == Quote(price: 90, size: 1, orders: nil))
        #expect(row?.ask == Quote(price: 101, size: 6, orders: nil))
        market.apply([quote(.buy, 0, 0), quote(.sell, 0, 0)])
        row = market.row()
        #expect(row != nil && row?.bid == nil && row?.ask == nil && row?.flags == [])
    }

    @Test("trades tell last, tick, high, low and volume; those that are not printable do not")
    func trades() {
        var market = MarketProbe()
        var ticks: [Int8?] = []
        for price in [100, 103, 103, 99, 100] as [Int64] {
            market.apply([.trade(price, 10), .trade(1_000_000, 7, quiet: true), .trade(5, 0)])
            let row = market.row()
            ticks.append(row?.lastTick)
        }
        let row = market.row()
        #expect(ticks == [0, 1, 0, -1, 1])
        #expect(row?.last == 100 && row?.lastSize == 10 && row?.high == 103 && row?.low == 99)
        #expect(row?.trades == 5 && row?.volume == 50)
    }

    @Test("a bust by match number takes back one trade, once")
    func bustByNumber() {
        var market = MarketProbe()
        market.apply([
            .trade(100, 10), .match(77), .add(1, .buy, 100, 5),
            OrderEvent(.execute, type: 69, instrument: 1, reference: 1, quantity: 5), .match(78),
            .trade(100, 1, quiet: true), .match(79),
        ])
        var row = market.row()
        #expect(row?.trades == 2 && row?.volume == 15)
        for number in [79, 80, 78, 78] as [UInt64] {
            market.apply([OrderEvent(.bust, type: 66, reference: number)])
        }
        row = market.row()
        #expect(row?.trades == 1 && row?.volume == 10)
    }

    @Test("a bust with a quantity is subtracted, never below zero")
    func bustByQuantity() {
        var market = MarketProbe()
        market.apply([.trade(100, 10), OrderEvent(.bust, type: 66, instrument: 1, reference: 5, quantity: 4)])
        var row = market.row()
        #expect(row?.trades == 0 && row?.volume == 6)
        market.apply([OrderEvent(.bust, type: 66, instrument: 1, reference: 5, quantity: 40)])
        row = market.row()
        #expect(row?.trades == 0 && row?.volume == 0)
    }

    @Test("an execution of an unknown order leaves no trade for a match number to be remembered with")
    func matchAfterUnknown() {
        var market = MarketProbe()
        market.apply([
            .trade(100, 10), OrderEvent(.execute, type: 69, instrument: 1, reference: 1, quantity: 5),
            .match(5),
            OrderEvent(.bust, type: 66, reference: 5),
        ])
        let row = market.row()
        #expect(row?.volume == 10)
    }

    @Test("symbols known from names and status alone are no rows; names and scales reach the rows")
    func names() {
        var market = MarketProbe()
        market.apply([
            .instrument(1, named: SymbolName("AAPL"), scale: 4, type: 82),
            .instrument(2, named: SymbolName("ES"), scale: 9),
            .status(.halted, instrument: 3, type: 72, timestamp: 5), .trade(5, 5, instrument: 2),
            .trade(5, 5, instrument: 9),
        ])
        let rows = market.report().instruments
        let count = market.snapshot(SnapshotRequest()).instrumentCount
        #expect(rows.map(\.symbol.description) == ["#9", "ES"])
        #expect(rows.map(\.priceScale) == [4, 9])
        #expect(count == 2)
    }
}

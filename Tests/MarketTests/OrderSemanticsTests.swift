import Market
import OrderFlow
import Testing

@Suite("Order-level books")
struct OrderSemanticsTests {
    private func event(
        _ kind: EventKind, _ reference: UInt64, price: Int64 = 0, quantity: UInt32 = 0,
        instrument: UInt16 = 1,
        quiet: Bool = false
    ) -> OrderEvent {
        OrderEvent(
            kind, type: 1, instrument: instrument, reference: reference, price: price, quantity: quantity,
            quiet: quiet)
    }

    @Test("adds join their level, best first")
    func add() {
        var market = MarketProbe()
        market.apply([
            .add(1, .buy, 100, 10), .add(2, .buy, 101, 5), .add(3, .buy, 101, 7), .add(4, .sell, 105, 1),
            .add(5, .sell, 104, 2), .add(6, .sell, 106, 0),
        ])
        let row = market.row()
        #expect(row?.bid == Quote(price: 101, size: 12, orders: 2))
        #expect(row?.ask == Quote(price: 104, size: 2, orders: 1))
        #expect(row?.last == nil)
        #expect(row?.messages == 6)
    }

    @Test("an execution trades at the order's price and takes it out when nothing is left")
    func execute() {
        var market = MarketProbe()
        market.apply([.add(1, .buy, 100, 10), event(.execute, 1, quantity: 4)])
        var row = market.row()
        #expect(row?.bid == Quote(price: 100, size: 6, orders: 1))
        #expect(row?.last == 100 && row?.lastSize == 4 && row?.trades == 1 && row?.volume == 4)
        market.apply([event(.execute, 1, quantity: 6)])
        row = market.row()
        #expect(row?.bid == nil)
        #expect(row?.trades == 2 && row?.volume == 10)
    }

    @Test("an execution at a price trades there; one that is not printable does not trade")
    func executeAtPrice() {
        var market = MarketProbe()
        market.apply([
            .add(1, .buy, 100, 10), event(.executeAtPrice, 1, price: 99, quantity: 1),
            event(.executeAtPrice, 1, price: 98, quantity: 2, quiet: true),
        ])
        let row = market.row()
        #expect(row?.bid == Quote(price: 100, size: 7, orders: 1))
        #expect(row?.last == 99 && row?.trades == 1 && row?.volume == 1)
    }

    @Test("an execution or reduction of more than there is takes what there is, and is counted")
    func clamps() {
        var market = MarketProbe()
        market.apply([
            .add(1, .buy, 100, 10), event(.execute, 1, quantity: 11), .add(2, .buy, 100, 10),
            event(.reduce, 2, quantity: .max),
        ])
        let row = market.row()
        let counters = market.counters()
        #expect(row?.bid == nil)
        #expect(row?.volume == 10)
        #expect(counters.overExecutions == 2)
    }

    @Test("reduce and delete change the book and trade nothing")
    func reduceAndDelete() {
        var market = MarketProbe()
        market.apply([.add(1, .sell, 100, 10), .add(2, .sell, 100, 1), event(.reduce, 1, quantity: 3)])
        var row = market.row()
        #expect(row?.ask == Quote(price: 100, size: 8, orders: 2))
        market.apply([event(.delete, 1)])
        row = market.row()
        #expect(row?.ask == Quote(price: 100, size: 1, orders: 1))
        #expect(row?.trades == 0)
    }

    @Test("a replace is one message; side and instrument come from the order that left")
    func replace() {
        var market = MarketProbe()
        market.apply([.add(1, .sell, 100, 10, instrument: 7)] + OrderEvent.replace(1, by: 2, 90, 3))
        let row = market.row(7)
        let counters = market.counters()
        #expect(row?.ask == Quote(price: 90, size: 3, orders: 1))
        #expect(counters.messages == 2)
        #expect(counters.mismatchedInstruments == 1)
    }

    @Test("a replace of an unknown order adds nothing and is one unknown reference")
    func replaceUnknown() {
        var market = MarketProbe()
        market.apply(OrderEvent.replace(1, by: 2, 90, 3) + [event(.delete, 2)])
        let counters = market.counters()
        let row = market.row()
        #expect(counters.unknownReferences == 2)
        #expect(row == nil)
    }

    @Test("a replace by a live reference takes that order's place")
    func replaceByLive() {
        var market = MarketProbe()
        market.apply([.add(1, .buy, 100, 10), .add(2, .buy, 101, 5)] + OrderEvent.replace(1, by: 2, 99, 3))
        let row = market.row()
        let counters = market.counters()
        #expect(row?.bid == Quote(price: 99, size: 3, orders: 1))
        #expect(counters.reusedReferences == 1)
    }

    @Test("an add of a live reference takes the old order's place and is counted")
    func reuse() {
        var market = MarketProbe()
        market.apply([.add(1, .buy, 100, 10), .add(1, .sell, 102, 4)])
        let row = market.row()
        let counters = market.counters()
        #expect(row?.bid == nil)
        #expect(row?.ask == Quote(price: 102, size: 4, orders: 1))
        #expect(counters.reusedReferences == 1)
    }

    @Test(
        "messages about unknown orders are counted and change nothing",
        arguments: [EventKind.execute, .executeAtPrice, .reduce, .delete, .update])
    func unknown(kind: EventKind) {
        var market = MarketProbe()
        market.apply([event(kind, 9, price: 1, quantity: kind == .update ? 0 : 5)])
        let counters = market.counters()
        let row = market.row()
        #expect(counters.unknownReferences == 1)
        #expect(row == nil)
    }

    @Test("an update adds, sets, moves and deletes")
    func update() {
        func update(_ side: Side, _ price: Int64, _ quantity: UInt32) -> OrderEvent {
            OrderEvent(
                .update, type: 1, instrument: 1, side: side, reference: 5, price: price, quantity: quantity)
        }
        var market = MarketProbe()
        var quotes: [Quote?] = []
        for (side, price, quantity) in [
            (Side.buy, 100, 10), (.buy, 100, 4), (.buy, 100, 20), (.buy, -7, 20), (.sell, 101, 1),
            (.sell, 101, 0),
        ] as [(Side, Int64, UInt32)] {
            market.apply([update(side, price, quantity)])
            let row = market.row()
            quotes.append(side == .buy ? row?.bid : row?.ask)
            #expect((side == .buy ? row?.ask : row?.bid) == nil)
        }
        #expect(
            quotes == [
                Quote(price: 100, size: 10, orders: 1), Quote(price: 100, size: 4, orders: 1),
                Quote(price: 100, size: 20, orders: 1), Quote(price: -7, size: 20, orders: 1),
                Quote(price: 101, size: 1, orders: 1), nil,
            ])
    }

    @Test("an instrument that disagrees with the order is counted; the order's own book changes")
    func mismatch() {
        var market = MarketProbe()
        market.apply([.add(1, .buy, 100, 10, instrument: 3), event(.execute, 1, quantity: 10, instrument: 4)])
        let row = market.row(3)
        let counters = market.counters()
        #expect(row?.bid == nil && row?.trades == 1)
        #expect(counters.mismatchedInstruments == 1)
    }

    @Test(
        "a reference that differs in one high bit alone is another order", arguments: 12..<64 as Range<UInt64>
    )
    func highBits(bit: UInt64) {
        var market = MarketProbe()
        let twin: UInt64 = 5 | 1 << bit
        market.apply([.add(1, .buy, 99, 1), .add(5, .buy, 100, 10), .add(6, .buy, 98, 1)])
        market.apply([
            event(.delete, twin), event(.execute, twin, quantity: 3), event(.reduce, twin, quantity: 3),
        ])
        #expect(market.row()?.bid == Quote(price: 100, size: 10, orders: 1))
        #expect(market.counters().unknownReferences == 3)
        market.apply([
            .add(twin, .buy, 100, 7), event(.reduce, 5, quantity: 4), event(.reduce, twin, quantity: 1),
        ])
        #expect(market.row()?.bid == Quote(price: 100, size: 12, orders: 2))
        market.apply([event(.delete, 5)])
        #expect(market.row()?.bid == Quote(price: 100, size: 6, orders: 1))
        market.apply([event(.delete, twin)])
        #expect(market.row()?.bid == Quote(price: 99, size: 1, orders: 1))
        #expect(market.counters().unknownReferences == 3 && market.counters().reusedReferences == 0)
    }

    @Test(
        "a replace is of the order that left: one of another instrument, or one that stands alone, adds nothing usual"
    )
    func strayReplace() {
        var market = MarketProbe()
        market.apply([
            .add(1, .buy, 100, 10), .add(2, .sell, 110, 5), .add(3, .buy, 50, 1, instrument: 2),
            // Nothing left, so nothing comes.
            event(.replace, 4, price: 105, quantity: 9),
            event(.replacing, 1), event(.replace, 4, price: 101, quantity: 9),
            event(.replace, 5, price: 102, quantity: 9),
        ])
        #expect(market.row()?.bid == Quote(price: 101, size: 9, orders: 1))
        #expect(market.row(2)?.bid == Quote(price: 50, size: 1, orders: 1))
        // Whatever the second half says, the order stays with its instrument and on its side.
        market.apply([event(.replacing, 4), event(.replace, 6, price: 103, quantity: 2, instrument: 2)])
        #expect(market.row()?.bid == Quote(price: 103, size: 2, orders: 1))
        #expect(market.row(2)?.bid == Quote(price: 50, size: 1, orders: 1))
    }

    @Test("prices and sizes at the extremes survive")
    func extremes() {
        var market = MarketProbe()
        market.apply([
            .add(.max, .buy, .max, .max), .add(0, .sell, .min, .max, instrument: .max),
            .add(1, .sell, .max, 1, instrument: .max), .add(2, .buy, .min, 1),
        ])
        let first = market.row()
        let last = market.row(.max)
        #expect(first?.bid == Quote(price: .max, size: UInt64(UInt32.max), orders: 1))
        #expect(last?.ask == Quote(price: .min, size: UInt64(UInt32.max), orders: 1))
        var request = SnapshotRequest()
        request.rowCount = 10
        for sort in TableColumn.allCases {
            request.sort = sort
            let rows = market.snapshot(request).rows
            #expect(rows.count == 2)
        }
    }
}

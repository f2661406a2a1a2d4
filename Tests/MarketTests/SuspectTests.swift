import Market
import OrderFlow
import Testing

@Suite("Suspect books")
struct SuspectTests {
    private let gap = OrderEvent.gap(from: 1001, through: 1010, cause: .wire, received: 0)

    private func level(_ price: Int64, _ instrument: UInt16) -> OrderEvent {
        OrderEvent(.level, type: 56, instrument: instrument, price: price, quantity: 5)
    }

    private func quote(_ side: Side, _ instrument: UInt16) -> OrderEvent {
        OrderEvent(.quote, type: 81, instrument: instrument, side: side, price: 100, quantity: 5)
    }

    private func suspects(_ market: inout MarketProbe) -> [UInt16] {
        market.report().instruments.filter { $0.flags.contains(.suspect) }.map(\.key.instrument)
    }

    @Test("a loss makes them so, and the feed says since when and why")
    func reason() {
        var market = MarketProbe()
        market.apply([
            .add(1, .buy, 100, 10, timestamp: MarketProbe.start + 5), gap,
            .gap(
                from: 2000, through: 2000, cause: .kernel, received: 0),
        ])
        let summary = market.report().summary
        #expect(summary.isSuspect && summary.suspectInstruments == 1)
        #expect(summary.suspicion?.since == MarketProbe.start + 5)
        #expect(summary.suspicion?.cause == .loss(.wire))
        #expect(summary.suspicion?.first == 1001 && summary.suspicion?.last == 1010)
        #expect(summary.suspicion?.losses == 2)
        #expect(suspects(&market) == [1])
    }

    @Test("what is filled in time, or lost on one line only, is no loss; what comes late is one")
    func fills() {
        var market = MarketProbe(lines: ["a", "b"])
        market.apply([
            .add(1, .buy, 100, 10), .lineGap(line: 0, from: 5, through: 6, cause: .wire, received: 0),
            .filled(line: 2, from: 8, through: 9, source: .request, received: 0),
            .shed(from: 0, through: 0, messages: 0), .kernelDrop(4, line: 0),
        ])
        let before = market.report().summary.isSuspect
        market.apply([gap, .filled(line: 0, from: 1001, through: 1010, source: .late, received: 0)])
        let after = market.report().summary.isSuspect
        #expect(!before && after)
    }

    @Test("messages dropped here count as lost, numbered or not", arguments: [0, 7] as [UInt64])
    func shed(first: UInt64) {
        var market = MarketProbe()
        market.apply([.add(1, .buy, 100, 10), .shed(from: first, through: first, messages: 3)])
        let report = market.report()
        #expect(report.summary.suspicion?.cause == .loss(.here) && report.summary.suspicion?.first == first)
        #expect(report.ledger.count == (first == 0 ? 0 : 1))
        #expect(report.instruments.allSatisfy { $0.flags.contains(.suspect) })
    }

    @Test("order by order they stay suspect, new instruments too, until a reset")
    func orders() {
        var market = MarketProbe()
        market.apply([
            .add(1, .buy, 100, 10), gap, .add(2, .sell, 101, 10), .add(3, .buy, 90, 1, instrument: 2),
        ])
        #expect(suspects(&market) == [1, 2])
        market.apply([OrderEvent(.reset, reference: 1), .add(1, .buy, 100, 10)])
        #expect(suspects(&market) == [])
        #expect(!market.report().summary.isSuspect)
    }

    @Test("price levels do not refresh a book either")
    func levels() {
        var market = MarketProbe(isOrderLevel: false)
        market.apply([level(100, 1), gap, level(100, 1), level(101, 2)])
        #expect(suspects(&market) == [1, 2])
        #expect(market.report().summary.suspectInstruments == 2)
    }

    @Test("quotes do, once both sides were replaced since the latest loss")
    func quotes() {
        var market = MarketProbe(isOrderLevel: false)
        market.apply([quote(.buy, 1), quote(.sell, 1), quote(.buy, 2), quote(.sell, 2), gap])
        #expect(suspects(&market) == [1, 2])
        market.apply([quote(.buy, 1)])
        #expect(suspects(&market) == [1, 2])
        market.apply([quote(.sell, 1)])
        #expect(suspects(&market) == [2])
        #expect(market.report().summary.suspectInstruments == 1)
        market.apply([gap, quote(.sell, 1), quote(.buy, 2), quote(.sell, 2)])
        #expect(suspects(&market) == [1])
        market.apply([quote(.buy, 1)])
        #expect(suspects(&market) == [])
        #expect(!market.report().summary.isSuspect)
    }

    @Test("before any instrument is known, a loss is remembered until the first is refreshed")
    func early() {
        var market = MarketProbe(isOrderLevel: false)
        market.apply([gap])
        #expect(market.report().summary.isSuspect)
        market.apply([quote(.buy, 1)])
        #expect(market.report().summary.isSuspect)
        market.apply([quote(.sell, 1)])
        #expect(!market.report().summary.isSuspect)
    }

    @Test("the operator's word ends it, until the next loss")
    func trust() {
        var market = MarketProbe(feeds: 2)
        market.apply([
            .add(1, .buy, 100, 10), gap,
            .packet(feed: 1, sequence: 1, messages: 1, bytes: 1, received: 0, intake: 0), gap,
        ])
        market.model.trustBooks()
        let trusted = market.model.report().feeds.map(\.summary.isSuspect)
        #expect(trusted == [false, false])
        #expect(suspects(&market) == [])
        market.apply([.gap(from: 5000, through: 5001, cause: .kernel, received: 0)])
        let doubted = market.model.report().feeds.map(\.summary.suspicion?.first)
        #expect(doubted == [nil, 5000])
    }

    @Test("a feed joined in mid-session is, from its first number on, until it begins anew at 1")
    func joinedLate() {
        var market = MarketProbe(feeds: 0)
        for isQuotes in [false, true] {
            var description = FeedDescription(
                name: "", transport: "", content: "", isEastern: false, isOrderLevel: false)
            description.buildsBooks = !isQuotes
            market.model.addFeed(description)
        }
        func packet(_ feed: UInt16, _ sequence: UInt64) -> OrderEvent {
            .packet(feed: feed, sequence: sequence, messages: 1, bytes: 9, received: 0, intake: 0)
        }
        // Number 0 tells nothing; the first that does decides.
        market.apply([packet(0, 0), packet(1, 1000), level(100, 1)])
        #expect(!market.report().summary.isSuspect && !market.report(1).summary.isSuspect)
        market.apply([packet(0, 1000), level(100, 1), packet(0, 1001), level(101, 2)])
        let summary = market.report().summary
        #expect(summary.suspicion?.cause == .joinedLate && summary.suspicion?.losses == 1)
        #expect(summary.suspicion?.first == 1 && summary.suspicion?.last == 999)
        #expect(summary.suspicion?.reason == "joined late, without 1-999")
        #expect(suspects(&market) == [1, 2])
        market.apply([OrderEvent(.reset, reference: 1), packet(0, 1), level(100, 1)])
        #expect(!market.report().summary.isSuspect && suspects(&market) == [])
    }

    @Test(
        "a sender that begins anew in mid-session leaves them so", arguments: [0, 1, 4] as [UInt64],
        [false, true])
    func resetInMiddle(next: UInt64, isQuiet: Bool) {
        var market = MarketProbe()
        market.apply([gap, OrderEvent(.reset, reference: next, quiet: isQuiet), .add(1, .buy, 100, 10)])
        let suspicion = market.report().summary.suspicion
        #expect((suspicion != nil) == (next == 4 || isQuiet))
        if let suspicion {
            #expect(suspicion.cause == .resetMidSession && suspicion.losses == 1)
            #expect(suspicion.last == (isQuiet ? 0 : 3))
        }
    }

    @Test("a message that could not be read makes them so, unless its type changes no book")
    func malformed() {
        for (event, isSuspect) in [
            (OrderEvent(.malformedMessage, type: 65, quantity: 1), true),
            (OrderEvent(.malformedMessage, type: 83, quantity: 1, quiet: true), false),
            (OrderEvent(.malformedPacket, quantity: 2), true), (OrderEvent(.malformedPacket), false),
        ] {
            var market = MarketProbe()
            market.apply([.add(1, .buy, 100, 10), event])
            let suspicion = market.report().summary.suspicion
            #expect((suspicion?.cause == .malformed) == isSuspect && (suspicion != nil) == isSuspect)
        }
    }

    @Test("sorting by flags brings them to the top")
    func sorting() {
        var market = MarketProbe(isOrderLevel: false)
        var request = SnapshotRequest()
        request.rowCount = 9
        request.sort = .flags
        market.apply([quote(.buy, 1), quote(.sell, 1), quote(.buy, 2), quote(.sell, 2), gap])
        market.apply([quote(.buy, 1), quote(.sell, 1)])
        let snapshot = market.snapshot(request)
        #expect(snapshot.rows.map(\.key.instrument) == [2, 1])
        #expect(snapshot.feeds[0].suspectInstruments == 1)
        #expect(snapshot.recentLosses.map(\.last) == [1010])
    }
}

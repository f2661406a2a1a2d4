import Books
import OrderFlow
import TestSupport
import Testing

@testable import Market

@Suite("The tape")
struct TapeTests {
    private static let start = MarketProbe.start

    private func request(_ count: Int, end: UInt64? = nil) -> SnapshotRequest {
        var request = SnapshotRequest()
        request.view = .flow
        request.tapeCount = count
        request.tapeEnd = end
        return request
    }

    private func tape(_ events: [OrderEvent]) -> [TapeEntry] {
        var market = MarketProbe(isWatched: true)
        market.apply(events)
        return market.snapshot(request(100)).flow.tape.entries
    }

    private func facts(_ entry: TapeEntry) -> String {
        let side = entry.side.map { $0 == .buy ? "buy" : "sell" } ?? "-"
        return
            "\(entry.kind) \(side) \(entry.quantity) @ \(entry.price.map(String.init) ?? "-") \(entry.reference)"
    }

    @Test(
        "every entry and every second is that of the naive tape", arguments: FlowStyle.allCases,
        [1, 2] as [UInt64])
    func likeNaive(style: FlowStyle, seed: UInt64) {
        var flow = FlowGenerator(style, seed: seed)
        var market = MarketProbe(isWatched: true)
        var naive = NaiveFlow()
        var complete = SnapshotRequest()
        complete.isComplete = true
        for _ in 0..<3 {
            let events = flow.drawnOut(1300)
            for batch in stride(from: 0, to: events.count, by: 100) {
                market.apply(Array(events[batch..<min(batch + 100, events.count)]))
            }
            for event in events { naive.apply(event) }
            let found = market.snapshot(complete).flow
            let expected = Array(naive.entries.suffix(Snapshot.longestList))
            let different = zip(found.tape.entries, expected).first { $0 != $1 }
            #expect(different == nil, "\(different.map { "found \($0.0), expected \($0.1)" } ?? "")")
            #expect(found.tape.entries.count == expected.count && found.tape.newer == 0)
            #expect(found.tape.total == UInt64(naive.entries.count) && found.tape.kept == naive.entries.count)
            #expect(found.session == naive.session)
            let seconds = naive.last(60)
            #expect(found.seconds == seconds)
            #expect(found.lastSecond == (seconds.count >= 2 ? seconds.last : nil))
        }
        // Twelve minutes' worth of seconds in all: the last ten are whole.
        let ten = market.snapshot(complete).flow.lastTen
        var sum = FlowCount()
        for second in naive.last(10) {
            for side in [second.buy, second.sell] {
                for count in [side.adds, side.cancels] {
                    sum.messages += count.messages
                    sum.quantity += count.quantity
                }
            }
        }
        let adds = ten.map { [$0.buy.adds, $0.buy.cancels, $0.sell.adds, $0.sell.cancels] } ?? []
        #expect(adds.reduce(0) { $0 + $1.messages } == sum.messages)
        #expect(adds.reduce(0) { $0 + $1.quantity } == sum.quantity)
    }

    @Test("an entry tells what the book knew of its order")
    func whatTheBookKnew() {
        var events: [OrderEvent] = [
            .add(1, .sell, 100, 50), .add(2, .buy, 90, 30),
            OrderEvent(.reduce, instrument: 1, reference: 1, quantity: 20),
            OrderEvent(.execute, instrument: 1, reference: 1, quantity: 500),
            OrderEvent(.executeAtPrice, instrument: 1, reference: 2, price: 91, quantity: 10, quiet: true),
        ]
        events += OrderEvent.replace(2, by: 3, 95, 70)
        events += [
            OrderEvent(.delete, instrument: 1, reference: 3),
            OrderEvent(.delete, instrument: 1, reference: 3),
        ]
        events += OrderEvent.replace(8, by: 9, 95, 70)
        events += [.trade(99, 5), OrderEvent(.quote, instrument: 1, side: .sell, price: 0, quantity: 0)]
        let found = tape(events).map(facts)
        #expect(
            found == [
                "add sell 50 @ 100 1", "add buy 30 @ 90 2", "cancel sell 20 @ 100 1",
                "execute sell 30 @ 100 1", "execute buy 10 @ 91 2", "replace buy 70 @ 95 3",
                "cancel buy 70 @ 95 3", "cancel - 0 @ - 3", "replace - 70 @ 95 9", "trade - 5 @ 99 0",
                "level sell 0 @ - 0",
            ])
    }

    @Test("an update is an add, a cancel or a replace by what it does to the order")
    func updates() {
        func update(_ side: Side, _ price: Int64, _ quantity: UInt32) -> OrderEvent {
            OrderEvent(.update, instrument: 0, side: side, reference: 7, price: price, quantity: quantity)
        }
        let found = tape([
            update(.buy, 10, 5), update(.buy, 10, 8), update(.buy, 10, 2), update(.buy, 11, 4),
            update(.sell, 11, 4), update(.sell, 0, 0), update(.sell, 0, 0),
        ]).map(facts)
        #expect(
            found == [
                "add buy 5 @ 10 7", "add buy 3 @ 10 7", "cancel buy 6 @ 10 7", "replace buy 4 @ 11 7",
                "replace sell 4 @ 11 7", "cancel sell 4 @ 11 7", "cancel sell 0 @ - 7",
            ])
    }

    @Test("status, halts and busts say what changed")
    func status() {
        let found = tape([
            .status(.halted, instrument: 4, type: 72, timestamp: 5),
            OrderEvent(.operationalHalt, type: 79, instrument: 4, quantity: 1),
            OrderEvent(.operationalHalt, type: 79, instrument: 4, quantity: 0),
            OrderEvent(.bust, type: 66, instrument: 4, reference: 88),
        ])
        #expect(found.map(\.change) == [.trading(.halted), .haltedHere(true), .haltedHere(false), .bust])
        let isStatus = found.allSatisfy { $0.kind == .status && $0.side == nil && $0.price == nil }
        #expect(isStatus && found.last?.reference == 88 && found.first?.messageType == 72)
    }

    @Test(
        "an entry has its message's time, else its packet's, else the feed's; and its feed's symbol and scale"
    )
    func timeAndName() {
        var market = MarketProbe(feeds: 2, isWatched: true)
        market.apply([
            .packet(feed: 1, sequence: 1, messages: 3, bytes: 90, received: Self.start + 9, intake: 0),
            .instrument(1, named: SymbolName("SPY"), scale: 2), .trade(1, 1, timestamp: Self.start + 7),
            .trade(2, 2),
            .packet(feed: 1, sequence: 4, messages: 3, bytes: 90, received: 0, intake: 0), .trade(3, 3),
            .packet(feed: 0, sequence: 1, messages: 3, bytes: 90, received: 0, intake: 0), .trade(4, 4),
        ])
        let entries = market.snapshot(request(9)).flow.tape.entries
        #expect(entries.map(\.time) == [Self.start + 7, Self.start + 9, Self.start + 9, 0])
        #expect(entries.map(\.key.feed) == [1, 1, 1, 0])
        #expect(entries.map(\.symbol.description) == ["SPY", "SPY", "SPY", "#1"])
        #expect(entries.map(\.priceScale) == [2, 2, 2, 4])
    }

    @Test("a page ends where it is asked to, and is brought back to what is kept")
    func pages() {
        var market = MarketProbe(isWatched: true)
        let all = TapeStore.capacity + 5000
        for number in stride(from: 0, to: all, by: 1000) {
            market.apply((number..<min(number + 1000, all)).map { .add(UInt64($0) + 1, .buy, 100, 1) })
        }
        var found: [[UInt64]] = []
        for end in [nil, 60_000, 1, 0, 5003, .max] as [UInt64?] {
            let tape = market.snapshot(request(10, end: end)).flow.tape
            #expect(tape.total == UInt64(all) && tape.kept == TapeStore.capacity)
            #expect(tape.entries.allSatisfy { $0.reference == $0.number })
            found.append([
                tape.entries.first?.number ?? 0, tape.entries.last?.number ?? 0, UInt64(tape.newer),
            ])
        }
        let (last, first) = (UInt64(all), UInt64(5001))
        let oldest = [first, first + 9, last - first - 9]
        #expect(
            found == [
                [last - 9, last, 0], [59_991, 60_000, last - 60_000], oldest, oldest, oldest,
                [last - 9, last, 0],
            ])
        let none = market.snapshot(request(0)).flow.tape
        #expect(none.entries.isEmpty && none.newer == 0)
        let odd = market.snapshot(request(.min, end: 60_000)).flow.tape
        #expect(odd.entries.isEmpty)
        let whole = market.snapshot(request(.max)).flow.tape
        #expect(whole.entries.count == TapeStore.capacity)
    }

    @Test(
        "an index holds what a look at all that is kept finds, whatever was asked before",
        arguments: [1, 2, 3] as [UInt64])
    func index(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var store = TapeStore()
        store.open()
        var index = TapeIndex()
        let filters: [Filter?] = [nil, try Filter("type=add"), try Filter("type=cancel")]
        for _ in 0..<12 {
            for _ in 0..<random.below(30_000) {
                let instrument = UInt16(random.below(20))
                var change = BookChange()
                (change.cause, change.marks, change.instrument) = (.add, [.side, .price], instrument)
                (change.reference, change.quantity) = (random.next(), UInt32(random.below(50)))
                let message = try #require(TapedMessage(change, feed: 0, second: 0, session: 0))
                store.append(message)
            }
            let wanted =
                random.once(in: 2) ? nil : InstrumentKey(feed: 0, instrument: UInt16(random.below(20)))
            let filter = filters[random.below(3)]
            let odd = filter?.text == "type=add" ? 1 : 0 as UInt32
            index.refresh(store, instrument: wanted, filter) { _, _, message in message.quantity % 9 == odd }
            let expected = (store.first..<store.total + 1).filter {
                let message = store[$0]
                return (wanted == nil || message.key == wanted)
                    && (filter == nil || message.quantity % 9 == odd)
            }
            let found = (0..<index.count).map { index[$0] }
            #expect(found == expected)
            let end = random.next() % (store.total + 2)
            let upTo = index.count(upTo: end)
            #expect(upTo == expected.count { $0 <= end })
        }
    }

    @Test("a filter shows the messages it matches, and counts the newer ones among those")
    func filtered() throws {
        var flow = FlowGenerator(.nasdaqLike, seed: 3)
        var market = MarketProbe(isWatched: true)
        var request = request(40)
        request.filter = try Filter("type=execute")
        for end in [nil, 900, 3000] as [UInt64?] {
            market.apply(flow.drawnOut(1500))
            request.tapeEnd = end
            var all = request
            (all.filter, all.tapeCount, all.tapeEnd) = (nil, .max, nil)
            let filter = request.filter
            let expected = market.snapshot(all).flow.tape.entries.filter {
                filter?.matches($0, feedName: "feed 0") ?? true
            }
            let found = market.snapshot(request).flow.tape
            // Near its beginning the tape is shown from there on, so that the page is full.
            let upTo = expected.prefix { $0.number <= end ?? .max }
            let shown = Array(upTo.count < 40 ? expected.prefix(40) : upTo.suffix(40))
            #expect(found.entries == shown)
            #expect(!shown.isEmpty && shown.count < expected.count)
            #expect(found.newer == expected.count { $0.number > shown.last?.number ?? 0 })
        }
    }

    @Test("a page may be asked for by its first message, and all that ever matched are counted")
    func fromTheFirst() throws {
        var flow = FlowGenerator(.nasdaqLike, seed: 4)
        var market = MarketProbe(isWatched: true)
        market.apply(flow.drawnOut(2000))
        for filter in [nil, try Filter("type=add")] {
            var request = request(.max)
            request.filter = filter
            let whole = market.snapshot(request).flow.tape
            #expect(whole.matched == UInt64(whole.entries.count) && whole.newer == 0)
            request.tapeCount = 30
            for place in [0, 1, 500, whole.entries.count - 30, whole.entries.count - 1] {
                request.tapeFrom = whole.entries[place].number
                let page = market.snapshot(request).flow.tape
                #expect(page.entries == Array(whole.entries[min(place, whole.entries.count - 30)...].prefix(30)))
                #expect(page.newer == max(0, whole.entries.count - place - 30))
            }
            for odd in [0, .max] as [UInt64] {
                request.tapeFrom = odd
                #expect(market.snapshot(request).flow.tape.entries.count == 30)
            }
        }
        // What is gone gives way to the oldest still there, and still counts.
        for _ in 0..<40 { market.apply(flow.drawnOut(2000)) }
        var request = request(5)
        request.tapeFrom = 1
        let tape = market.snapshot(request).flow.tape
        #expect(tape.total > UInt64(TapeStore.capacity) && tape.matched == tape.total)
        #expect(tape.entries.first?.number == tape.total - UInt64(tape.kept) + 1)
    }

    @Test("a reset leaves the tape, and what came before it is not known any more")
    func reset() {
        let found = tape([
            .add(1, .buy, 100, 5), OrderEvent(.reset, reference: 1),
            OrderEvent(.delete, instrument: 1, reference: 1),
        ]).map(facts)
        #expect(found == ["add buy 5 @ 100 1", "cancel - 0 @ - 1"])
    }

    @Test(
        "any bits whatever as events, and any request, do no harm", arguments: [1, 2, 3] as [UInt64],
        [false, true])
    func anything(seed: UInt64, isReplay: Bool) {
        var random = SeededGenerator(seed: seed)
        var market = MarketProbe(feeds: 3, isWatched: true, isReplay: isReplay)
        let times: [UInt64] = [0, 1, Self.start, Self.start + 1_000_000_000, .max]
        var taped: UInt64 = 0
        for _ in 0..<60 {
            var events: [OrderEvent] = []
            for _ in 0..<500 {
                var event = OrderEvent(
                    .add, type: UInt8(random.below(256)), instrument: UInt16(random.below(4)),
                    reference: UInt64(random.below(40)), price: Int64(random.below(5)),
                    quantity: UInt32(random.below(3)), timestamp: times[random.below(5)])
                event.tag = UInt8(random.below(256))
                if random.once(in: 9) { event.instrument = UInt16(truncatingIfNeeded: random.next()) }
                if random.once(in: 9) { event.price = Int64(bitPattern: random.next()) }
                if random.once(in: 9) { event.quantity = UInt32(truncatingIfNeeded: random.next()) }
                if random.once(in: 9) { event.timestamp = random.next() }
                events.append(event)
            }
            market.apply(events)
            market.now = random.once(in: 4) ? random.next() : market.now &+ 300_000_000
            var request = SnapshotRequest()
            request.view = random.once(in: 2) ? .book : .flow
            request.isComplete = random.once(in: 3)
            request.holdsClock = random.once(in: 3)
            if random.once(in: 2) {
                request.selected = InstrumentKey(
                    feed: UInt16(random.below(4)), instrument: UInt16(random.below(6)))
            }
            (request.depth, request.tapeCount) = (random.below(30), random.below(90))
            request.tapeEnd = random.once(in: 2) ? random.next() >> UInt64(random.below(64)) : nil
            let snapshot = market.snapshot(request)
            for tape in [snapshot.book.tape, snapshot.flow.tape] {
                let numbers = tape.entries.map(\.number)
                let isRising = zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 }
                #expect(isRising && numbers.last ?? 0 <= tape.total && tape.kept <= TapeStore.capacity)
                taped = max(taped, tape.total)
            }
            #expect(snapshot.book.sparkline.count <= 60 && snapshot.book.prices.count <= 60)
            #expect(snapshot.flow.seconds.count <= 60 && snapshot.flow.movers.count <= 20)
        }
        #expect(taped > 5000)
    }

    @Test("a model that is not watched tapes nothing")
    func unwatched() {
        var market = MarketProbe()
        market.apply([.add(1, .buy, 100, 5), .add(2, .buy, 100, 5)])
        var complete = SnapshotRequest()
        complete.isComplete = true
        let snapshot = market.snapshot(complete)
        #expect(snapshot.flow.tape == Tape() && snapshot.flow.session == FlowTotals())
        #expect(snapshot.book.tape == Tape() && snapshot.book.watchedSince == 0)
        #expect(snapshot.book.bids == [Quote(price: 100, size: 10, orders: 2)])
    }
}

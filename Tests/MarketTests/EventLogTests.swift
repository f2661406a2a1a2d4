import OrderFlow
import Testing

@testable import Market

@Suite("Event log")
struct EventLogTests {
    private let start = MarketProbe.start

    @Test("states are told when they change: live, idle, silent, live again, ended")
    func states() {
        var market = MarketProbe.watched()
        market.packet()
        market.wait(1)
        market.packet()
        market.wait(2.2)
        market.packet(messages: 0)
        market.wait(4)
        market.packet()
        market.wait(0.1)
        market.deliver([OrderEvent(.endOfSession), OrderEvent(.endOfSession)])
        market.wait(10)
        let states = market.kinds().filter { if case .raised = $0 { false } else { true } }
            .filter { if case .cleared = $0 { false } else { true } }
        #expect(
            states == [
                .state(from: .waiting, to: .live), .state(from: .live, to: .idle),
                .state(from: .idle, to: .silent), .state(from: .silent, to: .live), .endOfSession,
                .state(from: .live, to: .ended),
            ])
    }

    @Test("what was lost, what came after all, and books that are suspect and right again")
    func losses() {
        var market = MarketProbe.watched()
        let range = SequenceRange(first: 5, last: 9, noticed: start)
        market.deliver([
            .add(1, .buy, 100, 5, timestamp: start), .gap(from: 5, through: 9, cause: .wire, received: 0),
            .filled(line: 0, from: 5, through: 5, source: .late, received: 0),
            .filled(line: 0, from: 6, through: 6, source: .late, received: 0),
            .filled(line: 0, from: 8, through: 8, source: .late, received: 0),
            .filled(line: 0, from: 20, through: 29, source: .request, received: 0),
            .shed(from: 30, through: 39, messages: 10),
        ])
        market.model.trustBooks()
        #expect(
            market.kinds() == [
                .gap(range), .raised(.gap, value: 5), .booksSuspect(.loss(.wire)),
                .filled(first: 5, last: 6, .late),
                .filled(first: 8, last: 8, .late), .filled(first: 20, last: 29, .request), .shed(10),
                .booksTrusted,
            ])
        #expect(market.log().entries.allSatisfy { $0.feed == 0 && $0.time == start })
    }

    @Test("drops of the kernel within a second are one entry with their sum")
    func drops() {
        var market = MarketProbe.watched()
        for step in UInt64(0)..<25 {
            market.deliver([
                OrderEvent(.notice, type: 1, timestamp: start + step * 100_000_000), .kernelDrop(3, line: 0),
            ])
        }
        let log = market.log().entries
        #expect(log.map(\.kind) == [.kernelDrops(15), .kernelDrops(30), .kernelDrops(30)])
        #expect(log.map(\.joined) == [4, 9, 9])
    }

    @Test("a status told first is no news unless it is a halt; a change is")
    func statuses() {
        var market = MarketProbe.watched()
        var events: [OrderEvent] = []
        for instrument in UInt16(1)...5_000 {
            events.append(.status(.trading, instrument: instrument, type: 72, timestamp: start))
        }
        events.append(.status(.halted, instrument: 6_000, type: 72, timestamp: start))
        events.append(.status(.halted, instrument: 7, type: 72, timestamp: start))
        events.append(.status(.halted, instrument: 7, type: 72, timestamp: start))
        events.append(.status(.quotationOnly, instrument: 7, type: 72, timestamp: start))
        events.append(OrderEvent(.operationalHalt, instrument: 8, quantity: 0))
        events.append(OrderEvent(.operationalHalt, instrument: 8, quantity: 1))
        events.append(OrderEvent(.operationalHalt, instrument: 8, quantity: 0))
        market.deliver(events)
        let log = market.log().entries
        #expect(
            log.reversed().map(\.kind) == [
                .status(.halted), .status(.halted), .status(.quotationOnly), .haltedHere(true),
                .haltedHere(false),
            ])
        #expect(log.reversed().map { $0.instrument?.instrument } == [6_000, 7, 7, 8, 8])
    }

    @Test("a record of the busiest millisecond is told when it rose by half")
    func bursts() {
        var market = MarketProbe.watched { $0.burst = nil }
        for (step, messages) in [50, 100, 149, 150, 224, 225, 1_000].enumerated() {
            market.packet(messages: messages, received: start + UInt64(step) * 5_000_000)
            market.wait(0.1)
        }
        let bursts = market.log().entries.filter { if case .burst = $0.kind { true } else { false } }
        #expect(
            bursts.reversed().map(\.kind) == [
                .burst(messages: 100), .burst(messages: 150), .burst(messages: 225), .burst(messages: 1_000),
            ])
        #expect(bursts[0].time == start + 30_000_000)
    }

    @Test("4,096 entries are kept, earlier ones are counted, and the part asked for is brought into range")
    func bounded() {
        var log = EventLog()
        for number in 1...UInt64(10_000) {
            var event = MarketEvent(.reset(next: number))
            event.time = start + number * 10 * MarketProbe.second
            event.feed = Int(number % 7)
            log.note(event)
        }
        #expect(log.count == 4_096 && log.evicted == 10_000 - 4_096)
        #expect(log[0].kind == .reset(next: 10_000) && log[0].number == 10_000)
        #expect(log[4_095].number == 10_000 - 4_095)

        var market = MarketProbe.watched()
        for step in UInt64(0)..<10 {
            market.deliver([
                OrderEvent(.notice, type: 1, timestamp: start + step * 10 * MarketProbe.second),
                OrderEvent(.reset, reference: 1),
            ])
        }
        var request = SnapshotRequest()
        request.view = .events
        request.listCount = 3
        request.listFirst = 100
        let part = market.snapshot(request).events
        let resets = part.entries.map(\.number)
        #expect(part.count == 11 && part.first == 8 && resets == [3, 2, 1])
        request.view = .gaps
        #expect(market.snapshot(request).events == Market.EventList())
    }

    @Test("a feed that resets with every packet gets a few lines, which say how many they are")
    func resets() {
        var market = MarketProbe.watched()
        for _ in 0..<5_000 { market.deliver([OrderEvent(.reset, reference: 1)]) }
        let log = market.log().entries
        #expect(log.count == 16 && log[0].joined == 5_000 - 16)
    }

    @Test("the same source in another feed is another source, and clocks that go back give nothing")
    func sources() {
        var log = EventLog()
        for round in 0..<1_000 {
            var event = MarketEvent(.endOfSession)
            event.time = start - UInt64(round) * 1_000_000
            event.feed = round % 2
            log.note(event)
        }
        #expect(log.count == 32)
    }
}

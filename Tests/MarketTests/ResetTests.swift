import OrderFlow
import Testing

@testable import Market

@Suite("Counting anew")
struct ResetTests {
    private let start = MarketProbe.start
    private let second = MarketProbe.second

    /// A packet of two lines' feed with orders, at so many seconds.
    private func packet(_ seconds: UInt64, _ events: [OrderEvent]) -> [OrderEvent] {
        let time = start + seconds * second
        return [
            .packet(
                feed: 0, sequence: 1, messages: events.count, bytes: 50, received: time,
                intake: time - 1_000)
        ] + events
    }

    private func market() -> MarketProbe {
        var market = MarketProbe(lines: ["a", "b"], isWatched: true)
        market.deliver(
            packet(
                1,
                [
                    .add(1, .buy, 100, 5, timestamp: start), .add(2, .sell, 99, 5, timestamp: start),
                    .add(3, .buy, 90, 7, instrument: 2, timestamp: start), .trade(100, 3, timestamp: start),
                ]))
        market.deliver([
            .gap(from: 5, through: 9, cause: .wire, received: 0),
            .lineGap(line: 1, from: 20, through: 21, cause: .wire, received: 0), .kernelDrop(4, line: 0),
        ])
        market.wait(1)
        return market
    }

    @Test("sets counts, peaks, latencies, ledger, alerts and events back, and says since when")
    func anew() {
        var market = market()
        market.model.resetCounters(now: market.now)
        let feed = market.report()
        #expect(feed.summary.counters == FeedCounters() && feed.ledger.isEmpty && feed.latencies.isEmpty)
        #expect(feed.messagesByType.allSatisfy { $0 == 0 } && feed.rates.peak1ms == Peak())
        #expect(feed.summary.lines.allSatisfy { $0.packets == 0 && $0.missing == 0 && $0.wins == 0 })
        #expect(feed.instruments.map(\.messages) == [0, 0])
        let snapshot = market.view(.gaps)
        #expect(snapshot.since == start + 2 * second && snapshot.counters == FeedCounters())
        #expect(snapshot.latencies.isEmpty && snapshot.gaps.count == 0 && snapshot.history.peak1s == Peak())
        #expect(market.kinds() == [.countersReset] && market.log().entries[0].time == start + 2 * second)
        #expect(market.rules() == [] && market.alerts().raisedCount == 0)
    }

    @Test("leaves books, trades, states and suspicions as they are")
    func kept() {
        var market = market()
        let before = market.report()
        market.model.resetCounters(now: market.now)
        let after = market.report()
        #expect(after.summary.suspicion == before.summary.suspicion && after.summary.isSuspect)
        #expect(after.summary.state == before.summary.state)
        for (row, old) in zip(after.instruments, before.instruments) {
            #expect(row.bid == old.bid && row.ask == old.ask && row.volume == old.volume)
            #expect(row.rate == old.rate && row.trades == old.trades)
        }
        market.deliver(packet(3, [OrderEvent(.delete, instrument: 1, reference: 2, timestamp: start)]))
        #expect(market.row()?.ask == nil && market.counters().unknownReferences == 0)
    }

    @Test("what comes afterwards counts from nothing, also within a packet")
    func counting() {
        var market = market()
        market.now = start + 5 * second
        market.apply(packet(3, [OrderEvent(.notice, type: 1), OrderEvent(.notice, type: 1)]))
        market.model.resetCounters(now: market.now)
        market.deliver([OrderEvent(.notice, type: 1)])
        market.deliver(
            packet(4, [.add(9, .buy, 80, 1), .gap(from: 30, through: 30, cause: .wire, received: 0)]))
        let feed = market.report()
        #expect(feed.summary.counters.messages == 2 && feed.summary.counters.missing == 1)
        #expect(feed.summary.lines[0].wins == 2 && feed.summary.lines[0].packets == 1)
        let handling = feed.latencies.first { $0.stage == .handling }
        #expect(handling?.count == 2)
        #expect(feed.summary.first == start + 3 * second && market.rules() == ["gap"])
    }

    @Test("an alert whose cause lasts is raised anew")
    func alerts() {
        var market = MarketProbe.watched()
        market.deliver([
            .add(1, .buy, 100, 5, timestamp: start), .add(2, .sell, 99, 5, timestamp: start),
        ])
        market.wait(4)
        #expect(Set(market.rules()) == ["silence", "crossed"])
        market.model.resetCounters(now: market.now)
        #expect(market.rules() == [])
        market.wait(0.1)
        #expect(Set(market.rules()) == ["silence", "crossed"])
    }
}

import OrderFlow
import TestSupport
import Testing

@testable import Market

@Suite("Rates and peaks")
struct RateMeterTests {
    private static let start = MarketProbe.start

    private func notice(_ time: UInt64) -> OrderEvent { OrderEvent(.notice, type: 83, timestamp: time) }

    @Test(
        "peaks, rates and sparkline are those that counting one by one gives",
        arguments: [1, 2, 3] as [UInt64])
    func likeBruteForce(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var market = MarketProbe()
        var times: [UInt64] = []
        var time = Self.start + 300_000_000
        for _ in 0..<20_000 {
            time += UInt64(random.once(in: 50) ? random.below(300_000_000) : random.below(200_000))
            times.append(time)
        }
        market.apply(times.map(notice))
        let report = market.report()
        let snapshot = market.snapshot(SnapshotRequest())

        func busiest(_ length: UInt64) -> Peak {
            var counts: [UInt64: UInt64] = [:]
            for time in times { counts[time / length, default: 0] += 1 }
            let most = counts.values.max() ?? 0
            let first = counts.filter { $0.value == most }.keys.min() ?? 0
            return Peak(messages: most, at: first * length)
        }
        let second: UInt64 = 1_000_000_000
        func count(_ seconds: Range<UInt64>) -> Int { times.count { seconds.contains($0 / second) } }
        let last = time / second
        #expect(report.rates.peak1ms == busiest(1_000_000))
        #expect(report.rates.peak1s == busiest(second))
        #expect(report.rates.messages1s == Double(count(last - 1..<last)))
        #expect(report.rates.messages10s == Double(count(last - 10..<last)) / 10)
        #expect(snapshot.rates.peak1ms == report.rates.peak1ms)
        let first = times[0] / second
        let shown = max(first, last - 60)..<last
        #expect(snapshot.sparkline.map(Int.init) == shown.map { count($0..<$0 + 1) })
    }

    @Test("500 packets within a millisecond are a peak of 500, with its time")
    func burst() {
        var market = MarketProbe()
        let time = Self.start + 5_000_000
        market.apply(
            (0..<500).flatMap { number in
                [
                    OrderEvent.packet(
                        feed: 0, sequence: 1, messages: 1, bytes: 50, received: time + UInt64(number),
                        intake: 0),
                    notice(1),
                ]
            })
        let rates = market.report().rates
        #expect(rates.peak1ms == Peak(messages: 500, at: time))
    }

    @Test("a silent feed's rates fall to zero, its peaks stay")
    func silence() {
        var market = MarketProbe()
        market.apply((0..<5000).map { notice(Self.start + $0 * 1_000_000) })
        let busy = market.snapshot(SnapshotRequest()).rates
        market.now += 100_000_000_000
        let silent = market.snapshot(SnapshotRequest()).rates
        #expect(busy.messages1s == 1000)
        #expect(silent.messages1s == 0 && silent.messages10s == 0)
        #expect(silent.peak1s == busy.peak1s)
    }

    @Test("nothing is known before a whole second has passed")
    func young() {
        var market = MarketProbe()
        var rates = market.snapshot(SnapshotRequest()).rates
        #expect(rates == RateSummary())
        market.apply([notice(Self.start + 5), notice(Self.start + 900_000_000)])
        rates = market.snapshot(SnapshotRequest()).rates
        #expect(rates.messages1s == nil && rates.messages10s == nil)
        #expect(rates.peak1s == Peak(messages: 2, at: Self.start))
    }

    @Test("clocks that jump by hours, back and forth, cost little and break nothing")
    func jumps() {
        var market = MarketProbe()
        var random = SeededGenerator(seed: 5)
        let extremes: [UInt64] = [1, .max, .max - 1, 1 << 63, Self.start]
        let events = (0..<20_000).map { number in
            notice(number % 3 == 0 ? extremes[random.below(5)] : random.next())
        }
        let elapsed = ContinuousClock().measure { market.apply(events) }
        #expect(elapsed < .seconds(3))
        // A clock that is right again is believed at once.
        market.apply((0..<3000).map { notice(Self.start + $0 * 1_000_000) })
        let report = market.report()
        #expect(report.rates.messages1s == 1000)
        #expect(report.summary.counters.messages == 23_000)
    }

    @Test("late messages count in the current window")
    func late() {
        var market = MarketProbe()
        market.apply([notice(Self.start + 2_000_000), notice(Self.start), notice(Self.start + 2_500_000)])
        let report = market.report()
        #expect(report.rates.peak1ms == Peak(messages: 3, at: Self.start + 2_000_000))
        #expect(report.summary.last == Self.start + 2_500_000)
    }

    @Test("an instrument's rate is its messages in the last whole second")
    func instrumentRate() {
        var market = MarketProbe()
        let second: UInt64 = 1_000_000_000
        market.apply((0..<7).map { .trade(1, 1, timestamp: Self.start + $0) })
        market.apply((0..<3).map { .trade(1, 1, instrument: 2, timestamp: Self.start + 10 + $0) })
        market.apply([.trade(1, 1, instrument: 2, timestamp: Self.start + second + 5)])
        var rates = market.report().instruments.map(\.rate)
        #expect(rates == [7, 3])
        market.apply([.trade(1, 1, instrument: 1, timestamp: Self.start + 2 * second)])
        rates = market.report().instruments.map(\.rate)
        #expect(rates == [0, 1])
    }
}

import Histogram
import OrderFlow
import TestSupport
import Testing

@testable import Market

/// All samples with their seconds: the slow and obvious twin of the windows.
private struct SlowWindow {
    var samples: [(second: UInt64, value: UInt64)] = []
    var negatives: [UInt64] = []
    var second: UInt64 = 0

    private func range(_ seconds: UInt64) -> ClosedRange<UInt64> {
        seconds == 1 ? second - 1...second - 1 : second - seconds + 1...second
    }

    func values(_ seconds: UInt64) -> [UInt64] {
        guard seconds > 0 else { return samples.map(\.value).sorted() }
        return samples.filter { range(seconds).contains($0.second) }.map(\.value).sorted()
    }

    func negative(_ seconds: UInt64) -> Int {
        seconds == 0 ? negatives.count : negatives.count { range(seconds).contains($0) }
    }
}

@Suite("Latencies over moving windows")
struct StageWindowTests {
    private static let start = MarketProbe.start / 1_000_000_000

    /// A latency of any size, the shorter the more likely.
    private func latency(_ random: inout SeededGenerator) -> UInt64 {
        random.next() >> UInt64(10 + random.below(53))
    }

    /// Between the sample that a sorted array has at the rank and that by so much more.
    private func expect(_ value: UInt64, _ percent: Double, _ sorted: [UInt64], within parts: UInt64) {
        let rank = max(1, Int((percent.nextDown * Double(sorted.count) / 100).rounded(.up)))
        let exact = sorted[rank - 1]
        let bound = exact + exact / parts
        #expect(exact <= value && value <= bound, "p\(percent) of \(sorted.count)")
    }

    @Test("are what sorted samples say, to the resolution", arguments: [7, 5], 1...3 as ClosedRange<UInt64>)
    func model(bits: Int, seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var window = StageWindow(LatencyScale(bits: bits), lengths: [10, 60])
        var slow = SlowWindow(second: Self.start)
        window.rotate(to: slow.second)
        for _ in 0..<90 {
            for _ in 0..<random.below(40) {
                if random.once(in: 10) {
                    window.record(from: 5, to: 4, 1)
                    slow.negatives.append(slow.second)
                } else {
                    let value = latency(&random)
                    let count = 1 + random.below(3)
                    window.record(from: 1000, to: 1000 + value, UInt64(count))
                    for _ in 0..<count { slow.samples.append((slow.second, value)) }
                }
            }
            let seconds = window.trail
            #expect(seconds.count == 59)
            for (age, told) in zip(UInt64(1)..., seconds.reversed()) {
                let sorted = slow.samples.filter { $0.second == slow.second - age }.map(\.value).sorted()
                #expect(told.count == UInt64(sorted.count) && told.max == sorted.last ?? 0)
                guard !sorted.isEmpty else { continue }
                expect(told.p50, 50, sorted, within: 1 << UInt64(bits))
                expect(told.p99, 99, sorted, within: 1 << UInt64(bits))
            }
            // A few seconds back change nothing.
            if random.once(in: 3) { window.rotate(to: slow.second - UInt64(random.below(9))) }
            for seconds in [1, 10, 60, 0] as [UInt64] {
                let summary = window.summary(.queue, seconds: Int(seconds))
                let sorted = slow.values(seconds)
                let negative = slow.negative(seconds)
                #expect(summary.count == UInt64(sorted.count) && summary.negative == UInt64(negative))
                #expect(summary.windowSeconds == Int(seconds) && summary.stage == .queue)
                #expect(summary.max == sorted.last ?? 0)
                guard !sorted.isEmpty else {
                    #expect(summary.p50 == 0 && summary.p9999 == 0)
                    continue
                }
                let parts: UInt64 = 1 << UInt64(bits)
                expect(summary.p50, 50, sorted, within: parts)
                expect(summary.p90, 90, sorted, within: parts)
                expect(summary.p99, 99, sorted, within: parts)
                expect(summary.p999, 99.9, sorted, within: parts)
                expect(summary.p9999, 99.99, sorted, within: parts)
            }
            slow.second += random.once(in: 8) ? UInt64(random.below(75)) : 1
            window.rotate(to: slow.second)
        }
    }

    @Test("agree with the HDR histogram to the nanosecond", arguments: 1...5 as ClosedRange<UInt64>)
    func likeHDR(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var window = StageWindow(.fine, lengths: [10])
        var histogram = LatencyCounts()
        for _ in 0..<20_000 {
            let value = latency(&random)
            window.record(from: 0, to: value, 1)
            histogram.record(nanoseconds: value, 1)
            if random.once(in: 1000) { window.rotate(to: Self.start + UInt64(random.below(1000))) }
        }
        let session = window.summary(.parse, seconds: 0)
        #expect(session == histogram.summary(.parse, negative: 0))
    }

    @Test("a sample beyond a year is counted as such, and the longest is told as it was")
    func beyond() {
        let year = LatencyScale.longest
        let (longest, other): (UInt64, UInt64) = (40 * year, 3 * year)
        var window = StageWindow(.fine, lengths: [10])
        var session = LatencyCounts()
        window.rotate(to: Self.start)
        for (value, count) in [(100, 96), (year, 1), (other, 1), (longest, 2)] as [(UInt64, UInt64)] {
            window.record(from: 0, to: value, count)
            session.record(nanoseconds: value, count)
        }
        for summary in [
            window.summary(.feed, seconds: 10), window.summary(.feed, seconds: 0),
            session.summary(.feed, negative: 0),
        ] {
            #expect(summary.count == 100 && summary.beyond == 3 && summary.max == longest)
            #expect(summary.p50 == 100 && summary.p90 == 100 && summary.p999 == longest)
        }
        session.reset()
        #expect(session.summary(.feed, negative: 0) == LatencySummary())
    }

    @Test("the seconds before one can be left out of a window")
    func from() {
        var window = StageWindow(.fine, lengths: [10])
        for step in UInt64(0)..<5 {
            window.rotate(to: Self.start + step)
            window.record(from: 0, to: 1_000 - step * 100, 10)
        }
        for (first, count) in [(0, 50), (1, 40), (4, 10), (5, 0), (9, 0)] as [(UInt64, UInt64)] {
            let summary = window.summary(.handling, seconds: 10, from: Self.start + first)
            #expect(summary.count == count && summary.max == (count == 0 ? 0 : 1_000 - first * 100))
        }
        window.rotate(to: Self.start + 12)
        let late = window.summary(.handling, seconds: 10, from: Self.start + 1)
        #expect(late.count == 20 && late.max == 700)
    }

    @Test("bars hold every sample once, in its bar or, by less than the resolution, in the next")
    func bars() {
        var random = SeededGenerator(seed: 3)
        var window = StageWindow(.fine, lengths: [10])
        window.rotate(to: Self.start)
        var exact = [UInt64](repeating: 0, count: LatencyAxis.count)
        for _ in 0..<20_000 {
            let value = random.once(in: 2) ? UInt64(random.below(256)) : latency(&random)
            window.record(from: 0, to: value, 1)
            exact[LatencyAxis.bar(of: value)] += 1
        }
        let bars = window.bars(.feed, seconds: 10)
        #expect(bars.counts.reduce(0, +) == 20_000 && bars.counts.count == LatencyAxis.count)
        // Up to 256 ns each counter is one value.
        let sharp = LatencyAxis.bar(of: 255)
        #expect(Array(bars.counts[..<sharp]) == Array(exact[..<sharp]))
        for bar in sharp..<LatencyAxis.count {
            let difference = bars.counts[bar].distance(to: exact[bar]).magnitude
            #expect(difference <= 2 + exact[max(0, bar - 1)...min(bar + 1, 169)].reduce(0, +) / 20)
        }
        for bar in 0..<LatencyAxis.count - 1 where LatencyAxis.edge(bar) < LatencyAxis.edge(bar + 1) {
            #expect(LatencyAxis.bar(of: LatencyAxis.edge(bar)) == bar)
            #expect(LatencyAxis.bar(of: LatencyAxis.edge(bar + 1) - 1) == bar)
        }
        #expect(LatencyAxis.bar(of: 0) == 0 && LatencyAxis.bar(of: .max) == LatencyAxis.count - 1)
    }

    @Test("seconds that jump and counts beyond every bound do no harm")
    func hostile() {
        var random = SeededGenerator(seed: 8)
        var window = StageWindow(.fine, lengths: [10, 60])
        let edges: [UInt64] = [0, 1, .max, .max - 1, 1 << 63, Self.start]
        let elapsed = ContinuousClock().measure {
            for _ in 0..<20_000 {
                window.rotate(to: random.once(in: 2) ? edges[random.below(6)] : random.next())
                window.record(from: random.next(), to: random.next(), random.once(in: 9) ? .max : 5)
            }
        }
        #expect(elapsed < .seconds(3))
        for seconds in [1, 10, 60, 0] {
            let summary = window.summary(.feed, seconds: seconds)
            #expect(summary.p50 <= summary.p9999 && summary.p9999 <= summary.max)
        }
        // A clock that is right again is believed, and nothing old is left in the windows.
        window.rotate(to: Self.start + 100)
        window.rotate(to: Self.start + 200)
        window.record(from: 1, to: 8, 3)
        let minute = window.summary(.feed, seconds: 60)
        #expect(minute.count == 3 && minute.p50 == 7 && minute.negative == 0)
        let bars = window.bars(.feed, seconds: 60)
        #expect(bars.counts.reduce(0, +) == 3)
    }
}

@Suite("The latency view")
struct LatencyDetailTests {
    private static let start = MarketProbe.start

    private func packet(_ time: UInt64, feed: UInt16 = 0, latency: UInt64 = 1000) -> [OrderEvent] {
        [
            .packet(feed: feed, sequence: 1, messages: 2, bytes: 50, received: time, intake: time),
            OrderEvent(.notice, type: 83, timestamp: time - latency),
            OrderEvent(.notice, type: 83, timestamp: time - latency),
        ]
    }

    @Test("tells each stage over 1, 10 and 60 s and the session, all of one moment")
    func windows() {
        var market = MarketProbe.detailed()
        for step in 0..<100 as Range<UInt64> {
            market.now = Self.start + step * 1_000_000_000
            market.apply(packet(market.now - 500) + [OrderEvent(.published, timestamp: market.now - 100)])
        }
        market.apply([OrderEvent(.published, timestamp: market.now)])
        let snapshot = market.view(.latency)
        let counts = snapshot.latency.summaries.map { [$0.stage.rawValue, $0.windowSeconds, Int($0.count)] }
        #expect(
            counts
                == (0..<4).flatMap { stage in
                    [[stage, 1, 2], [stage, 10, 20], [stage, 60, 120], [stage, 0, 200]]
                })
        #expect(snapshot.latency.bars.map(\.windowSeconds) == [60, 0, 60, 0, 60, 0, 60, 0])
        for bars in snapshot.latency.bars {
            #expect(bars.counts.reduce(0, +) == (bars.windowSeconds == 60 ? 120 : 200))
        }
        #expect(snapshot.latencies.map(\.windowSeconds) == [10, 0, 10, 0, 10, 0, 10, 0])
        let session = snapshot.latencies.filter { $0.windowSeconds == 0 }
        #expect(session == market.report().latencies && session.allSatisfy { $0.p9999 > 0 })
    }

    @Test("each feed tells its own feed and handling stages, and forgets after ten seconds")
    func perFeed() {
        var market = MarketProbe.detailed(feeds: 3)
        market.now += 2000
        market.apply(
            packet(Self.start, latency: 1000) + packet(Self.start, feed: 1, latency: 50_000)
                + [OrderEvent(.published, timestamp: Self.start + 1000)])
        var feeds = market.snapshot(SnapshotRequest()).feeds
        #expect(feeds.map { $0.latencies.map(\.stage) } == [[.feed, .handling], [.feed, .handling], []])
        #expect(
            feeds[0].latencies.map(\.count) == [2, 2] && feeds[1].latencies.map(\.max) == [50_000, 2000])
        let p99 = feeds[1].latencies[0].p99
        #expect(p99 == 50_000 && feeds[0].latencies[0].p50 == 1000)
        market.now += 12_000_000_000
        market.apply(packet(market.now) + [OrderEvent(.published, timestamp: market.now)])
        feeds = market.snapshot(SnapshotRequest()).feeds
        #expect(feeds[0].latencies.map(\.count) == [2, 2])
        #expect(feeds[1].latencies.map(\.count) == [0, 0] && feeds[1].latencies[0].windowSeconds == 10)
    }

    @Test("takes a snapshot of full windows within a millisecond for all stages")
    func bounded() {
        var market = MarketProbe.detailed()
        var random = SeededGenerator(seed: 4)
        for step in 0..<70 as Range<UInt64> {
            market.now = Self.start + step * 1_000_000_000
            for _ in 0..<100 {
                let latency = random.next() >> UInt64(30 + random.below(30))
                market.apply(
                    packet(market.now - latency % 1_000_000, latency: latency)
                        + [OrderEvent(.published, timestamp: market.now)])
            }
        }
        let best = (0..<20).map { _ in ContinuousClock().measure { _ = market.view(.latency) } }.min()
        #if DEBUG
            #expect(best.map { $0 < .milliseconds(200) } == true)
        #else
            #expect(best.map { $0 < .microseconds(1200) } == true, "\(best as Any)")
        #endif
    }
}

import CAllocationCounter
import OrderFlow
import TestSupport
import Testing

@testable import Market

/// Every message with its time, and every figure counted from these anew: the slow and obvious twin of the rate log.
private struct SlowRates {
    static let second: UInt64 = 1_000_000_000
    var times: [UInt64] = []

    func busiest(_ length: UInt64, in range: Range<UInt64>? = nil) -> Peak {
        var counts: [UInt64: UInt64] = [:]
        for time in times where range?.contains(time) ?? true { counts[time / length, default: 0] += 1 }
        let most = counts.values.max() ?? 0
        let first = counts.filter { $0.value == most }.keys.min() ?? 0
        return Peak(messages: most, at: first * length)
    }

    /// What lies in so many seconds from one on, in which all the times of a packet's 10 messages are one.
    func point(from second: UInt64, _ seconds: UInt64) -> RatePoint {
        let range = second * Self.second..<(second + seconds) * Self.second
        var point = RatePoint()
        point.time = range.lowerBound
        point.messages = UInt64(times.count { range.contains($0) })
        point.packets = point.messages
        point.bytes = point.messages * 50
        point.peak1ms = busiest(1_000_000, in: range).messages
        point.peak10ms = busiest(10_000_000, in: range).messages
        point.peak100ms = busiest(100_000_000, in: range).messages
        point.peak1s = busiest(Self.second, in: range).messages
        return point
    }
}

@Suite("Rates over time")
struct RateHistoryTests {
    private static let start = MarketProbe.start
    private static let second: UInt64 = 1_000_000_000

    private func packet(_ time: UInt64, type: UInt8 = 83) -> [OrderEvent] {
        [
            .packet(feed: 0, sequence: 1, messages: 1, bytes: 50, received: time, intake: 0),
            OrderEvent(.notice, type: type),
        ]
    }

    @Test(
        "seconds, session and peaks are those that counting one by one gives",
        arguments: 1...4 as ClosedRange<UInt64>)
    func likeBruteForce(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var market = MarketProbe.detailed()
        market.model = MarketModel(isWatched: true)
        market.model.addFeed(
            FeedDescription(name: "", transport: "", content: "", isEastern: false, isOrderLevel: true))
        var slow = SlowRates()
        var time = Self.start + 300_000_000
        // From a minute to an hour and more, with silences, so that points are joined not at all up to five times.
        let pause = UInt64(60 << (seed * 2)) * Self.second / 40
        for _ in 0..<2000 {
            time += random.once(in: 50) ? random.next() % pause : UInt64(random.below(3_000_000))
            slow.times.append(time)
            market.apply(packet(time))
            if random.once(in: 200) { _ = market.view(.rates) }
        }
        let history = market.view(.rates).history
        #expect(history.peak1ms == slow.busiest(1_000_000))
        #expect(history.peak10ms == slow.busiest(10_000_000))
        #expect(history.peak100ms == slow.busiest(100_000_000))
        #expect(history.peak1s == slow.busiest(Self.second))
        let (first, now) = (slow.times[0] / Self.second, time / Self.second)
        let shown = max(first, now < 600 ? 0 : now - 600)..<now
        #expect(history.seconds == shown.map { slow.point(from: $0, 1) })
        let each = UInt64(history.secondsPerPoint)
        #expect(history.session.count <= 240 && (each == 1 || history.session.count > 120))
        #expect(history.session.count == Int((now - first) / each) + 1)
        for (index, point) in history.session.enumerated() {
            #expect(point == slow.point(from: first + UInt64(index) * each, each))
        }
        if seed == 4 { #expect(each > 4) }
    }

    @Test("a day in seconds takes 240 points at most at every moment, and loses no message")
    func doubling() {
        var log = RateLog(isKept: true)
        var counted: UInt64 = 0
        let first = Self.start / Self.second
        for second in 0..<86_400 as Range<UInt64> {
            var traffic = Traffic()
            traffic.messages = second % 7
            counted += second % 7
            log.add(traffic, inMillisecond: Self.start + second * Self.second)
            guard second % 97 == 0 || second < 500 else { continue }
            let history = log.history(at: 0)
            let sum = history.session.reduce(0) { $0 + $1.messages }
            let isPowerOfTwo = history.secondsPerPoint.nonzeroBitCount == 1
            let last = history.session.last.map { $0.time / Self.second }
            let wanted = first + second / UInt64(history.secondsPerPoint) * UInt64(history.secondsPerPoint)
            #expect(sum == counted && isPowerOfTwo && last == wanted)
            #expect(history.session.count <= 240 && history.seconds.count == Int(min(second, 600)))
        }
        #expect(log.history(at: 0).secondsPerPoint == 512)
    }

    @Test("a feed that fell silent has seconds without messages, and the session goes on")
    func silence() {
        var market = MarketProbe.detailed()
        for step in 0..<30 as Range<UInt64> { market.apply(packet(Self.start + step * 100_000_000)) }
        market.now += 1000 * Self.second
        let history = market.view(.rates).history
        #expect(history.seconds.count == 600 && history.seconds.allSatisfy { $0.messages == 0 })
        let messages = history.session.reduce(0) { $0 + $1.messages }
        #expect(messages == 30)
        #expect(history.secondsPerPoint == 8 && history.session.count == 1002 / 8 + 1)
        let held = market.view(.rates) { $0.holdsClock = true }.history
        #expect(held.seconds.map(\.messages) == [10, 10] && held.secondsPerPoint == 1)
    }

    @Test("late messages count in the current windows; a step far back begins anew, and peaks stay")
    func backwards() {
        var market = MarketProbe.detailed()
        let base = Self.start + 500 * Self.second
        for _ in 0..<5 { market.apply(packet(base + 2_000_000)) }
        market.apply(packet(base - 1_000_000))
        market.apply(packet(base + 3 * Self.second))
        var history = market.view(.rates).history
        #expect(history.seconds.map(\.messages) == [6, 0, 0])
        #expect(history.peak1ms == Peak(messages: 6, at: base + 2_000_000))
        #expect(history.peak100ms == Peak(messages: 6, at: base))
        market.apply(packet(Self.start))
        // The seconds that were there come again, and hold nothing of what they held.
        market.apply(packet(base + 4 * Self.second))
        history = market.view(.rates).history
        #expect(history.seconds.count == 504)
        #expect(history.seconds.map(\.messages).filter { $0 > 0 } == [1])
        let session = history.session.reduce(0) { $0 + $1.messages }
        #expect(session == 2)
        #expect(history.peak1ms == Peak(messages: 6, at: base + 2_000_000))
    }

    @Test("clocks that jump by centuries cost little, and a clock that is right again is believed at once")
    func jumps() {
        var market = MarketProbe.detailed()
        var random = SeededGenerator(seed: 5)
        let extremes: [UInt64] = [1, .max, .max - 1, 1 << 63, Self.start]
        let events = (0..<20_000).map { number in
            OrderEvent(
                .notice, type: 83, timestamp: number % 3 == 0 ? extremes[random.below(5)] : random.next())
        }
        let elapsed = ContinuousClock().measure {
            for start in stride(from: 0, to: events.count, by: 1000) {
                market.apply(Array(events[start..<start + 1000]))
                let history = market.view(.rates) { $0.isComplete = true }.history
                #expect(history.session.count <= 240 && history.seconds.count <= 600)
            }
        }
        #expect(elapsed < .seconds(3))
        market.apply((0..<3000).map { OrderEvent(.notice, type: 83, timestamp: Self.start + $0 * 1_000_000) })
        let history = market.view(.rates).history
        let last = history.seconds.last?.messages
        #expect(last == 1000)
    }

    @Test(
        "the table of types counts each by name, in all and in the last whole second",
        arguments: [false, true])
    func types(isStamped: Bool) {
        var market = MarketProbe.detailed(names: [65: "Add Order", 68: "Order Delete"])
        var random = SeededGenerator(seed: 9)
        var sent: [(time: UInt64, type: UInt8)] = []
        var time = Self.start + 900_000_000
        func check() {
            let (now, first) = (time / Self.second, sent[0].time / Self.second)
            var expected: [TypeCount] = []
            for type in [65, 68, 88] as [UInt8] {
                var count = TypeCount()
                count.type = type
                count.name = type == 65 ? "Add Order" : type == 68 ? "Order Delete" : ""
                count.messages = UInt64(sent.count { $0.type == type })
                let last = sent.count { $0.type == type && $0.time / Self.second == now - 1 }
                count.lastSecond = now - first < 2 ? nil : UInt64(last)
                if count.messages > 0 { expected.append(count) }
            }
            expected.sort { ($1.messages, $0.type) < ($0.messages, $1.type) }
            let types = market.view(.rates).history.types
            #expect(types == expected)
        }
        for _ in 0..<400 {
            time += random.once(in: 20) ? 2_300_000_000 : UInt64(random.below(200_000_000))
            let type = [65, 68, 88][random.below(3)] as UInt8
            sent.append((time, type))
            market.apply(
                isStamped ? [OrderEvent(.notice, type: type, timestamp: time)] : packet(time, type: type))
            if random.once(in: 4) { check() }
        }
        check()
    }

    @Test(
        "details allocate nothing while events are applied, seconds that begin included",
        .enabled(if: allocation_counts() == 1, "a sanitizer counts for itself"))
    func allocation() {
        var market = MarketProbe.detailed(lines: ["a", "b"])
        var events: [OrderEvent] = []
        for step in 0..<2000 as Range<UInt64> {
            let time = Self.start + step * 170_000_000
            let late = OrderEvent(.notice, type: 83, timestamp: time - step * 100)
            events += packet(time) + [late, OrderEvent(.published, timestamp: time)]
        }
        var now = market.now
        var grown: UInt64 = 0
        for start in stride(from: 0, to: events.count, by: 100) {
            let batch = Array(events[start..<start + 100])
            now += 2_000_000_000
            let before = allocation_count()
            market.model.apply(batch.span, now: now)
            if start > 0 { grown += allocation_count() - before }
        }
        #expect(grown == 0)
    }

    @Test("nobody pays who does not look")
    func unwatched() {
        var market = MarketProbe()
        for step in 0..<30 as Range<UInt64> { market.apply(packet(Self.start + step * 100_000_000)) }
        let history = market.view(.rates).history
        #expect(history.seconds.isEmpty && history.session.isEmpty && history.peak1s == Peak())
        #expect(history.types.map(\.messages) == [30] && history.types.map(\.lastSecond) == [nil])
    }

    @Test("each feed has its own rates, each line the messages of its packets")
    func feedsAndLines() {
        var market = MarketProbe.detailed(feeds: 2, lines: ["a", "b"])
        func packet(_ feed: UInt16, line: UInt8, _ messages: Int, _ time: UInt64) {
            let head = OrderEvent.packet(
                feed: feed, sequence: 1, messages: messages, bytes: 50, received: time, intake: 0, line: line)
            // The second line brings nothing new.
            let messages = line == 0 ? messages : 0
            market.apply([head] + Array(repeating: OrderEvent(.notice, type: 83), count: messages))
        }
        for step in 0..<25 as Range<UInt64> {
            let time = Self.start + step * 100_000_000
            packet(0, line: 0, 3, time)
            packet(0, line: 1, 2, time + 20_000)
            packet(1, line: 0, 5, time)
        }
        let feeds = market.snapshot(SnapshotRequest()).feeds
        #expect(feeds.map(\.rates.messages1s) == [30, 50])
        #expect(feeds.map(\.rates.peak1ms.messages) == [3, 5])
        let lines = feeds[0].lines
        #expect(lines.map(\.messages1s) == [30, 20] && lines.map(\.peak1ms) == [3, 2])
        let silent = feeds[1].lines[1]
        #expect(silent.messages1s == nil && silent.peak1ms == nil)
    }
}

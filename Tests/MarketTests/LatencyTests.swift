import Market
import OrderFlow
import Testing

@Suite("Latencies by stage")
struct LatencyTests {
    private static let start = MarketProbe.start

    private func packet(received: UInt64, intake: UInt64) -> OrderEvent {
        .packet(feed: 0, sequence: 1, messages: 2, bytes: 50, received: received, intake: intake)
    }
    private func notice(_ time: UInt64) -> OrderEvent { OrderEvent(.notice, type: 83, timestamp: time) }

    @Test("each stage lies between its two moments and counts messages")
    func stages() {
        var market = MarketProbe()
        let now = market.now
        market.apply([
            packet(received: Self.start, intake: now - 9000), notice(Self.start - 1000),
            notice(Self.start - 1000),
            packet(received: Self.start, intake: now - 9000), notice(Self.start - 3000),
            OrderEvent(.published, timestamp: now - 5000),
        ])
        let snapshot = market.snapshot(SnapshotRequest())
        let found = snapshot.latencies.map {
            [$0.stage.rawValue, $0.windowSeconds, Int($0.count), Int($0.max)]
        }
        #expect(
            found == [
                [0, 10, 3, 3000], [0, 0, 3, 3000], [1, 10, 3, 9000], [1, 0, 3, 9000], [2, 10, 3, 4000],
                [2, 0, 3, 4000], [3, 10, 3, 5000], [3, 0, 3, 5000],
            ])
        let feed = snapshot.latencies.first
        #expect(feed.map { (990...1010).contains($0.p50) } == true)
        #expect(feed.map { (2970...3030).contains($0.p99) } == true)
        let session = market.report().latencies
        #expect(session == snapshot.latencies.filter { $0.windowSeconds == 0 })
    }

    @Test("a message from the future is negative and in no percentile; one without time is not counted")
    func negative() {
        var market = MarketProbe()
        market.apply([packet(received: Self.start, intake: 0), notice(Self.start + 1), notice(0)])
        let latencies = market.report().latencies
        #expect(latencies.count == 1)
        #expect(latencies.first?.negative == 1 && latencies.first?.count == 0 && latencies.first?.max == 0)
    }

    @Test("without a receive time there is no feed latency")
    func streams() {
        var market = MarketProbe()
        market.apply([packet(received: 0, intake: 0), notice(Self.start)])
        let latencies = market.report().latencies
        #expect(latencies.isEmpty)
    }

    @Test("what is longer than a year is told as it was")
    func longest() {
        var market = MarketProbe()
        market.apply([packet(received: Self.start, intake: 0), notice(1)])
        let latencies = market.report().latencies
        #expect(latencies.first?.count == 1)
        #expect(latencies.first?.max == Self.start - 1 && latencies.first?.beyond == 1)
    }

    @Test("the window forgets after ten seconds, the session does not")
    func window() {
        var market = MarketProbe()
        var counts: [[UInt64]] = []
        for second in [0, 5, 9, 12, 40] as [UInt64] {
            market.now = Self.start + second * 1_000_000_000
            market.apply([packet(received: market.now, intake: market.now - 100), notice(market.now - 50)])
            market.apply([packet(received: market.now, intake: 0)])
            let latencies = market.snapshot(SnapshotRequest()).latencies
            counts.append(latencies.map(\.count))
        }
        #expect(counts == [[1, 1, 1, 1], [2, 2, 2, 2], [3, 3, 3, 3], [3, 4, 3, 4], [1, 5, 1, 5]])
    }

    @Test("more packets than are kept before a publication do no harm")
    func manyPackets() {
        var market = MarketProbe()
        let now = market.now
        for _ in 0..<1000 { market.apply([packet(received: 0, intake: now - 10), notice(0)]) }
        market.apply([OrderEvent(.published, timestamp: now)])
        let counts = market.report().latencies.map { [$0.stage.rawValue, Int($0.count)] }
        #expect(counts == [[1, 1000], [2, 256], [3, 256]])
    }
}

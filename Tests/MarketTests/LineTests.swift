import CAllocationCounter
import Market
import OrderFlow
import Testing

@Suite("Lines of a feed")
struct LineTests {
    private func packet(_ line: UInt8, _ messages: Int, received: UInt64 = 0) -> OrderEvent {
        .packet(
            feed: 0, sequence: 1, messages: messages, bytes: 40, received: received, intake: 0, line: line)
    }

    private let notice = OrderEvent(.notice, type: 83)

    @Test("packets, messages and wins are those of the line that brought them")
    func counting() {
        var market = MarketProbe(lines: ["10.0.0.1:1", "10.0.0.2:1"])
        market.apply([packet(0, 3), notice, notice, notice, packet(1, 3), packet(1, 2), notice])
        market.apply([packet(0, 2, received: MarketProbe.start), notice, packet(2, 5), notice, notice])
        let lines = market.report().summary.lines
        #expect(lines.map(\.letter) == ["A", "B"])
        #expect(lines.map(\.name) == ["10.0.0.1:1", "10.0.0.2:1"])
        // The probe itself begins with a packet of one message and 100 bytes on line A.
        #expect(lines.map(\.packets) == [3, 2])
        #expect(lines.map(\.bytes) == [180, 80])
        #expect(lines.map(\.messages) == [6, 5])
        #expect(lines.map(\.wins) == [4, 1])
        #expect(lines.map(\.lastPacket) == [MarketProbe.start, 0])
        #expect(market.counters().messages == 7)
    }

    @Test("losses and drops are counted by line, and taken back when the messages come late")
    func losses() {
        var market = MarketProbe(lines: ["a", "b"])
        market.apply([
            .lineGap(line: 0, from: 10, through: 14, cause: .wire, received: 0),
            .lineGap(line: 1, from: 20, through: 29, cause: .kernel, received: 0),
            .filled(line: 1, from: 20, through: 21, source: .lineOnly, received: 0),
            .kernelDrop(3, line: 1), .kernelDrop(2, line: 0),
        ])
        let report = market.report()
        let lines = report.summary.lines
        #expect(lines.map(\.missing) == [5, 8])
        #expect(lines.map(\.missingInKernel) == [0, 8])
        #expect(lines.map(\.kernelDrops) == [2, 3])
        #expect(lines.map(\.onlyHere) == [8, 5])
        #expect(report.summary.counters.kernelDrops == 5)
        #expect(report.summary.counters.missing == 0 && !report.summary.isSuspect)
        #expect(report.ledger.map(\.first) == [10, 22] && report.ledger.map(\.fill) == [.line, .line])
    }

    @Test("a lead goes to the line that was first, with its message count")
    func leads() {
        var market = MarketProbe(lines: ["a", "b"])
        market.apply([
            .lead(first: 0, second: 1, nanoseconds: 100, count: 98),
            .lead(first: 0, second: 1, nanoseconds: 5000, count: 2),
            .lead(first: 1, second: 0, nanoseconds: .max, count: 1),
        ])
        let lines = market.report().summary.lines
        #expect(lines.map(\.leads) == [100, 1])
        #expect(lines[0].leadP50 == 100 && (4900...5100).contains(lines[0].leadP99))
        #expect(lines[1].leadMax >= 300 * 86_400_000_000_000)
    }

    @Test("each line is live, idle or silent by its own packets, and ended if it heard the end")
    func states() {
        var market = MarketProbe(lines: ["a", "b", "c"])
        func states(_ market: inout MarketProbe, after seconds: UInt64) -> [FeedState] {
            market.now += seconds * 1_000_000_000
            return market.snapshot(SnapshotRequest()).feeds[0].lines.map(\.state)
        }
        market.apply([packet(0, 1), notice, packet(1, 0), OrderEvent(.heartbeat)])
        #expect(states(&market, after: 1) == [.live, .idle, .waiting])
        market.now += 3_000_000_000
        market.apply([packet(1, 1), notice])
        #expect(states(&market, after: 1) == [.silent, .live, .waiting])
        market.apply([packet(1, 0), OrderEvent(.endOfSession)])
        #expect(states(&market, after: 9) == [.silent, .ended, .waiting])
    }

    @Test("a feed on one line has no lines to tell apart")
    func single() {
        var market = MarketProbe(lines: ["a"])
        market.apply([
            packet(0, 1), notice, .lineGap(line: 0, from: 1, through: 2, cause: .wire, received: 0),
            .lead(first: 0, second: 1, nanoseconds: 1, count: 1), .kernelDrop(1, line: 0),
        ])
        let report = market.report()
        #expect(report.summary.lines.isEmpty && report.ledger.isEmpty)
        #expect(report.summary.counters.kernelDrops == 1)
    }

    @Test("lines that do not exist do no harm", arguments: [2, 7, 8, 255] as [UInt8])
    func hostile(line: UInt8) {
        var market = MarketProbe(lines: ["a", "b"])
        market.apply([
            packet(line, 9), notice, .lineGap(line: line, from: 1, through: 2, cause: .wire, received: 0),
            .filled(line: line, from: 1, through: 2, source: .lineOnly, received: 0),
            .filled(line: line, from: 1, through: 2, source: .late, received: 0),
            .lead(first: line, second: 0, nanoseconds: 1, count: 1),
            .lead(first: 0, second: line, nanoseconds: 1, count: 1), .kernelDrop(.max, line: line),
            // A number that is 0 only in its low byte.
            OrderEvent(.lineGap, instrument: 256, reference: 1, price: 5),
            OrderEvent(.lead, type: 0, instrument: 256, quantity: 1),
        ])
        let summary = market.report().summary
        #expect(summary.lines.map(\.missing) == [0, 0] && summary.lines.map(\.leads) == [0, 0])
        #expect(summary.lines.map(\.wins) == [0, 0])
        #expect(summary.counters.messages == 1 && summary.counters.kernelDrops == .max)
        var crowd = MarketProbe(lines: (0..<40).map { "\($0)" })
        crowd.apply([packet(line, 1), notice])
        #expect(crowd.report().summary.lines.count == 8)
    }

    @Test(
        "facts of losses and lines allocate nothing",
        .enabled(if: allocation_counts() == 1, "a sanitizer counts for itself"))
    func allocation() {
        let facts = (1..<2000 as Range<UInt64>).flatMap { number in
            [
                packet(UInt8(number % 2), 1), notice,
                .lineGap(line: 0, from: number * 9, through: number * 9 + 2, cause: .wire, received: 0),
                .gap(from: number * 9 + 1, through: number * 9 + 1, cause: .wire, received: 0),
                .filled(line: 0, from: number * 9, through: number * 9, source: .lineOnly, received: 0),
                .filled(line: 1, from: number * 9 + 1, through: number * 9 + 1, source: .late, received: 0),
                .filled(
                    line: 2, from: number * 9 + 4, through: number * 9 + 4, source: .request, received: 0),
                .shed(from: number * 9 + 5, through: number * 9 + 5, messages: 1),
                .lead(first: 1, second: 0, nanoseconds: number * 1000, count: 3),
            ]
        }
        var market = MarketProbe(lines: ["a", "b"])
        market.apply(Array(facts.prefix(2000)))
        let rest = Array(facts.suffix(10_000))
        let now = market.now
        let before = allocation_count()
        market.model.apply(rest.span, now: now)
        let after = allocation_count()
        #expect(after == before)
    }
}

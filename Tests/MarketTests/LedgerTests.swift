import Market
import OrderFlow
import TestSupport
import Testing

/// What a receiver of two lines saw, message by message, in sets: the slow and obvious twin of the ledger.
private struct SlowLedger {
    var lost: Set<UInt64> = []
    var kernel: Set<UInt64> = []
    var late: Set<UInt64> = []
    var requested: Set<UInt64> = []
    /// By line.
    var missing: [Set<UInt64>] = [[], []]

    /// Messages of a range that nobody brought.
    func lost(in range: SequenceRange) -> UInt64 {
        UInt64((range.first...range.last).filter { lost.contains($0) && !late.contains($0) }.count)
    }
}

/// A random flow of two lines with every fate a message can have, and its twin.
private struct TwoLineFlow {
    var random: SeededGenerator
    var slow = SlowLedger()
    var events: [OrderEvent] = []
    var next: UInt64 = 1
    var delivered: UInt64 = 0

    mutating func run(_ rounds: Int) {
        for _ in 0..<rounds {
            let first = next
            let last = first + UInt64(random.below(6))
            next = last + 1
            switch random.below(8) {
            case 0: loseOnOne(UInt8(random.below(2)), first, last)
            case 1, 2: loseOnAll(first, last)
            case 3:
                slow.requested.formUnion(first...last)
                deliver(first, last, line: 2)
                events.append(.filled(line: 2, from: first, through: last, source: .request, received: 0))
            default: deliver(first, last, line: UInt8(random.below(2)))
            }
        }
    }

    private mutating func deliver(_ first: UInt64, _ last: UInt64, line: UInt8) {
        let count = Int(last - first + 1)
        events.append(
            .packet(
                feed: 0, sequence: first, messages: count, bytes: 100, received: 0, intake: 0, line: line))
        for _ in 0..<count { events.append(OrderEvent(.notice, type: 83)) }
        delivered += UInt64(count)
    }

    private mutating func lineGap(_ line: UInt8, _ first: UInt64, _ last: UInt64) {
        slow.missing[Int(line)].formUnion(first...last)
        events.append(.lineGap(line: line, from: first, through: last, cause: .wire, received: 0))
    }

    private mutating func loseOnOne(_ line: UInt8, _ first: UInt64, _ last: UInt64) {
        lineGap(line, first, last)
        deliver(first, last, line: 1 - line)
        guard random.once(in: 3) else { return }
        let part = random.once(in: 2) ? first : last
        slow.missing[Int(line)].subtract(part...last)
        events.append(.filled(line: line, from: part, through: last, source: .lineOnly, received: 0))
    }

    private mutating func loseOnAll(_ first: UInt64, _ last: UInt64) {
        let isKernel = random.once(in: 3)
        slow.lost.formUnion(first...last)
        if isKernel { slow.kernel.formUnion(first...last) }
        let gap = OrderEvent.gap(from: first, through: last, cause: isKernel ? .kernel : .wire, received: 0)
        let place = random.below(3)
        for step in 0..<3 {
            if step == place { events.append(gap) }
            if step < 2 { lineGap(UInt8(step), first, last) }
        }
        guard random.once(in: 2) else { return }
        if random.once(in: 2) {
            deliver(next, next, line: 0)
            next += 1
        }
        let (from, line) = (first + UInt64(random.below(Int(last - first + 1))), UInt8(random.below(2)))
        let through = min(last, from + UInt64(random.below(3)))
        slow.late.formUnion(from...through)
        slow.missing[Int(line)].subtract(from...through)
        for source in [FillSource.lineOnly, .late] {
            events.append(.filled(line: line, from: from, through: through, source: source, received: 0))
        }
    }
}

@Suite("The ledger of losses")
struct LedgerTests {
    @Test("says of every message what sets of sequence numbers say", arguments: 1...20 as ClosedRange<UInt64>)
    func model(seed: UInt64) {
        var flow = TwoLineFlow(random: SeededGenerator(seed: seed))
        flow.run(600)
        let slow = flow.slow
        var market = MarketProbe(lines: ["a", "b"])
        market.apply(flow.events)
        let report = market.report()
        let counters = report.summary.counters
        #expect(counters.messages == flow.delivered)
        #expect(counters.missing == UInt64(slow.lost.count))
        #expect(counters.lostKernel == UInt64(slow.kernel.count))
        #expect(counters.lostWire == UInt64(slow.lost.subtracting(slow.kernel).count))
        #expect(counters.filledLate == UInt64(slow.late.count))
        #expect(counters.filledByRequest == UInt64(slow.requested.count))
        #expect(counters.messages + counters.lostWire + counters.lostKernel == flow.next - 1)
        #expect(report.evictedRanges == 0)

        let holes = report.ledger.filter { $0.cause != .line && $0.fill != .request }
        #expect(numbers(holes) == slow.lost)
        #expect(numbers(report.missing) == slow.lost)
        #expect(numbers(holes.filter { $0.cause == .kernel }) == slow.kernel)
        #expect(numbers(report.ledger.filter { $0.fill == .request }) == slow.requested)
        for range in holes {
            #expect(range.lost == slow.lost(in: range))
            let hasLate = (range.first...range.last).contains(where: slow.late.contains)
            #expect(range.fill == (hasLate ? .late : .none))
        }
        for line in 0..<2 {
            let entries = report.ledger.filter { $0.cause == .line && Int($0.line) == line }
            for entry in entries { #expect(entry.lost == slow.lost(in: entry)) }
            #expect(numbers(entries).isSuperset(of: slow.missing[line]))
            #expect(entries.allSatisfy { $0.lost <= $0.count })
            let summary = report.summary.lines[line]
            #expect(summary.missing == UInt64(slow.missing[line].count))
            let brought = slow.missing[1 - line].filter { !slow.lost.contains($0) || slow.late.contains($0) }
            #expect(summary.onlyHere == UInt64(brought.count))
        }
    }

    private func numbers(_ ranges: [SequenceRange]) -> Set<UInt64> {
        Set(ranges.flatMap { Array($0.first...$0.last) })
    }

    @Test("ranges join with neighbours of the same cause only")
    func joining() {
        var market = MarketProbe()
        market.apply([
            .gap(from: 1, through: 5, cause: .wire, received: 0),
            .gap(from: 6, through: 7, cause: .kernel, received: 0),
            .gap(from: 8, through: 8, cause: .kernel, received: 0),
            .shed(from: 9, through: 12, messages: 4), .shed(from: 13, through: 13, messages: 1),
        ])
        let report = market.report()
        #expect(report.ledger.map(\.cause) == [.wire, .kernel, .here])
        #expect(report.ledger.map(\.last) == [5, 8, 13])
        #expect(report.ledger.map(\.lost) == [5, 3, 5])
        // What the sequence lacks is one run, whoever lost it.
        #expect(report.missing.map(\.first) == [1] && report.missing.map(\.last) == [8])
        #expect(report.summary.counters.shed == 5)
    }

    @Test("what came before a reset has nothing to do with the numbers after it")
    func reset() {
        var market = MarketProbe()
        market.apply([
            .gap(from: 1, through: 5, cause: .wire, received: 0), OrderEvent(.reset, reference: 1),
            .filled(line: 0, from: 1, through: 5, source: .late, received: 0),
            .gap(from: 6, through: 7, cause: .wire, received: 0),
        ])
        let report = market.report()
        #expect(report.ledger.map(\.lost) == [5, 2])
        #expect(report.ledger.map(\.fill) == [.none, .none])
    }

    @Test("a line that loses much crowds out nothing that the books lack")
    func crowding() {
        var market = MarketProbe(lines: ["a", "b"])
        market.apply([.gap(from: 1, through: 5, cause: .wire, received: 0)])
        market.apply(
            (1..<6000 as Range<UInt64>).map {
                .lineGap(line: 1, from: $0 * 10, through: $0 * 10, cause: .wire, received: 0)
            })
        let report = market.report()
        #expect(report.missing.map(\.last) == [5])
        #expect(report.evictedRanges == 0 && report.evictedLineRanges == 5999 - 4096)
        #expect(report.ledger.count == 4097)
    }

    @Test("absurd ranges do no harm")
    func absurd() {
        var market = MarketProbe(lines: ["a", "b"])
        let ranges: [(UInt64, UInt64)] = [(0, .max), (5, 4), (.max, .max), (0, 0), (1, .max)]
        for source in [FillSource.late, .request, .lineOnly] {
            for (first, last) in ranges {
                market.apply([
                    .lineGap(line: 1, from: first, through: last, cause: .kernel, received: 0),
                    .gap(from: first, through: last, cause: .here, received: .max),
                    .shed(from: first, through: last, messages: .max),
                    .filled(line: 1, from: first, through: last, source: source, received: 0),
                    .filled(line: 0, from: 3, through: 9, source: source, received: 0),
                ])
            }
        }
        let report = market.report()
        #expect(report.summary.counters.lostWire == .max)
        #expect(report.ledger.allSatisfy { $0.cause == .here || $0.lost <= $0.count })
    }

    @Test(
        "any facts in any order leave a ledger that holds together", arguments: 1...10 as ClosedRange<UInt64>)
    func anything(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let kinds: [EventKind] = [
            .packet, .gap, .lineGap, .filled, .lead, .shed, .kernelDrop, .reset, .endOfSession, .quote, .add,
            .published, .heartbeat,
        ]
        let edges: [UInt64] = [0, 1, 7, 8, 255, 256, 65_535, .max - 1, .max]
        func number() -> UInt64 {
            random.once(in: 8) ? edges[random.below(edges.count)] : UInt64(random.below(60))
        }
        var market = MarketProbe(lines: ["a", "b", "c"], isOrderLevel: seed % 2 == 0)
        for _ in 0..<40 {
            let events = (0..<200).map { _ in
                OrderEvent(
                    kinds[random.below(kinds.count)], type: UInt8(truncatingIfNeeded: number()),
                    instrument: random.once(in: 9)
                        ? UInt16(truncatingIfNeeded: number()) : UInt16(random.below(3)),
                    side: random.once(in: 2) ? .buy : .sell, reference: number(),
                    price: Int64(bitPattern: number()), quantity: UInt32(truncatingIfNeeded: number()))
            }
            market.apply(events)
            market.now += 100_000_000
            if random.once(in: 9) { market.model.trustBooks() }
            var request = SnapshotRequest()
            request.rowCount = 50
            let snapshot = market.snapshot(request)
            let suspects = snapshot.rows.filter { $0.flags.contains(.suspect) }
            #expect(snapshot.feeds[0].isSuspect || suspects.isEmpty)
            #expect(snapshot.recentLosses.count <= 8)
        }
        let report = market.report()
        #expect(report.ledger.allSatisfy { $0.cause == .here || $0.lost <= $0.count && $0.first <= $0.last })
        #expect(report.summary.lines.allSatisfy { $0.missingInKernel <= $0.missing })
    }
}

import CAllocationCounter
import OrderFlow
import TestSupport
import Testing

@testable import Market

@Suite(
    "What watching costs", .enabled(if: allocation_counts() == 1, "a sanitizer counts for itself"),
    .enabled(if: Build.isOptimised, "closures allocate where nothing is optimised"))
struct WatchCostTests {
    @Test("the log and the crossings allocate nothing once they have their size")
    func crossings() {
        let watch = Lookout(AlertThresholds())
        let before = allocation_count()
        for number in UInt64(0)..<10_000 {
            var event = MarketEvent(.crossed(bid: 2, ask: 1), severity: .warning)
            event.time = MarketProbe.start + number * 100_000_000
            event.instrument = InstrumentKey(feed: 0, instrument: UInt16(number % 700))
            watch.log.note(event)
            watch.crossings.begin(
                InstrumentKey(feed: 0, instrument: UInt16(number % 3_000)), at: number,
                isFolded: number % 2 == 0)
            _ = watch.crossings.end(
                InstrumentKey(feed: 0, instrument: UInt16(number * 7 % 3_000)), at: number)
        }
        let after = allocation_count()
        #expect(after == before)
        let isJoined = watch.log.written > 1_000 && watch.log.written < 2_000
        #expect(isJoined && watch.log[0].joined > 0)
    }

    @Test("a filter allocates nothing for a row or a message")
    func filters() throws {
        let filter = try Filter(
            "(a*b or ~x) bid > 1.5 not halted feed ~ 224 age < 3s type=add or spread<=.01 size>5k")
        let row = FilterTests.row()
        let entry = FilterTests.entry()
        var shown = 0
        let before = allocation_count()
        for _ in 0..<1_000 {
            if filter.matches(row, feedName: "224.0.0.1:5000 and some more text", time: 1) { shown += 1 }
            if filter.matches(entry, feedName: "224.0.0.1:5000 and some more text") { shown += 1 }
        }
        let after = allocation_count()
        #expect(after == before)
        #expect(shown % 1_000 == 0)
    }
}

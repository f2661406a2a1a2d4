import CAllocationCounter
import Market
import OrderFlow
import TestSupport
import Testing

@Suite("Memory", .enabled(if: allocation_counts() == 1, "a sanitizer counts for itself"))
struct AllocationTests {
    @Test(
        "applying events allocates nothing",
        arguments: [FlowStyle.nasdaqLike, .updates, .levels, .quotes, .resets], Build.isOptimised ? [false, true] : [false])
    func allocatesNothing(style: FlowStyle, isWatched: Bool) {
        #if DEBUG
            let messages = 4000
        #else
            let messages = 200_000
        #endif
        var flow = FlowGenerator(style, seed: 11)
        var events: [OrderEvent] = []
        var time = MarketProbe.start
        while events.count < messages {
            time += 50_000
            events.append(
                .packet(feed: 0, sequence: 1, messages: 3, bytes: 90, received: time, intake: time - 5))
            for _ in 0..<3 { flow.append(to: &events) }
            events.append(OrderEvent(.published, timestamp: time))
        }
        var market = MarketProbe(isWatched: isWatched)
        market.apply(Array(events.prefix(events.count / 2)))
        var request = SnapshotRequest()
        request.view = .book
        request.selected = InstrumentKey(feed: 0, instrument: 1)
        let book = market.snapshot(request).book
        #expect((book.watchedSince != 0) == isWatched)
        let rest = Array(events.suffix(events.count / 2))
        let now = market.now
        let before = allocation_count()
        market.model.apply(rest.span, now: now)
        let after = allocation_count()
        #expect(after == before)
        let control = allocation_count()
        let array = [Int](repeating: 1, count: 1000 + rest.count % 2)
        #expect(array.count >= 1000 && allocation_count() > control)
    }
}

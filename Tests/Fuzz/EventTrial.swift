import OrderFlow

@testable import Intake

/// Any events in any order, straight into the market.
enum EventTrial {
    static func run(_ input: inout FuzzInput) {
        var sink = MarketSink()
        for lines in [[], ["a", "b"]] {
            var feed = FeedDescription(
                name: "fuzz", transport: "fuzz", content: "fuzz", isEastern: true,
                isOrderLevel: lines.isEmpty)
            feed.lines = lines
            _ = sink.directory.append(feed)
        }
        while !input.isEmpty {
            let kinds = EventKind.allCases
            let kind = kinds[Int(input.byte()) % kinds.count]
            let flags = input.byte()
            let instrument = input.byte()
            sink.accept(
                OrderEvent(
                    kind, type: flags & 7,
                    instrument: instrument < 250 ? UInt16(instrument) : UInt16(instrument) << 8 | 0xFF,
                    side: flags & 8 == 0 ? .buy : .sell, reference: input.number(),
                    price: Int64(bitPattern: input.number()),
                    quantity: UInt32(truncatingIfNeeded: input.number()), timestamp: input.number(),
                    continuation: flags & 16 != 0, quiet: flags & 32 != 0))
            if flags & 64 != 0 { sink.apply(after: input.number()) }
        }
        sink.look(isCounted: false)
    }
}

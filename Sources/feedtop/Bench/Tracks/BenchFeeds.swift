internal import ArgumentParser
internal import CLinux
internal import Intake
internal import Market
internal import OrderFlow
internal import Ring

/// `feedtop bench feeds`: what a market thread keeps up with when several receivers fill it.
struct BenchFeeds: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feeds",
        abstract:
            "Keep the books of a file read by one receiver, then by two at once, each with a ring of its own.",
        discussion: """
            Each receiver reads the whole file, as a feed of its own; one thread keeps the books of both. The figures are \
            those of all messages together.
            """)

    @OptionGroup var options: TrackOptions

    func run() throws {
        let source = try options.source()
        var measure = TrackMeasure(options.runs)
        for receivers in 1...2 {
            try measure.measure("\(receivers) receiver\(receivers == 1 ? "" : "s")") {
                try Self.run(source, receivers)
            }
        }
        try TrackReport("feeds", measure.rows, of: source).tell(options.runs)
    }

    private static func run(_ source: borrowing TrackSource, _ receivers: Int) throws -> TrackMeasure.Run {
        var settings: [ReceiverSetting] = []
        for _ in 0..<receivers { settings.append(try source.setting()) }
        let doorbell = Doorbell()
        let started = linux_monotonic()
        let rings = settings.map { setting in
            FilledRing(Ring<OrderEvent>(capacity: Pipeline.ringCapacity, doorbell: doorbell), setting)
        }
        let messages = keepBooks(rings, doorbell)
        let elapsed = linux_monotonic() - started
        for setting in settings {
            if let failure = setting.report.failure { throw Failure(failure) }
        }
        guard messages > 0 else { throw Failure.noData("\(source.name): no message in it") }
        return TrackMeasure.Run(messages: messages, elapsed: elapsed)
    }

    /// Events applied between two looks at the other ring.
    private static let batch = 4096

    /// - Returns: The messages applied, once every ring is over.
    private static func keepBooks(_ rings: [FilledRing], _ doorbell: Doorbell) -> UInt64 {
        var model = MarketModel()
        while true {
            // Looked at before the rings: closed and then empty is the end, the other way round may not be.
            let isOver = rings.allSatisfy { $0.events.isClosed }
            var taken = 0
            for (number, ring) in rings.enumerated() {
                taken += ring.events.drain { readable in
                    guard !readable.isEmpty else { return 0 }
                    model.addFeeds(of: ring.directory, source: number)
                    let batch = readable.extracting(first: batch)
                    model.apply(batch, source: number, now: linux_realtime())
                    return batch.count
                }
            }
            guard taken == 0 else { continue }
            if isOver { return model.report().counters.messages }
            doorbell.sleep(atMost: 1_000_000_000) {
                rings.contains { $0.events.depth > 0 } || rings.allSatisfy { $0.events.isClosed }
            }
        }
    }
}

/// A ring that a receiver fills on a thread of its own.
private final class FilledRing {
    var events: RingConsumer<OrderEvent>
    let directory: FeedDirectory

    init(_ ring: consuming Ring<OrderEvent>, _ setting: ReceiverSetting) {
        directory = setting.directory
        events = ring.consumer
        // It ends with its file, which is before the ring is found to be over.
        WorkerThread(name: "receiver", carrying: Receiver(setting, into: ring.producer)) { $0.run() }.detach()
    }
}

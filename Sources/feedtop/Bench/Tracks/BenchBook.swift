internal import ArgumentParser
internal import CLinux
internal import Intake
internal import Market
internal import OrderFlow

/// `feedtop bench book`: from bytes to books, on one thread.
struct BenchBook: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "book", abstract: "Decode a file and keep all books, rates and latencies, on one thread."
    )

    @OptionGroup var options: TrackOptions
    @Flag(help: "Keep the tape, the order flow and the histories too, as for a screen.") var watched = false

    func run() throws {
        let isWatched = watched
        let source = try options.source()
        var measure = TrackMeasure(options.runs)
        try measure.measure(isWatched ? "decode, books and details" : "decode and books") {
            try TrackMeasure.read(source) { setting in Self.keepBooks(setting, isWatched: isWatched) }
        }
        try TrackReport("book", measure.rows, of: source).tell(options.runs)
    }

    private static func keepBooks(_ setting: ReceiverSetting, isWatched: Bool) -> UInt64 {
        let (market, count) = (MarketBox(isWatched: isWatched), MessageCount())
        DirectRead.run(setting) { events in
            market.model.addFeeds(of: setting.directory)
            market.model.apply(events, now: linux_realtime())
            count.add(events)
        }
        return count.messages
    }
}

/// A market model that a closure can hold.
private final class MarketBox {
    var model: MarketModel
    init(isWatched: Bool) { model = MarketModel(isWatched: isWatched) }
}

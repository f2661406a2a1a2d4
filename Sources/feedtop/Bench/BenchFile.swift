internal import ArgumentParser
internal import CLinux
internal import Intake
internal import Market
internal import OrderFlow

struct BenchDecode: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decode", abstract: "Decode a file into order events, on one thread, and drop them.")

    @OptionGroup var options: BenchOptions

    func run() throws {
        try options.measure("decode") { _, count in
            { events in
                count.add(events)
            }
        }
    }
}

struct BenchBook: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "book", abstract: "Decode a file and keep all books, rates and latencies, on one thread."
    )

    @OptionGroup var options: BenchOptions
    @Flag(help: "Keep the tape, the order flow and the histories too, as for a screen.") var watched = false

    func run() throws {
        let isWatched = watched
        try options.measure(isWatched ? "decode, books and details" : "decode and books") { setting, count in
            let market = MarketBox(isWatched: isWatched)
            return { events in
                while market.feeds < setting.directory.count {
                    market.model.addFeed(setting.directory[market.feeds])
                    market.feeds += 1
                }
                market.model.apply(events, now: linux_realtime())
                count.add(events)
            }
        }
    }
}

/// A market model that a closure can hold.
private final class MarketBox {
    var model: MarketModel
    var feeds = 0
    init(isWatched: Bool) { model = MarketModel(isWatched: isWatched) }
}

/// A counter that a closure can hold.
final class MessageCount {
    var messages: UInt64 = 0

    func add(_ events: Span<OrderEvent>) {
        var more: UInt64 = 0
        for index in events.indices { more &+= events[index].isMessage ? 1 : 0 }
        messages &+= more
    }
}

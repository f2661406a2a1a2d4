internal import ArgumentParser
internal import Glibc
internal import Intake

/// What the tracks that read a file take.
struct TrackOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "A capture or day file (default: a synthetic day file, made for this and then gone).",
            valueName: "source"))
    var named: String?

    @Option(
        name: .customLong("protocol"),
        help: ArgumentHelp("Take this protocol of a source for granted.", valueName: "name"))
    var content: String?
    @Option(
        help: ArgumentHelp(
            "Trading day of a source whose messages only count from midnight.", valueName: "yyyy-mm-dd"))
    var date: String?
    @Option(
        help: ArgumentHelp("Messages of the synthetic day (default: 10,000,000).", valueName: "count"))
    var messages: Int?
    @Option(help: ArgumentHelp("Its instruments (default: what suits the messages).", valueName: "count"))
    var symbols: Int?
    @Option(
        help: ArgumentHelp("Its live orders, about (default: what suits the rest).", valueName: "count"))
    var liveOrders: Int?
    @Flag(help: "In it every live order is equally likely to go.") var uniform = false
    @OptionGroup var runs: RunOptions

    private static let usualMessages = 10_000_000

    func validate() throws {
        guard let named else {
            if let content { throw ValidationError("--protocol \(content): is for a source; name one") }
            if let date { throw ValidationError("--date \(date): is for a source; name one") }
            return
        }
        let ofGenerated = [
            messages.map { "--messages \($0)" }, symbols.map { "--symbols \($0)" },
            liveOrders.map { "--live-orders \($0)" }, uniform ? "--uniform" : nil,
        ]
        if let option = ofGenerated.compactMap({ $0 }).first {
            throw ValidationError("\(option): is for a synthetic day; leave it out, or \(named)")
        }
    }

    /// Makes the synthetic day if no source is named, which takes a while.
    func source() throws -> TrackSource {
        if let named { return try TrackSource(named, arguments: arguments) }
        let messages = messages ?? Self.usualMessages
        var settings = ["--messages=\(messages)"]
        if let symbols { settings.append("--symbols=\(symbols)") }
        if let liveOrders { settings.append("--live-orders=\(liveOrders)") }
        if uniform { settings.append("--uniform") }
        Standard.error.line("feedtop: generating \(Plain.grouped(messages)) messages into a temporary file …")
        return try TrackSource(
            GeneratedFile(settings),
            TrackSource.Wanted(
                messages: messages, symbols: symbols, liveOrders: liveOrders, isUniform: uniform))
    }

    /// Those of a named source, as every command takes them.
    private var arguments: [String] {
        (content.map { ["--protocol=\($0)"] } ?? []) + (date.map { ["--date=\($0)"] } ?? [])
    }
}

/// What every track takes.
struct RunOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Runs; the first warms up and is not counted.", valueName: "count")) var runs =
        4
    @Flag(help: "Print one JSON object instead of text.") var json = false

    func validate() throws {
        guard (2...1000).contains(runs) else {
            throw ValidationError("--runs \(runs): from 2, one to warm up and one to count, to 1000")
        }
    }
}

internal import ArgumentParser
internal import CLinux
internal import Intake
internal import OrderFlow
internal import Protocols

/// `feedtop bench decode`: from bytes to order events, on one thread.
struct BenchDecode: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decode",
        abstract: "Decode a file into order events, on one thread, and drop them.",
        discussion: """
            Of a BinaryFILE first the framing walk alone: from record to record by their lengths, with nothing
            decoded, which is what any decoder has to do at least.
            """)

    @OptionGroup var options: TrackOptions

    func run() throws {
        let source = try options.source()
        var measure = TrackMeasure(options.runs)
        if try FramingWalk.run(source.setting()) != nil {
            try measure.measure("framing walk") { try Self.walk(source) }
        }
        try measure.measure("decode") {
            try TrackMeasure.read(source) { setting in
                let count = MessageCount()
                DirectRead.run(setting) { events in count.add(events) }
                return count.messages
            }
        }
        try TrackReport("decode", measure.rows, of: source).tell(options.runs)
    }

    private static func walk(_ source: borrowing TrackSource) throws -> TrackMeasure.Run {
        try TrackMeasure.read(source) { setting in FramingWalk.run(setting)?.messages ?? 0 }
    }
}

/// A counter that a closure can hold.
final class MessageCount {
    var messages: UInt64 = 0

    func add(_ events: Span<OrderEvent>) {
        var more: UInt64 = 0
        for index in events.indices { more &+= events[index].messageCount }
        messages &+= more
    }
}

import OrderFlow
import Protocols
import Wire

@testable import Intake

/// One stream, read whole and in stretches of any size: both must tell the same.
enum StreamTrial {
    static func run(_ format: FeedFormat, _ input: inout FuzzInput) {
        var sizes = FuzzInput(input.chunk())
        let bytes = input.rest()
        let whole = read(bytes, format) { (bytes.count, StreamLimits()) }
        let cut = read(bytes, format) {
            let size = Int(sizes.byte())
            let limit = Int(sizes.byte())
            return (
                1 + size, StreamLimits(messages: 1 + limit & 7, until: limit & 8 == 0 ? .max : sizes.number())
            )
        }
        precondition(facts(whole) == facts(cut), "other events in other stretches")
        var sink = MarketSink()
        _ = sink.directory.append(FeedDescription(name: "fuzz", format: format))
        for event in cut.events { sink.accept(event) }
        sink.look()
    }

    private static func facts(_ list: EventList) -> [OrderEvent] { list.events.filter { $0.kind != .packet } }

    /// - Parameter next: How many bytes more are there for the next call, and its limits.
    private static func read(
        _ bytes: [UInt8], _ format: FeedFormat, next: () -> (Int, StreamLimits)
    ) -> EventList {
        guard let decoder = ProtocolRegistry.streamDecoder(format, FeedOptions()) else {
            preconditionFailure("\(format) is no stream format")
        }
        var list = EventList()
        var front = 0
        var end = 0
        var until: UInt64 = 0
        while true {
            var (more, limits) = next()
            limits.until = max(limits.until, until)
            end = min(max(end, front) + more, bytes.count)
            let left = end - front
            let context = PacketContext(feed: 0, received: 0, intake: 1)
            let progress: StreamProgress
            do throws(StreamError) {
                let window = bytes.rawBytes.extracting(front..<end)
                progress = try decoder.decode(window, context, limits, into: &list)
            } catch {
                precondition(error.offset <= left, "an error at \(error.offset) of \(left)")
                return list
            }
            precondition(progress.consumed <= left, "\(progress.consumed) bytes read of \(left)")
            front += progress.consumed
            switch progress.stop {
            case .limit: precondition(progress.consumed > 0, "no way forward")
            case .reached: preconditionFailure("no message was asked for")
            case .notDue(let time):
                precondition(time > limits.until, "\(time) is not after \(limits.until)")
                until = time
            case .needsMore(let count):
                precondition(count > left - progress.consumed, "\(count) bytes are there")
                if end == bytes.count { return list }
            }
        }
    }
}

import OrderFlow
import Protocols
import Wire

@testable import Intake

/// Several datagrams in a row for one decoder, of one line or several.
enum DatagramTrial {
    static func run(_ format: FeedFormat, _ input: inout FuzzInput) {
        var sink = MarketSink()
        let feed = UInt16(sink.directory.append(FeedDescription(name: "fuzz", format: format)))
        var options = FeedOptions()
        let choice = input.byte()
        options.lines = 1 + Int(choice & 3)
        options.isFillable = choice & 4 != 0
        guard let decoder = ProtocolRegistry.datagramDecoder(format, options) else {
            preconditionFailure("\(format) is no datagram format")
        }
        while !input.isEmpty {
            let setting = input.byte()
            let received =
                switch setting >> 6 {
                case 0: UInt64(0)
                case 1: 1_577_700_000_000_000_000 + UInt64(setting & 0x30) << 32
                default: input.number()
                }
            let datagram = input.chunk()
            let bytes = datagram.rawBytes
            guard decoder.accepts(bytes) else { continue }
            let line = setting & 1 | setting >> 3 & 2
            let context = PacketContext(
                feed: feed, line: line, received: received, intake: 1_577_700_000_000_000_000,
                gapCause: setting & 4 != 0 ? .kernel : .wire)
            decoder.decode(bytes, context, into: &sink)
            if setting & 2 != 0 { sink.accept(OrderEvent(.published, timestamp: received)) }
            if setting & 8 != 0 { decoder.expire(at: received &+ 600_000_000, into: &sink) }
            precondition(decoder.openGap?.count != 0, "a gap of no messages")
        }
        sink.accept(
            .packet(feed: feed, sequence: 0, messages: 0, bytes: 0, received: 0, intake: 0, isPacket: false))
        decoder.finish(into: &sink)
        sink.look()
    }
}

import CAllocationCounter
import Market
import OrderFlow
import Protocols
import Ring
import Simulator
import Testing
import Wire

@testable import Intake

/// The whole path a message takes, bytes → decoder → ring → books, on one thread so that it can be counted.
@Suite(
    "The hot path, from bytes to books",
    .enabled(if: allocation_counts() == 1, "a sanitizer counts for itself"))
struct HotPathTests {
    @Test(
        "allocates nothing per message once it is warm",
        arguments: [FeedGenerator.Format.binaryFile, .orderUpdate])
    func streamsAllocateNothing(format: FeedGenerator.Format) throws {
        let bytes = try Self.generate(format)
        let content =
            format == .binaryFile ? FeedFormat(.binaryFile, .itch50) : FeedFormat(.stream, .orderUpdate)
        let options = FeedOptions(day: 18_260, symbol: SymbolName("TEST"))
        let decoder = try #require(ProtocolRegistry.streamDecoder(content, options))
        var path = Path(content)
        var offset = 0
        var allocated: UInt64 = 0
        while true {
            let before = allocation_count()
            let rest = bytes.rawBytes.extracting(offset...)
            let context = PacketContext(feed: 0, received: 0, intake: 1)
            let progress = try decoder.decode(rest, context, StreamLimits(messages: 256), into: &path.sink)
            offset += progress.consumed
            path.apply()
            // The first three quarters are the warm-up: books and tables come to their size.
            if offset > bytes.count * 3 / 4 { allocated += allocation_count() - before }
            if case .needsMore = progress.stop { break }
        }
        #expect(path.messages > 20_000)
        #expect(allocated == 0)
    }

    @Test("allocates nothing per datagram either")
    func datagramsAllocateNothing() throws {
        let format = FeedFormat(.moldUDP64, .itch50)
        let decoder = try #require(
            ProtocolRegistry.datagramDecoder(format, FeedOptions()))
        var path = Path(format)
        var exchange = ExchangeSettings(messages: Self.messages)
        exchange.symbols = 50
        var packer = DatagramPacker(try SyntheticExchange(exchange), framing: .moldUDP64)
        var allocated: UInt64 = 0
        while let facts = packer.next() {
            let before = allocation_count()
            let context = PacketContext(feed: 0, received: facts.time, intake: facts.time)
            path.sink.beginPacket(byteCount: packer.bytes.byteCount)
            decoder.decode(packer.bytes, context, into: &path.sink)
            path.apply()
            if path.messages > UInt64(Self.messages) * 3 / 4 { allocated += allocation_count() - before }
        }
        #expect(path.messages == UInt64(Self.messages))
        #expect(allocated == 0)
    }

    #if DEBUG
        static let messages = 40_000
    #else
        static let messages = 1_000_000
    #endif

    private static func generate(_ format: FeedGenerator.Format) throws -> [UInt8] {
        var settings = ExchangeSettings(messages: messages)
        settings.symbols = 50
        var bytes: [UInt8] = []
        _ = try FeedGenerator(format, settings).generate { (chunk: RawSpan) throws(FileSinkError) in
            for index in 0..<chunk.byteCount { bytes.append(chunk.byte(at: index)) }
        }
        return bytes
    }

    /// Sink, ring and market, as the threads have them.
    struct Path: ~Copyable {
        var sink: RingSink
        private var events: RingConsumer<OrderEvent>
        private var market = MarketModel()
        private(set) var messages: UInt64 = 0

        init(_ format: FeedFormat) {
            let ring = Ring<OrderEvent>(capacity: 1 << 16)
            sink = RingSink(ring.producer, policy: .shed)
            events = ring.consumer
            market.addFeed(FeedDescription(name: "test", format: format))
        }

        mutating func apply() {
            sink.publish(at: 2)
            var counted: UInt64 = 0
            events.drain { readable in
                for index in readable.indices where readable[index].isMessage { counted += 1 }
                market.apply(readable, now: 3)
                return readable.count
            }
            messages += counted
        }
    }
}

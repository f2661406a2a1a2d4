import OrderFlow
import Protocols
import Simulator
import Testing

@Suite("What is generated can be decoded")
struct DecodingTests {
    private func decode(stream bytes: [UInt8], as format: FeedFormat, day: Int) throws -> [OrderEvent] {
        let decoder = try #require(
            ProtocolRegistry.streamDecoder(format, FeedOptions(day: day)))
        var list = EventList()
        let context = PacketContext(feed: 0, received: 0, intake: 1)
        var at = 0
        while at < bytes.count {
            // SAFETY: bytes have no invalid pattern and no padding.
            let rest = unsafe bytes.span.bytes.extracting(at..<bytes.count)
            let progress = try decoder.decode(rest, context, StreamLimits(), into: &list)
            if progress.consumed == 0 { break }
            at += progress.consumed
        }
        #expect(at == bytes.count)
        return list.events
    }

    private func decode<Flow: DatagramFlow & ~Copyable>(
        _ flow: inout Flow, as format: FeedFormat, day: Int
    ) throws -> [OrderEvent] {
        let decoder = try #require(
            ProtocolRegistry.datagramDecoder(format, FeedOptions(day: day)))
        var list = EventList()
        while let facts = flow.next() {
            let context = PacketContext(feed: 0, received: facts.time, intake: facts.time)
            decoder.decode(flow.bytes, context, into: &list)
        }
        decoder.finish(into: &list)
        return list.events
    }

    private let troubles: Set<EventKind> = [
        .gap, .duplicate, .reset, .malformedMessage, .malformedPacket, .skipped, .shed, .kernelDrop,
    ]

    @Test("a BinaryFILE and MoldUDP64 of one day give the same events, none of them trouble")
    func itch() throws {
        let settings = ExchangeSettings(messages: 20_000, seed: 11)
        let file = try generated(FeedGenerator(.binaryFile, settings)).bytes
        // SAFETY: bytes have no invalid pattern and no padding.
        let formats = unsafe ProtocolRegistry.identify(streamHead: file.span.bytes, isWhole: true)
        #expect(formats.first == FeedFormat(.binaryFile, .itch50))
        let fromFile = try decode(
            stream: file, as: FeedFormat(.binaryFile, .itch50), day: settings.tradingDay)
        var packer = DatagramPacker(try SyntheticExchange(settings), framing: .moldUDP64)
        let fromPackets = try decode(&packer, as: FeedFormat(.moldUDP64, .itch50), day: settings.tradingDay)
        #expect(fromFile.count { $0.isMessage } == 20_000)
        #expect(fromFile.filter { troubles.contains($0.kind) }.isEmpty)
        #expect(fromPackets.filter { troubles.contains($0.kind) }.isEmpty)
        func content(_ events: [OrderEvent]) -> [OrderEvent] {
            events.filter { $0.isMessage || $0.isContinuation }
        }
        #expect(content(fromFile) == content(fromPackets))
        let times = fromFile.filter { $0.kind == .add }.map(\.timestamp)
        #expect(times.allSatisfy { $0 >= settings.midnight + settings.startTime })
    }

    @Test("every first datagram tells what it is")
    func identifies() throws {
        var packer = DatagramPacker(try SyntheticExchange(smallDay()), framing: .moldUDP64)
        var updates = DatagramPacker(try OrderUpdateExchange(smallDay()), framing: .bare)
        _ = packer.next()
        _ = updates.next()
        let mold = ProtocolRegistry.identify(datagram: packer.bytes)
        let update = ProtocolRegistry.identify(datagram: updates.bytes)
        #expect(mold.first == FeedFormat(.moldUDP64, .itch50))
        #expect(update.first == FeedFormat(.datagram, .orderUpdate))
    }

    @Test("order updates as a stream and as datagrams give the same events", arguments: [43, 48])
    func orderUpdates(length: Int) throws {
        let width = try #require(OrderUpdateExchange.MessageLength(rawValue: length))
        let settings = ExchangeSettings(messages: 5_000, seed: 2)
        var generator = FeedGenerator(.orderUpdate, settings)
        generator.orderUpdateLength = width
        let stream = try generated(generator).bytes
        let fromStream = try decode(stream: stream, as: FeedFormat(.stream, .orderUpdate), day: 0)
        var packer = DatagramPacker(try OrderUpdateExchange(settings, length: width), framing: .bare)
        let fromPackets = try decode(&packer, as: FeedFormat(.datagram, .orderUpdate), day: 0)
        #expect(fromStream.filter { troubles.contains($0.kind) }.isEmpty)
        #expect(fromStream.count { $0.kind == .update } == 5_000)
        #expect(fromStream.filter { $0.kind == .update } == fromPackets.filter { $0.kind == .update })
    }

    @Test("the decoder reports the gaps of the log, and no others")
    func gaps() throws {
        var plan = FaultPlan()
        plan.lostMessages = [1_001...1_010]
        plan.loss = 0.08
        let packer = DatagramPacker(
            try SyntheticExchange(smallDay()), framing: .moldUDP64, options: plan.packing())
        var flow = FaultyFlow(packer, plan)
        let events = try decode(&flow, as: FeedFormat(.moldUDP64, .itch50), day: 18_260)
        let log = flow.log
        let told = events.filter { $0.kind == .gap }.map { $0.reference...UInt64(bitPattern: $0.price) }
        #expect(told == log.missing())
        #expect(told.count > 3 && told.contains { $0.contains(1_005) })
    }

    @Test(
        "a restart of the sender is one reset, with nothing lost",
        arguments: [SenderRestart.Style.newSession, .sameSession])
    func restarts(style: SenderRestart.Style) throws {
        var plan = FaultPlan()
        plan.restarts = [SenderRestart(afterMessages: 1_000, style: style)]
        let packer = DatagramPacker(
            try SyntheticExchange(smallDay()), framing: .moldUDP64, options: plan.packing())
        var flow = FaultyFlow(packer, plan)
        let events = try decode(&flow, as: FeedFormat(.moldUDP64, .itch50), day: 18_260)
        #expect(events.count { $0.kind == .reset } == 1)
        #expect(events.count { $0.kind == .gap || $0.kind == .duplicate } == 0)
        #expect(events.count { $0.isMessage } == 3_000)
    }
}

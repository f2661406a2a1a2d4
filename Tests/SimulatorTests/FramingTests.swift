import Capture
import Simulator
import Testing
import Wire

@Suite("Framings of one flow")
struct FramingTests {
    /// The payloads of a BinaryFILE, and whether an end marker closed it.
    private func records(_ file: [UInt8]) -> (messages: [[UInt8]], isClosed: Bool) {
        var messages: [[UInt8]] = []
        var at = 0
        while at + 2 <= file.count {
            let count = Int(file[at]) << 8 | Int(file[at + 1])
            if count == 0 { return (messages, at + 2 == file.count) }
            messages.append(Array(file[(at + 2)..<(at + 2 + count)]))
            at += 2 + count
        }
        return (messages, false)
    }

    @Test("BinaryFILE and MoldUDP64 carry the messages of the exchange, one by one")
    func sameMessages() throws {
        let settings = smallDay()
        let direct = try messages(settings)
        let file = records(try generated(FeedGenerator(.binaryFile, settings)).bytes)
        #expect(file.messages == direct)
        #expect(file.isClosed)

        let packer = DatagramPacker(try SyntheticExchange(settings), framing: .moldUDP64)
        let received = collect(packer)
        #expect(received.flatMap(\.messages) == direct)
    }

    @Test(
        "MoldUDP64 datagrams are in sequence, in time order, within 1,400 bytes, and end with an end of session"
    )
    func moldUDP64() throws {
        var settings = smallDay()
        settings.meanRate = 1_000_000
        let received = collect(DatagramPacker(try SyntheticExchange(settings), framing: .moldUDP64))
        var next: UInt64 = 1
        for datagram in received.dropLast() {
            #expect(datagram.session == "0000000001")
            #expect(datagram.sequence == next)
            #expect(datagram.count == datagram.messages.count && datagram.count == datagram.facts.messages)
            next += UInt64(datagram.count)
        }
        #expect(received.last?.count == 0xFFFF)
        #expect(received.last?.sequence == 3_001)
        #expect(received.allSatisfy { $0.byteCount <= 1_400 })
        #expect(zip(received, received.dropFirst()).allSatisfy { $0.facts.time <= $1.facts.time })
        // Full ones and small ones.
        #expect(received.contains { $0.byteCount > 1_350 })
        #expect(received.contains { $0.count == 1 })
    }

    @Test("a datagram is sent soon after its last message, never before it")
    func sendTimes() throws {
        let settings = smallDay()
        for datagram in collect(DatagramPacker(try SyntheticExchange(settings), framing: .moldUDP64)) {
            guard let last = datagram.messages.last else { continue }
            let sent = datagram.facts.time - settings.midnight
            #expect(sent >= Message(bytes: last).time)
            #expect(sent < Message(bytes: last).time + 1_000_000)
        }
    }

    @Test("an idle second brings a heartbeat with the next sequence")
    func heartbeats() throws {
        var settings = smallDay(100)
        settings.meanRate = 0.5
        settings.burstiness = 0
        let received = collect(DatagramPacker(try SyntheticExchange(settings), framing: .moldUDP64))
        var next: UInt64 = 1
        var heartbeats = 0
        for datagram in received where datagram.count != 0xFFFF {
            #expect(datagram.sequence == next)
            next += UInt64(datagram.count)
            if datagram.count == 0 { heartbeats += 1 }
        }
        #expect(heartbeats > 20)
        let longest = zip(received, received.dropFirst()).map { $1.facts.time - $0.facts.time }.max() ?? 0
        #expect(longest <= 1_000_010_000)
    }

    @Test("order-update datagrams hold whole messages, and the same ones as the stream", arguments: [43, 48])
    func orderUpdates(length: Int) throws {
        let width = try #require(OrderUpdateExchange.MessageLength(rawValue: length))
        let settings = ExchangeSettings(messages: 2_000)
        var generator = FeedGenerator(.orderUpdate, settings)
        generator.orderUpdateLength = width
        let stream = try generated(generator).bytes
        var joined: [UInt8] = []
        var packer = DatagramPacker(try OrderUpdateExchange(settings, length: width), framing: .bare)
        while packer.next() != nil {
            let bytes = array(packer.bytes)
            #expect(bytes.count % length == 0 && bytes.count <= 1_400 && !bytes.isEmpty)
            joined += bytes
        }
        #expect(joined == stream)
    }

    @Test("captures hold every datagram, readable again", arguments: [FeedGenerator.Format.pcap, .pcapng])
    func captures(format: FeedGenerator.Format) throws {
        let settings = smallDay()
        let (file, report) = try generated(FeedGenerator(format, settings))
        // SAFETY: bytes have no invalid pattern.
        var parser = try unsafe CaptureParser(head: file.span.bytes)
        var found: [[UInt8]] = []
        var at = 0
        reading: while at < file.count {
            // SAFETY: as above.
            let rest = unsafe file.span.bytes.extracting(at..<file.count)
            switch try parser.next(rest) {
            case .needsMore: break reading
            case .skip(let consumed): at += consumed
            case .packet(let packet, let consumed):
                let frame = rest.bytes(at: packet.offset, count: packet.count)
                if case .datagram(let datagram) = FrameDissector.dissect(frame, packet.linkType, isCut: false)
                {
                    found.append(array(frame.bytes(at: datagram.offset, count: datagram.count)))
                }
                at += consumed
            }
        }
        var expected: [[UInt8]] = []
        var packer = DatagramPacker(try SyntheticExchange(settings), framing: .moldUDP64)
        while packer.next() != nil { expected.append(array(packer.bytes)) }
        #expect(found == expected)
        #expect(at == file.count)
        #expect(report.datagrams == UInt64(expected.count))
        #expect(report.messages == 3_000)
    }
}

import Capture
import Protocols
import Simulator
import Testing
import Wire

@Suite("Recordings")
struct RecordingTests {
    @Test("a day file is packed into MoldUDP64 datagrams with the same messages, whatever the pace")
    func packed() throws {
        let file = try day(.binaryFile)
        let recording = try recording(file)
        #expect(recording.format == FeedFormat(.binaryFile, .itch50))
        #expect(recording.count == 3_000)
        for pace in [
            Pace.unpaced, .recorded(speed: 1), .recorded(speed: 50), .steady(perSecond: 1e5, burst: nil),
        ] {
            let received = collect(recording.packed(at: pace, faults: .none))
            #expect(received.flatMap(\.messages) == records(file))
            #expect(received.last?.count == 0xFFFF)
            #expect(zip(received, received.dropFirst()).allSatisfy { $0.facts.time <= $1.facts.time })
            #expect(received.allSatisfy { $0.byteCount <= 1_400 })
        }
    }

    @Test("a capture's datagrams go out as they are, with their sequences told")
    func captured() throws {
        let packer = DatagramPacker(try SyntheticExchange(smallDay()), framing: .moldUDP64)
        let recording = try recording(try day(.pcap))
        #expect(recording.isCapture)
        let received = collect(RecordedDatagrams(recording, pace: .unpaced))
        let expected = collect(packer)
        #expect(received.flatMap(\.messages) == expected.flatMap(\.messages))
        for datagram in received {
            #expect(datagram.facts.sequence == datagram.sequence)
            #expect(datagram.facts.messages == datagram.messages.count)
        }
        #expect(received.last?.facts.kind == .endOfSession)
    }

    @Test("order updates go out whole, in datagrams without anything around them")
    func orderUpdates() throws {
        for format in [FeedGenerator.Format.orderUpdate, .pcap] {
            let file = try day(.orderUpdate)
            let recording = try recording(try day(format, content: .orderUpdate))
            #expect(recording.count == 3_000)
            var bytes: [UInt8] = []
            if recording.isCapture {
                var flow = RecordedDatagrams(recording, pace: .unpaced)
                flow.forEach { _, datagram in bytes += array(datagram) }
                #expect(flow.messages == 3_000)
            } else {
                var flow = recording.packed(at: .unpaced, faults: .none)
                flow.forEach { _, datagram in
                    #expect(datagram.byteCount % 43 == 0)
                    bytes += array(datagram)
                }
            }
            #expect(bytes == file)
        }
    }

    @Test("sessions of one file become sessions of the sender, and a restart begins the file anew")
    func sessions() throws {
        let file = try day(.binaryFile)
        let recording = try recording(file + file)
        #expect(recording.count == 6_000)
        let received = collect(recording.packed(at: .unpaced, faults: .none))
        #expect(Set(received.map(\.session)) == ["0000000001", "0000000002"])
        for session in ["0000000001", "0000000002"] {
            let part = received.filter { $0.session == session }
            #expect(part.flatMap(\.messages) == records(file))
            #expect(part.first?.sequence == 1)
        }
        var plan = FaultPlan()
        plan.restarts = [SenderRestart(afterMessages: 700)]
        let again = collect(try SimulatorTests.recording(file).packed(at: .unpaced, faults: plan))
        #expect(
            again.filter { $0.session == "0000000001" }.flatMap(\.messages)
                == Array(records(file).prefix(700)))
        #expect(again.filter { $0.session == "0000000002" }.flatMap(\.messages) == records(file))
    }

    @Test("a cut file is sent up to the cut, and the cut is told", arguments: [1, 2, 5, 13])
    func cut(bytes: Int) throws {
        let file = Array(try day(.binaryFile).dropLast(2 + bytes))
        let recording = try recording(file)
        #expect(recording.count == 2_999)
        #expect(recording.note?.contains("no whole message") == true)
        #expect(collect(recording.packed(at: .unpaced, faults: .none)).flatMap(\.messages).count == 2_999)
    }

    @Test("what cannot be sent is refused in one line: nothing, noise, a feed that is not there")
    func refused() throws {
        for (bytes, kind) in [
            ([], RecordingError.Kind.noData), ([UInt8](repeating: 0xA7, count: 5_000), .failed),
        ] {
            #expect(throws: RecordingError.self) { try recording(bytes) }
            do { _ = try recording(bytes) } catch let error as RecordingError { #expect(error.kind == kind) }
        }
        let capture = try day(.pcap)
        do {
            _ = try recording(capture, feed: "1.2.3.4:5")
            Issue.record("a feed that is not there was found")
        } catch let error as RecordingError {
            #expect(error.kind == .usage)
            #expect(error.description.contains("datagrams)"))
        }
    }

    @Test("several feeds in one capture are named, and each can be chosen")
    func severalFeeds() throws {
        let writer = CaptureWriter(.pcap)
        var bytes: [UInt8] = []
        writer.header(into: &bytes)
        let source = Endpoint(ipv4: 0x0A00_0001, port: 9)
        for port in [7_001, 7_002] as [UInt16] {
            var flow = DatagramPacker(
                try SyntheticExchange(smallDay(seed: UInt64(port))), framing: .moldUDP64)
            flow.forEach { facts, payload in
                writer.packet(
                    timestamp: facts.time, source: source,
                    destination: Endpoint(ipv4: 0xEF01_0203, port: port),
                    payload: payload, into: &bytes)
            }
        }
        do {
            _ = try recording(bytes)
            Issue.record("one of two feeds was taken")
        } catch let error as RecordingError {
            #expect(error.kind == .usage)
            #expect(
                error.description.contains("239.1.2.3:7001") && error.description.contains("239.1.2.3:7002"))
        }
        let chosen = try recording(bytes, feed: "239.1.2.3:7002")
        let messages = collect(RecordedDatagrams(chosen, pace: .unpaced)).flatMap(\.messages)
        #expect(messages == (try SimulatorTests.messages(smallDay(seed: 7_002))))
    }

    @Test("bursts come at once, the rest evenly between them")
    func bursts() throws {
        let recording = try recording(try day(.binaryFile))
        func moments(_ pace: Pace) -> [UInt64] {
            collect(recording.packed(at: pace, faults: .none)).filter { $0.count != 0xFFFF }
                .flatMap { datagram in datagram.messages.map { _ in datagram.facts.time } }
        }
        let alone = moments(.steady(perSecond: 0, burst: Pace.Burst(messages: 1_000, interval: 0.5)))
        #expect(alone.count == 3_000)
        #expect(Set(alone).count == 3)
        #expect(alone[1_000] - alone[999] == 500_000_000 && alone[2_999] - alone[0] == 1_000_000_000)
        let both = moments(.steady(perSecond: 1_000, burst: Pace.Burst(messages: 500, interval: 1)))
        #expect(Set(both[..<500]).count == 1)
        #expect(both[1_500] - both[0] == 1_000_000_000)
        #expect(both[1_000] - both[0] == 501_000_000)
        let steady = moments(.steady(perSecond: 10_000, burst: nil))
        #expect(steady[2_000] - steady[0] == 200_000_000)
    }
}

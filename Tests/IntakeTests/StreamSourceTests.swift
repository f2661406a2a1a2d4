import Capture
import Glibc
import OrderFlow
import Testing

@testable import Intake

@Suite("Byte streams over sockets")
struct StreamSourceTests {
    private typealias Wires = StreamWires

    private func tcp(_ listener: borrowing StreamListener) -> SourceAddress {
        .stream(.tcp(host: "127.0.0.1", port: listener.port))
    }

    @Test("a reset in the middle of a message: what arrived counts, the feed goes on, one reconnect")
    func resetInTheMiddle() {
        let listener = StreamListener()
        let reading = LiveReading(tcp(listener))
        let first = listener.accept()
        first.send(Wires.updates(1...3) + Wires.updates(4...4).prefix(20))
        reading.wait(bytes: 3 * 43)
        first.reset()
        let second = listener.accept()
        second.send(Wires.updates(4...6))
        reading.wait(bytes: 6 * 43)
        let report = reading.setting.report
        let feeds = reading.setting.directory.count
        let events = reading.stop()
        #expect(events.references == [1, 2, 3, 4, 5, 6])
        #expect(events.gaps.isEmpty && events.count(.reset) == 0 && events.count(.duplicate) == 0)
        #expect(report.truncatedBytes == 20 && report.reconnects == 1 && feeds == 1)
        #expect(report.failure == nil && report.state.isEmpty)
        let isClosed = second.isClosed()
        #expect(isClosed)
    }

    @Test("a sender that goes on further on shows a gap; one that begins anew, one reset")
    func restarts() {
        let listener = StreamListener()
        let reading = LiveReading(tcp(listener))
        listener.accept().send(Wires.updates(1...2))
        reading.wait(bytes: 2 * 43)
        listener.accept().send(Wires.updates(5...5))
        reading.wait(bytes: 3 * 43)
        listener.accept().send(Wires.updates(1...3))
        reading.wait(bytes: 6 * 43)
        let report = reading.setting.report
        let events = reading.stop()
        #expect(events.gaps == [3...4] && events.count(.reset) == 1)
        #expect(events.references == [1, 2, 5, 1, 2, 3] && report.reconnects >= 2)
    }

    @Test("where messages have no numbers, a sender killed and restarted is one reset")
    func implicitSequences() {
        let listener = StreamListener()
        let reading = LiveReading(tcp(listener))
        listener.accept().send(Wires.records(1...3) + [0, 19, 68])
        reading.wait(bytes: 3 * 21)
        listener.accept().send(Wires.records(1...2) + [0, 0])
        reading.wait(bytes: 5 * 21 + 2)
        listener.accept().send(Wires.records(1...1))
        reading.wait(bytes: 6 * 21 + 2)
        let report = reading.setting.report
        let transport = reading.setting.directory[0].transport
        let events = reading.stop()
        #expect(events.references == [1, 2, 3, 1, 2, 1] && transport == "binaryfile")
        #expect(events.count(.reset) == 2 && events.count(.endOfSession) == 1 && events.gaps.isEmpty)
        #expect(report.reconnects == 2 && report.truncatedBytes == 3)
    }

    @Test("the first message may come byte by byte, and is read as soon as it is whole")
    func slowly() {
        let listener = StreamListener()
        let reading = LiveReading(tcp(listener))
        let peer = listener.accept()
        for byte in Wires.records(1...1) { peer.send([byte]) }
        reading.wait(bytes: 21)
        let events = reading.stop()
        // A stream over a socket is stamped when it comes.
        let stamps = events.filter { $0.kind == .packet }.map { $0.packetReceived }
        #expect(events.references == [1] && !stamps.contains(0))
    }

    @Test("a socket in the file system")
    func unixSocket() throws {
        let path = "/tmp/feedtop-\(getpid())-\(UInt32.random(in: 0 ... .max)).sock"
        defer { unsafe unlink(path) }
        let listener = StreamListener(path: path)
        let reading = LiveReading(try SourceAddress.parse("unix://\(path)").0)
        listener.accept().send(Wires.updates(1...2))
        reading.wait(bytes: 2 * 43)
        let name = reading.setting.directory[0].name
        let events = reading.stop()
        #expect(events.references == [1, 2] && name == path)
    }

    @Test("captures over a stream, each connection with its own header, keep their feeds")
    func captures() {
        let writer = CaptureWriter(.pcap)
        func capture(_ sequence: UInt64) -> [UInt8] {
            var bytes: [UInt8] = []
            writer.header(into: &bytes)
            let payload = Wires.updates(sequence...sequence)
            // SAFETY: bytes have no invalid pattern and no padding.
            unsafe writer.packet(
                timestamp: 1_700_000_000_000_000_000, source: Endpoint(ipv4: 1, port: 2),
                destination: Endpoint(ipv4: 3, port: 4), payload: payload.span.bytes, into: &bytes)
            return bytes
        }
        let listener = StreamListener()
        let reading = LiveReading(tcp(listener))
        let whole = capture(1)
        listener.accept().send(whole + whole.suffix(10))
        reading.wait { $0.packets == 1 }
        listener.accept().send(capture(2))
        reading.wait { $0.packets == 2 }
        let report = reading.setting.report
        let feeds = reading.setting.directory.count
        let events = reading.stop()
        #expect(events.references == [1, 2] && feeds == 1 && report.truncatedBytes == 10)
        #expect(report.reconnects == 1)
    }

    @Test("nobody listens: an error that names the place, the reason and the remedy")
    func nobodyListens() {
        var port: UInt16 = 0
        do {
            let listener = StreamListener()
            port = listener.port
        }
        let reading = LiveReading(.stream(.tcp(host: "127.0.0.1", port: port))) { $0.patience = 1 }
        let report = reading.setting.report
        _ = reading.join()
        let failure = report.failure?.description ?? ""
        #expect(failure.contains("127.0.0.1:\(port): cannot connect: connection refused"), "\(failure)")
        #expect(failure.contains("start the sender"))
    }

    @Test("once something came, a sender that is gone for good is the end and no failure")
    func goneForGood() {
        let port: UInt16
        let reading: LiveReading
        do {
            let listener = StreamListener()
            port = listener.port
            reading = LiveReading(tcp(listener)) { $0.patience = 1 }
            listener.accept().send(Wires.updates(1...2))
        }
        reading.wait { $0.state.contains("reconnecting to 127.0.0.1:\(port)") }
        let report = reading.setting.report
        let events = reading.join()
        #expect(events.references == [1, 2] && report.failure == nil && report.reconnects == 0)
    }

    @Test("bytes of no known format, and messages whose framing is lost")
    func unreadable() {
        let listener = StreamListener()
        let unknown = LiveReading(tcp(listener))
        let report = unknown.setting.report
        listener.accept().send([UInt8](repeating: 7, count: 20_000))
        _ = unknown.join()
        #expect(report.failure?.description.contains("first bytes: 07 07") == true)

        let lost = LiveReading(tcp(listener)) { $0.patience = 1 }
        let lostReport = lost.setting.report
        listener.accept().send(Wires.records(1...3) + [0xFF, 0xFF])
        let events = lost.join()
        #expect(events.references == [1, 2, 3] && lostReport.truncatedBytes == 2)
        #expect(lostReport.failure?.description.contains("at byte 63") == true)

        // The screen, which waits for ever, counts it and connects again.
        let watched = LiveReading(tcp(listener))
        listener.accept().send(Wires.updates(1...3) + [1, 0, 0] + [UInt8](repeating: 0, count: 50))
        listener.accept().send(Wires.updates(4...4))
        watched.wait(bytes: 4 * 43)
        let watchedEvents = watched.stop()
        #expect(watchedEvents.references == [1, 2, 3, 4] && watchedEvents.count(.malformedPacket) == 1)
    }

    @Test("a stop interrupts waiting for bytes, for a connection, and for the next attempt")
    func stops() {
        let listener = StreamListener()
        let waiting = LiveReading(tcp(listener))
        let peer = listener.accept()
        _ = waiting.stop()
        let isClosed = peer.isClosed()
        #expect(isClosed)

        let port = { StreamListener().port }()
        let retrying = LiveReading(.stream(.tcp(host: "127.0.0.1", port: port))) { setting in
            setting.pace.firstDelay = 600_000
            setting.pace.longestDelay = 600_000
        }
        retrying.wait { $0.state.contains("connection refused") }
        _ = retrying.stop()

        // With its queue full, a listener lets further clients wait.
        let full = StreamListener(backlog: 0)
        var others: [Int32] = []
        defer { for descriptor in others { close(descriptor) } }
        for _ in 0..<4 {
            let attempt = StreamSocket.connect(
                .tcp(host: "127.0.0.1", port: full.port), stop: StopSignal(), limit: 200)
            if case .connected(let descriptor) = attempt { others.append(descriptor) }
        }
        #expect(others.count < 4)
        let connecting = LiveReading(.stream(.tcp(host: "127.0.0.1", port: full.port))) { setting in
            setting.pace.connectLimit = 600_000
        }
        usleep(100_000)
        _ = connecting.stop()
    }

    @Test("a name is looked up, and one that does not exist is an error at once")
    func names() {
        let listener = StreamListener()
        let reading = LiveReading(.stream(.tcp(host: "localhost", port: listener.port)))
        listener.accept().send(Wires.updates(1...1))
        reading.wait(bytes: 43)
        let events = reading.stop()
        #expect(events.references == [1])
        let lost = LiveReading(.stream(.tcp(host: "no such host", port: 1)))
        let report = lost.setting.report
        _ = lost.join()
        #expect(report.failure?.description.contains("no such host:1: cannot connect") == true)
    }
}

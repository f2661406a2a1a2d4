import Capture
import OrderFlow
import Protocols
import TestSupport
import Testing
import Wire

@testable import Intake

@Suite("TCP connections of a capture")
struct StreamTableTests {
    /// A table, and what came out of it.
    struct Run: ~Copyable {
        let directory = FeedDirectory()
        let seen = Seen()
        var sink: BatchSink
        var table: StreamTable<BatchSink>

        init() {
            let seen = seen
            sink = BatchSink { events in for index in events.indices { seen.events.append(events[index]) } }
            table = StreamTable(forced: nil, options: FeedOptions(), directory: directory)
        }

        mutating func take(
            _ source: Endpoint, _ destination: Endpoint, _ sequence: UInt32, _ bytes: [UInt8] = [],
            flags: UInt8 = 0x10
        ) {
            let segment = Segment(
                source: source, destination: destination, sequence: sequence, acknowledgement: 0,
                flags: bytes.isEmpty ? flags : flags & ~0x10, offset: 0, count: bytes.count, missing: 0)
            table.take(
                segment, of: bytes.rawBytes,
                PacketContext(feed: 0, received: 1_577_716_200_000_000_000, intake: 0),
                into: &sink)
        }

        /// A session from its SYN on: a login's answer, and so many messages.
        mutating func session(_ client: Endpoint, login: Bool = true, messages: Int = 5) {
            take(StreamTableTests.server, client, 99, flags: 0x12)
            var bytes = login ? StreamTableTests.login : []
            for number in 0..<messages { bytes += StreamTableTests.message(UInt64(number)) }
            take(StreamTableTests.server, client, 100, bytes)
        }

        mutating func end() -> [OrderEvent] {
            table.finish(PacketContext(feed: 0, received: 0, intake: 0), into: &sink)
            sink.settle()
            return seen.events
        }

        var names: [String] { (0..<directory.count).map { directory[$0].name } }
    }

    final class Seen { var events: [OrderEvent] = [] }

    static let server = Endpoint(ipv4: 0x0A00_0009, port: 5000)
    static let login = StreamWires.accepted(1)

    static func client(_ number: Int, port: UInt16 = 50_000) -> Endpoint {
        Endpoint(ipv4: 0x0A01_0000 + UInt32(number), port: port)
    }

    /// A deletion, in its packet.
    static func message(_ number: UInt64) -> [UInt8] { StreamWires.soup(number...number) }

    @Test("are feeds named by their server, and by their client where there are several at a time")
    func names() {
        var run = Run()
        for number in 1...3 { run.session(Self.client(number)) }
        let names = run.names
        #expect(
            names == ["10.0.0.9:5000", "10.0.0.9:5000 to 10.1.0.2:50000", "10.0.0.9:5000 to 10.1.0.3:50000"])
        let unclaimed = run.table.unclaimed
        #expect(unclaimed == 0)
        let events = run.end()
        #expect(events.count { $0.isMessage } == 15)
        #expect(!events.contains { $0.kind == .gap || $0.kind == .malformedPacket })
    }

    @Test(
        "of one client go on with its feed when it connects again, by FIN, by RST or by a new SYN alone",
        arguments: 0..<3)
    func again(ending: Int) {
        var run = Run()
        run.session(Self.client(1))
        let next = 100 + UInt32(Self.login.count + 5 * Self.message(0).count)
        switch ending {
        case 0: run.take(Self.server, Self.client(1), next, flags: 0x11)
        case 1: run.take(Self.client(1), Self.server, 1, flags: 0x04)
        default: break
        }
        run.take(Self.client(1), Self.server, 4000, flags: 0x02)
        run.take(Self.server, Self.client(1), 8000, flags: 0x12)
        run.take(Self.server, Self.client(1), 8001, Self.login + Self.message(1) + Self.message(2))
        let names = run.names
        #expect(names == ["10.0.0.9:5000"])
        let events = run.end()
        // The login says that the session goes on at its first message: those came before.
        #expect(events.count { $0.isMessage } == 5 && events.contains { $0.kind == .duplicate })
    }

    @Test("that carry nothing known are counted by their segments")
    func strangers() {
        var random = SeededGenerator(seed: 4)
        var run = Run()
        for number in 0..<40 {
            run.take(Self.client(1), Self.server, UInt32(number * 1400), random.bytes(1400))
            run.take(Self.server, Self.client(1), 1)
        }
        let (unclaimed, kept) = (run.table.unclaimed, run.table.kept)
        #expect(unclaimed == 80 && kept == 0)
        let events = run.end()
        #expect(events.isEmpty && run.directory.count == 0)
    }

    @Test("stay bounded in memory however many there are, and a feed among them is read on")
    func flood() {
        var random = SeededGenerator(seed: 6)
        let noise = random.bytes(9000)
        var run = Run()
        run.session(Self.client(0))
        for number in 1...6000 {
            run.take(Self.client(number), Self.server, 1, flags: 0x02)
            // In order, and behind a hole.
            run.take(Self.client(number), Self.server, 2, Array(noise[..<(number % 9000)]))
            run.take(Self.client(number), Self.server, 20_000, Array(noise[..<(number % 9000)]))
            guard number % 1000 == 0 else { continue }
            let kept = run.table.kept
            #expect(kept <= StreamTable<BatchSink>.mostKept + 65_536, "\(number)")
        }
        let next = 100 + UInt32(Self.login.count + 5 * Self.message(0).count)
        run.take(Self.server, Self.client(0), next, Self.message(9))
        let events = run.end()
        #expect(events.count { $0.isMessage } == 6)
        let kept = run.table.kept
        #expect(kept == 0)
    }

    @Test("bytes that are no messages are passed over, and the stream is read on")
    func damage() {
        var run = Run()
        var bytes = Self.login
        for number in 0..<10 as Range<UInt64> {
            bytes += Self.message(number)
            if number == 4 { bytes += [0, 0, 7, 7, 7, 7] }
        }
        run.take(Self.server, Self.client(1), 99, flags: 0x12)
        for offset in stride(from: 0, to: bytes.count, by: 13) {
            run.take(
                Self.server, Self.client(1), 100 + UInt32(offset),
                Array(bytes[offset..<min(bytes.count, offset + 13)]))
        }
        let events = run.end()
        #expect(events.count { $0.isMessage } == 10)
        #expect(events.count { $0.kind == .malformedPacket } == 1)
        let notes = run.table.notes
        #expect(notes.count == 1 && notes[0].contains("1 place with no message in it"))
    }
}

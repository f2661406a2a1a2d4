import OrderFlow
import Protocols
import TestSupport
import Testing
import Wire

private let second: UInt64 = 1_000_000_000

@Suite("Packets that fit no sequence")
struct OutlierTests {
    /// One packet a microsecond on each line, in turn.
    private func arrivals(_ packets: [[UInt8]], lines: Int = 1, from start: UInt64 = second) -> [Arrival] {
        packets.enumerated().flatMap { index, bytes in
            (0..<UInt8(lines)).map {
                Arrival(bytes: bytes, line: $0, received: start + UInt64(index) * 1_000 + UInt64($0))
            }
        }
    }

    private func decoder(_ format: FeedFormat) -> DatagramDecoder {
        guard let decoder = ProtocolRegistry.datagramDecoder(format, FeedOptions(day: 19_591)) else {
            preconditionFailure("\(format) is no datagram format")
        }
        return decoder
    }

    private let foreign = run(40, 1, session: "OTHER")

    @Test(
        "one packet does not silence a feed: far ahead, a sign of life, an end, or of another session",
        arguments: [
            run(100_000, 1), run(.max - 9, 2), heartbeat(100_000), heartbeat(.max), ending(100_000),
            ending(.max), run(40, 1, session: "OTHER"), heartbeat(1, session: "OTHER"),
            ending(4, session: "OTHER"),
        ], [1, 2])
    func oneStray(stray: [UInt8], lines: Int) {
        var rest = arrivals((4...303).map { run($0, 1) }, lines: lines, from: second + 10_000)
        rest.insert(Arrival(bytes: stray, line: 0, received: second + 10_001), at: 3)
        let result = LinesRun(arrivals([run(1, 3)], lines: lines) + rest, lines: lines)
        #expect(result.events.deleted == Array(1...303) && result.events.strays == 1)
        #expect(result.lost.isEmpty && result.events.count(.reset) == 0 && result.events.duplicates == 0)
        #expect(result.events.count(.endOfSession) == 0)
        #expect(result.events.filter { $0.kind == .packet && $0.isPacket }.count == 1 * lines + rest.count)
    }

    @Test("a gap of any size is told with the third packet behind it", arguments: [1, 2])
    func trueGap(lines: Int) {
        for last in [20_003, 5_000_000, 1 << 60] as [UInt64] {
            let packets = arrivals(
                [run(1, 3), run(last + 1, 2), run(last + 3, 1), run(last + 4, 1)], lines: lines)
            let early = LinesRun(packets.dropLast(lines), lines: lines, endsAt: 0)
            #expect(early.events.gaps.isEmpty && early.events.deleted == [1, 2, 3])
            let told = LinesRun(packets, lines: lines, endsAt: packets[0].received + second)
            #expect(told.events.gaps == [4...last] && told.events.strays == 0)
            #expect(told.events.deleted == [1, 2, 3] + (1...4).map { last + $0 })
        }
    }

    @Test("up to 16,384 messages are told at once")
    func nearGap() {
        let packets = arrivals([run(1, 3), run(4 + 16_384, 1)])
        #expect(LinesRun(packets, lines: 1, endsAt: 0).events.gaps == [4...16_387])
    }

    @Test("where nothing more comes, three seconds tell, or the end of the source", arguments: [1, 2])
    func nothingMore(lines: Int) {
        let packets = arrivals([run(1, 3), run(100_000, 2)], lines: lines)
        let last = packets[packets.count - 1].received
        for end in [nil, last + 4 * second] as [UInt64?] {
            let result = LinesRun(packets, lines: lines, endsAt: end)
            #expect(result.events.gaps == [4...99_999] && result.events.strays == 0)
            #expect(result.events.deleted == [1, 2, 3, 100_000, 100_001])
        }
        #expect(LinesRun(packets, lines: lines, endsAt: last + second).events.gaps.isEmpty)
    }

    @Test("a copy is no proof, on its line or on another")
    func copies() {
        let stray = run(100_000, 1)
        let packets = arrivals([run(1, 3), stray, stray, stray, run(4, 1), run(5, 1), run(6, 1)], lines: 2)
        let result = LinesRun(packets)
        #expect(result.events.deleted == [1, 2, 3, 4, 5, 6] && result.events.strays == 6)
        #expect(result.lost.isEmpty && result.missing(on: 0).isEmpty && result.missing(on: 1).isEmpty)
    }

    @Test("a packet that was overtaken at a great gap is no proof against it")
    func overtaken() {
        let packets = [run(1, 3), run(50_000, 1), run(4, 1), run(50_001, 1), run(50_002, 1), run(50_003, 1)]
        let result = LinesRun(arrivals(packets), lines: 1)
        #expect(result.events.gaps == [5...49_999] && result.events.strays == 0)
        #expect(result.events.deleted == [1, 2, 3, 4, 50_000, 50_001, 50_002, 50_003])
    }

    @Test("a feed that begins with a stray begins anew where it really is", arguments: [1, 2])
    func strayFirst(lines: Int) {
        let first = Arrival(bytes: run(1 << 50, 1), line: 0, received: second - 1)
        let packets = arrivals((7..<20).map { run($0, 1) }, lines: lines)
        let result = LinesRun([first] + packets, lines: lines)
        #expect(result.events.deleted.suffix(13) == Array(7..<20))
        #expect(result.events.all(.reset).map { $0.reference } == [7])
    }

    @Test("runs inside one datagram are judged one by one")
    func runsInDatagram() {
        let events = decode(
            updates, [update(1) + update(900_000) + update(2), update(3) + update(4), update(5), update(6)])
        #expect(events.count(.update) == 6 && events.strays == 1 && events.gaps.isEmpty)
        #expect(events.packetBytes == 8 * 43 - 43)
    }
}

extension OutlierTests {
    @Test(
        "another session is a reset once it has gone on and the one before was silent for a second and a half"
    )
    func newSession() {
        let old = arrivals([run(1, 3), run(4, 1)])
        let last = old[1].received
        let new = [0, 1, 2].map { run(1 + UInt64($0), 1, session: "NEXT") }
        for (pause, count) in [(1_000_000, 0), (1_600_000_000, 1)] as [(UInt64, Int)] {
            let packets = old + arrivals(new, from: last + pause)
            let result = LinesRun(packets, lines: 1, endsAt: 0)
            #expect(result.events.count(.reset) == count)
            #expect(result.events.deleted == [1, 2, 3, 4] + (count == 0 ? [] : [1, 2, 3]))
            // Later it is one in any case, and the end of the source tells as much.
            for end in [last + 2 * second, nil] as [UInt64?] {
                let later = LinesRun(packets, lines: 1, endsAt: end)
                #expect(later.events.count(.reset) == 1 && later.events.strays == 0)
                #expect(later.events.deleted == [1, 2, 3, 4, 1, 2, 3] && later.lost.isEmpty)
            }
        }
    }

    @Test("after the end of a session the third packet of another is enough")
    func afterTheEnd() {
        let packets = arrivals(
            [run(1, 3), ending(4), run(1, 1, session: "B"), run(2, 1, session: "B"), run(3, 1, session: "B")])
        #expect(LinesRun(packets.dropLast(), lines: 1, endsAt: 0).events.count(.reset) == 0)
        #expect(LinesRun(packets, lines: 1, endsAt: 0).events.count(.reset) == 1)
    }

    @Test(
        "sessions that go on side by side are two: what was held of the other is handed out whole",
        arguments: 1...20)
    func sideBySide(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let decoder = decoder(mold50)
        var sink = EventList()
        var (next, sent, handed): ([UInt64], [[UInt8]], [[UInt8]]) = ([1, 1], [], [])
        for index in 0..<400 {
            let which = Int.random(in: 0...1, using: &random)
            let bytes = run(next[which], 1, session: which == 0 ? "A" : "B", offset: UInt64(which) * 1_000)
            if index == 0, which == 1 { next.swapAt(0, 1) }
            next[which] += 1
            if which == 1 { sent.append(bytes) }
            guard decoder.accepts(bytes.rawBytes) else {
                handed.append(bytes)
                continue
            }
            let context = PacketContext(feed: 0, received: second + UInt64(index) * 1_000, intake: 0)
            decoder.decode(bytes.rawBytes, context, into: &sink)
            handed += decoder.takeDisowned().map(\.bytes)
        }
        decoder.finish(into: &sink)
        let events = sink.events
        #expect(events.count(.reset) == 0 && events.strays == 0 && events.gaps.isEmpty)
        // Whichever came first is the feed's own.
        if events.deleted.first == 1 {
            #expect(handed == sent && events.deleted == Array(1..<next[0]))
        } else {
            #expect(events.deleted == (1..<next[1]).map { $0 + 1_000 })
        }
    }

    @Test("channels are never each other's successors")
    func channels() {
        let symbol = iex("P", "AA", [0x20])
        let decoder = decoder(deep)
        var sink = EventList()
        for index in 0..<6 as Range<Int64> {
            let bytes = segment(1 + index, [symbol], channel: index < 3 ? 1 : 2)
            decoder.decode(
                bytes.rawBytes, PacketContext(feed: 0, received: UInt64(index + 1) * 10 * second, intake: 0),
                into: &sink)
        }
        let (own, other) = (segment(4, [symbol], channel: 1), segment(7, [symbol], channel: 2))
        let accepted = [decoder.accepts(own.rawBytes), decoder.accepts(other.rawBytes)]
        let name = decoder.streamName(of: other.rawBytes)
        #expect(accepted == [true, false] && name == "channel 2")
        #expect(decoder.hasDisowned && decoder.takeDisowned().count == 3 && !decoder.hasDisowned)
        decoder.finish(into: &sink)
        #expect(sink.events.messages.count == 3 && sink.events.count(.reset) == 0 && sink.events.strays == 0)
    }

    @Test("what nobody takes is counted as strays at the end")
    func nobodyTakes() {
        let symbol = iex("P", "AA", [0x20])
        let events = decode(
            deep, (0..<8).map { segment(1 + $0 / 2, [symbol], channel: UInt32(1 + $0 % 2)) })
        #expect(events.messages.count == 4 + 1 - 1 && events.strays == 4 && events.count(.reset) == 0)
    }
}

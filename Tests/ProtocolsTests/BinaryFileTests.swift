import OrderFlow
import Protocols
import TestSupport
import Testing

@Suite("ITCH 5.0 in BinaryFILE")
struct BinaryFileTests {
    private let example1 = hex("00 13  44 0a b1 00 00 1f 1a cf 4c 4e b7 00 00 00 00 01 66 5d 6a  00 00")
    private let example2 = hex(
        """
        00 24  41 19 72 00 00 1f 23 e0 98 1a e1 00 00 00 00 00 79 2f 9f 42 00 00 00 01 4d 45 54 41 20 20 20 20
        00 0c 49 50
        00 19  48 01 d0 00 00 1f 9d f7 7c 9e 20 41 4d 43 20 20 20 20 20 54 20 20 20 20 20
        """)

    @Test("worked example 1: a deletion and the end of the session")
    func endMarker() throws {
        var run = StreamRun(file50)
        #expect(try run.drain(example1) == 0)
        let events = run.sink.events
        #expect(events.map { $0.kind } == [.packet, .delete, .endOfSession, .packet])
        #expect(events.deleted == [23_485_802] && events[2].reference == 2)
    }

    @Test("worked example 2: two records; the stretch stands between two packet events")
    func records() throws {
        var run = StreamRun(file50)
        #expect(try run.feed(example2) == StreamProgress(consumed: 65, stop: .needsMore(2)))
        let events = run.sink.events
        #expect(events.map { $0.kind } == [.packet, .add, .instrument, .status, .instrument, .packet])
        let packets = events.all(.packet)
        #expect(packets.allSatisfy { !$0.isPacket && $0.packetFeed == 3 && $0.packetSequence == 1 })
        #expect(packets.map { $0.packetBytes } == [0, 65] && packets.map { $0.packetMessages } == [0, 2])
    }

    @Test("sequences go on from stretch to stretch")
    func sequences() throws {
        var run = StreamRun(file50)
        let bytes = binaryFile(deletions(1, 5))
        #expect(try run.drain(bytes, StreamLimits(messages: 2)) == 0)
        #expect(run.sink.events.all(.packet).map { $0.packetSequence } == [1, 1, 3, 3, 5, 5])
        #expect(run.sink.events.packetBytes == bytes.count)
    }

    @Test("what follows an end marker is another session: one reset, sequences from 1")
    func concatenated() throws {
        var run = StreamRun(file50)
        let bytes = binaryFile(deletions(1, 2)) + [0, 0, 0, 0] + binaryFile(deletions(1, 1)) + [0, 0]
        #expect(try run.drain(bytes) == 0)
        let events = run.sink.events
        #expect(
            events.content.map { $0.kind } == [
                .delete, .delete, .endOfSession, .reset, .delete, .endOfSession,
            ])
        #expect(events.all(.packet).map { $0.packetSequence } == [1, 1, 1, 1])
        #expect(events.all(.endOfSession).map { $0.reference } == [3, 2])
        #expect(events.packetBytes == bytes.count)
    }

    @Test(
        "whole sessions in a row count from 1 each, however the stretches are cut", arguments: [1, 2, 1024])
    func sessionsInARow(messages: Int) throws {
        var run = StreamRun(file50)
        let session = binaryFile(deletions(1, 2)) + [0, 0]
        #expect(try run.drain(session + session + session, StreamLimits(messages: messages)) == 0)
        #expect(run.sink.events.all(.endOfSession).map { $0.reference } == [3, 3, 3])
    }

    @Test("a file of zeros ends")
    func zeros() throws {
        var run = StreamRun(file50)
        #expect(try run.drain([UInt8](repeating: 0, count: 200_001)) == 1)
        #expect(run.sink.events.content.map { $0.kind } == [.endOfSession])
        #expect(run.sink.events.packetBytes == 200_000)
    }

    @Test("cut anywhere, everything before the cut counts", arguments: [0, 1, 20, 21, 22, 41, 42])
    func cut(count: Int) throws {
        var run = StreamRun(file50)
        let bytes = Array(binaryFile(deletions(1, 2)).prefix(count))
        #expect(try run.drain(bytes) == count % 21)
        #expect(run.sink.events.deleted.count == count / 21)
    }

    @Test("cut at every byte and fed on, the events are the same")
    func everyCut() throws {
        let bytes = example2 + example1
        var whole = StreamRun(file50)
        _ = try whole.drain(bytes)
        for cut in 0...bytes.count {
            var run = StreamRun(file50)
            let left = try run.drain(Array(bytes.prefix(cut)))
            #expect(try run.drain(Array(bytes[(cut - left)...])) == 0)
            #expect(run.sink.events.content == whole.sink.events.content, "cut at \(cut)")
        }
    }

    @Test("a length that no message has loses the framing", arguments: [51, 0x5300, 0xFFFF])
    func lost(length: Int) {
        var run = StreamRun(file50)
        let bytes = binaryFile(deletions(1, 2)) + big(UInt16(length)) + [1]
        #expect(throws: StreamError.badLength(at: 42, found: length, least: 0, most: 50)) {
            try run.feed(bytes)
        }
        #expect(run.sink.events.deleted == [1, 2] && run.sink.events.packetBytes == 42)
    }

    @Test("a payload of the wrong length for its type is malformed, and the framing holds")
    func wrongLength() throws {
        var run = StreamRun(file50)
        let short = Array(ITCHBytes.add(1).dropLast())
        #expect(try run.drain(binaryFile([short, ITCHBytes.delete(2)])) == 0)
        #expect(run.sink.events.content.map { $0.kind } == [.malformedMessage, .delete])
    }

    @Test("stops at the message limit and at a time that is not due")
    func limits() throws {
        let midnight = ExchangeTime.easternMidnight(days: 19_591)
        let bytes = binaryFile([
            ITCHBytes.delete(1, at: 100), ITCHBytes.delete(2, at: 200), ITCHBytes.delete(3, at: 300),
        ])
        var run = StreamRun(file50)
        #expect(try run.feed(bytes, StreamLimits(messages: 2)) == StreamProgress(consumed: 42, stop: .limit))
        run = StreamRun(file50)
        let limits = StreamLimits(until: midnight + 200)
        #expect(try run.feed(bytes, limits) == StreamProgress(consumed: 42, stop: .notDue(midnight + 300)))
        #expect(
            try run.feed(Array(bytes.suffix(21)), limits)
                == StreamProgress(consumed: 0, stop: .notDue(midnight + 300)))
        #expect(run.sink.events.count(.packet) == 2)
        // A time that cannot be is malformed, not far in the future.
        let odd = binaryFile([ITCHBytes.delete(1, at: 1 << 47)])
        #expect(try run.feed(odd, limits) == StreamProgress(consumed: 21, stop: .needsMore(2)))
        #expect(run.sink.events.count(.malformedMessage) == 1)
    }

    @Test("a stretch never has more than 65,535 bytes")
    func stretches() throws {
        var run = StreamRun(file50)
        let bytes = binaryFile(deletions(1, 4000))
        let progress = try run.feed(bytes, StreamLimits(messages: .max))
        #expect(progress == StreamProgress(consumed: 65_535 / 21 * 21, stop: .limit))
        #expect(run.sink.events.packetBytes == progress.consumed)
    }
}

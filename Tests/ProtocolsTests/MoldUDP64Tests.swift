import OrderFlow
import Protocols
import Testing

@Suite("MoldUDP64: the sequencing table, and what must be refused")
struct MoldUDP64Tests {
    @Test("whoever joins late starts where the first packet starts")
    func joining() {
        let events = decode(mold50, [run(500, 2), run(502, 1)])
        #expect(events.deleted == [500, 501, 502] && events.gaps.isEmpty && events.count(.reset) == 0)
    }

    @Test("a gap names the first and the last message that is missing")
    func gap() {
        let events = decode(mold50, [run(1, 1), run(1001, 2), run(1004, 1)])
        #expect(events.gaps == [2...1000, 1003...1003])
        #expect(events.all(.gap).allSatisfy { $0.timestamp == 77 })
        #expect(events.deleted == [1, 1001, 1002, 1004])
    }

    @Test("a packet that came before is dropped whole, one that overlaps is dropped in part")
    func duplicates() {
        let events = decode(mold50, [run(1, 4), run(3, 2), run(2, 5), run(4, 3)])
        #expect(events.deleted == [1, 2, 3, 4, 5, 6])
        #expect(events.all(.duplicate).map { $0.reference } == [3, 2, 4])
        #expect(events.all(.duplicate).map { $0.quantity } == [2, 3, 3])
    }

    @Test("a heartbeat ahead shows a gap at the tail; an old one is nothing but a sign of life")
    func heartbeats() {
        let events = decode(mold50, [run(1, 2), heartbeat(5), heartbeat(3), heartbeat(5), run(5, 1)])
        #expect(events.gaps == [3...4])
        #expect(events.all(.heartbeat).map { $0.reference } == [5, 3, 5])
        #expect(events.deleted == [1, 2, 5] && events.duplicates == 0)
    }

    @Test("the end of a session is told once, after the gap that it shows")
    func end() {
        let events = decode(mold50, [run(1, 2), ending(4), ending(4)])
        #expect(events.content.suffix(2).map { $0.kind } == [.gap, .endOfSession])
        #expect(events.gaps == [3...3] && events.count(.packet) == 3)
    }

    @Test("another session is one reset, and what it lacks at its front is a gap from 1")
    func sessions() {
        let events = decode(
            mold50, [run(7, 2), run(3, 1, session: "SESSION002"), ending(4, session: "SESSION002")])
        #expect(events.count(.reset) == 1 && events.all(.reset).first?.reference == 1)
        #expect(events.gaps == [1...2] && events.duplicates == 0 && events.count(.endOfSession) == 1)
    }

    @Test(
        "packets that are no packets are malformed and change nothing",
        arguments: [
            [], Array(run(3, 1).prefix(19)), mold(3, [], count: 1), mold(3, [], count: 0xFFFE),
            mold(0, [ITCHBytes.delete(1)]), mold(.max, [ITCHBytes.delete(1)]),
        ])
    func refused(packet: [UInt8]) {
        let events = decode(mold50, [run(1, 2), packet, run(3, 1)])
        #expect(events.count(.packet) == 3 && events.packetBytes == 62 + 41 + packet.count)
        #expect(events.count(.malformedPacket) == 1)
        #expect(events.deleted == [1, 2, 3] && events.gaps.isEmpty)
    }

    @Test("packets that nobody numbered are read as they come, and nothing is said to be missing")
    func unnumbered() {
        let packets = [
            mold(0, deletions(1, 2)), heartbeat(0), mold(0, deletions(3, 1)), mold(0, deletions(4, 1)),
        ]
        let events = decode(mold50, packets)
        #expect(events.deleted == [1, 2, 3, 4] && events.gaps.isEmpty && events.duplicates == 0)
        #expect(events.count(.malformedPacket) == 0 && events.count(.reset) == 0)
        #expect(events.all(.packet).allSatisfy { $0.packetSequence == 0 })
    }

    @Test("a block past the end loses itself and what follows, not what came before it")
    func overrun() {
        var packet = run(1, 4)
        packet[20 + 2 * 21] = 0xFF  // the third block's length
        let events = decode(mold50, [packet, run(5, 1)])
        #expect(events.deleted == [1, 2, 5] && events.gaps.isEmpty)
        #expect(events.all(.malformedPacket).map { $0.quantity } == [2])
    }

    @Test("bytes behind the last block, or behind a heartbeat, are flagged and ignored")
    func tails() {
        let events = decode(mold50, [run(1, 2) + [0], heartbeat(3) + [1, 2], ending(3) + [1]])
        #expect(
            events.deleted == [1, 2] && events.count(.heartbeat) == 1 && events.count(.endOfSession) == 1)
        #expect(events.all(.malformedPacket).map { $0.quantity } == [0, 0, 0])
    }
}

import OrderFlow
import Protocols
import Testing

@Suite("A sender that begins anew, and an old packet that only looks like it")
struct RestartTests {
    /// Ten messages, then what a test adds.
    private func after(_ packets: [[UInt8]], lines: [UInt8] = []) -> [OrderEvent] {
        decode(mold50, [run(1, 5), run(6, 5)] + packets, lines: lines)
    }
    private let first: [UInt64] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]

    @Test("a heartbeat back at 1 is one reset, neither gap nor duplicates")
    func heartbeatAtOne() {
        let events = after([heartbeat(1), heartbeat(1), run(1, 2, offset: 100)])
        #expect(events.count(.reset) == 1 && events.gaps.isEmpty && events.duplicates == 0)
        #expect(events.deleted == first + [101, 102])
    }

    @Test("a session that has not begun may say so for long")
    func notBegun() {
        let events = decode(mold50, [heartbeat(1), heartbeat(1), run(1, 1), run(2, 1)])
        #expect(events.count(.reset) == 0 && events.deleted == [1, 2])
    }

    @Test("data back at 1 that goes on is one reset, and none of it is lost", arguments: [1, 3])
    func dataAtOne(count: Int) {
        let next = UInt64(count + 1)
        let events = after([
            run(1, count, offset: 100), run(next, 4, offset: 100), run(next + 4, 1, offset: 100),
        ])
        #expect(events.count(.reset) == 1 && events.gaps.isEmpty && events.duplicates == 0)
        #expect(events.deleted == first + (101..<UInt64(101 + count + 5)))
    }

    @Test("a held packet's messages stand behind its own packet event")
    func order() {
        let kinds = after([run(1, 1), heartbeat(2)]).suffix(5).map { $0.kind }
        #expect(kinds == [.packet, .reset, .delete, .packet, .heartbeat])
    }

    @Test("data back at 1 is proven by a heartbeat that continues it, or by one at 1 that came late")
    func provenByHeartbeat() {
        for next in [3, 1] as [UInt64] {
            let events = after([run(1, 2, offset: 100), heartbeat(next), run(3, 1, offset: 100)])
            #expect(events.count(.reset) == 1 && events.deleted == first + [101, 102, 103])
            #expect(events.gaps.isEmpty && events.duplicates == 0)
        }
    }

    @Test("one old packet is a duplicate: the old sequence goes on")
    func lateFirstPacket() {
        let events = after([run(1, 5), run(11, 2)])
        #expect(events.count(.reset) == 0 && events.duplicates == 5 && events.gaps.isEmpty)
        #expect(events.deleted == first + [11, 12])
        let ended = after([run(1, 5)])
        #expect(ended.count(.reset) == 0 && ended.duplicates == 5 && ended.deleted == first)
    }

    @Test("an old packet that comes twice is twice a duplicate")
    func lateTwice() {
        let events = after([run(1, 3), run(1, 3), run(11, 1)])
        #expect(events.count(.reset) == 0 && events.duplicates == 6 && events.deleted == first + [11])
    }

    @Test("each packet of a new beginning may come twice")
    func doubledRestart() {
        let packets = [run(1, 3, offset: 100), run(4, 2, offset: 100)].flatMap { [$0, $0] }
        let events = after(packets)
        #expect(events.count(.reset) == 1 && events.duplicates == 8 - 3)
        #expect(events.deleted == first + [101, 102, 103, 104, 105])
    }

    @Test("a second line that lags is no restart")
    func laggingLine() {
        let events = after([run(1, 5), run(6, 5), run(11, 1)], lines: [0, 0, 1, 1, 0])
        #expect(events.count(.reset) == 0 && events.duplicates == 10 && events.deleted == first + [11])
    }

    @Test("one late packet of the session before is a duplicate, its end of session is nothing")
    func lateSession() {
        let events = decode(
            mold50,
            [
                run(1, 3, session: "A"), ending(4, session: "A"), run(1, 2, session: "B"),
                run(3, 1, session: "B"), run(4, 1, session: "B"), run(3, 1, session: "A"),
                ending(4, session: "A"), run(5, 1, session: "B"),
            ])
        #expect(events.count(.reset) == 1 && events.duplicates == 1 && events.count(.endOfSession) == 1)
        #expect(events.deleted == [1, 2, 3, 1, 2, 3, 4, 5] && events.strays == 0)
    }

    @Test("the session before is back once its packets go on")
    func sessionBack() {
        let events = decode(
            mold50,
            [
                run(1, 3, session: "A"), ending(4, session: "A"), run(1, 2, session: "B"),
                run(3, 1, session: "B"), run(4, 1, session: "B"), ending(5, session: "B"),
                run(4, 2, session: "A"), run(6, 1, session: "A"), run(7, 1, session: "A"),
            ])
        #expect(events.all(.reset).map { $0.reference } == [1, 4])
        #expect(events.duplicates == 0 && events.gaps.isEmpty && events.strays == 0)
        #expect(events.deleted == [1, 2, 3, 1, 2, 3, 4, 4, 5, 6, 7])
    }

    @Test("after a restart a session ends again")
    func endsAgain() {
        let events = after([ending(11), heartbeat(1), ending(1)])
        #expect(events.count(.endOfSession) == 2 && events.count(.reset) == 1)
    }

    @Test("an IEX heartbeat at 1 that was sent before what we have is late")
    func lateHeartbeat() {
        let symbol = iex("P", "AA", [0x20])
        func events(_ sent: Int64) -> [OrderEvent] {
            decode(
                deep,
                [
                    segment(1, [symbol], sent: 100), segment(2, [symbol], sent: 200),
                    segment(1, [], sent: sent),
                ])
        }
        #expect(
            events(150).count(.reset) == 0 && events(200).count(.reset) == 1 && events(300).count(.reset) == 1
        )
        #expect(events(150).gaps.isEmpty && events(150).duplicates == 0)
    }

    @Test("a new IEX session is one reset")
    func iexSession() {
        let symbol = iex("P", "AA", [0x20])
        let events = decode(deep, [segment(5, [symbol]), segment(1, [symbol, symbol], session: 10)])
        #expect(events.count(.reset) == 1 && events.gaps.isEmpty && events.messages.count == 3)
        #expect(events.count(.instrument) == 1)
    }
}

import OrderFlow
import Protocols
import Testing
import Wire

@Suite("A datagram that the capture cut")
struct CutDatagramTests {
    /// Messages `first ..< first + count`, each the deletion of the order of its number.
    func packet(_ first: UInt64, _ count: UInt64, session: String = "SESSION001") -> [UInt8] {
        mold(first, (first..<first + count).map { ITCHBytes.delete($0) }, session: session)
    }

    /// Bytes of a packet that has `whole` messages of 21 bytes, and `more` bytes of the next.
    func missing(_ count: Int, whole: Int, more: Int = 0) -> Int { (count - whole) * 21 - more }

    @Test("its whole messages come in order, and just the rest is lost with the capture", arguments: 0..<20)
    func rest(whole: Int) {
        for more in [0, 1, 2, 3, 20] {
            let run = LinesRun(
                [
                    Arrival(bytes: packet(1, 3), line: 0, received: 1),
                    Arrival(
                        bytes: packet(4, 20), line: 0, received: 2,
                        missing: missing(20, whole: whole, more: more)),
                    Arrival(bytes: packet(24, 2), line: 0, received: 3),
                    Arrival(bytes: packet(28, 1), line: 0, received: 4),
                ], lines: 1)
            #expect(run.tells == [true])
            let there = (1..<(4 + UInt64(whole))).map { $0 } + [24, 25, 28]
            #expect(run.events.deleted == there, "\(whole) whole messages and \(more) bytes")
            #expect(run.lost(.capture) == Set((4 + UInt64(whole))...23))
            #expect(run.lost(.wire) == [26, 27])
            #expect(!run.events.contains { $0.kind == .malformedPacket || $0.kind == .heartbeat })
        }
    }

    @Test("what is missing before it is the wire's; what comes again later is filled late")
    func around() {
        let run = LinesRun(
            [
                Arrival(bytes: packet(1, 1), line: 0, received: 1),
                Arrival(bytes: packet(5, 4), line: 0, received: 2, missing: missing(4, whole: 0)),
                Arrival(bytes: packet(9, 1), line: 0, received: 3),
                Arrival(bytes: packet(5, 4), line: 0, received: 4),
                Arrival(bytes: packet(5, 4), line: 0, received: 5, missing: missing(4, whole: 1)),
            ], lines: 1)
        #expect(run.lost(.wire) == [2, 3, 4] && run.lost(.capture) == [5, 6, 7, 8])
        #expect(run.events.deleted == [1, 9])
        let filled = run.events.filter { $0.kind == .filled }
        #expect(filled.map(\.reference) == [5] && filled.map(\.lastSequence) == [8])
    }

    @Test("cut before the session's header ends, it tells nothing, nor does one of another session")
    func header() {
        let run = LinesRun(
            [
                Arrival(bytes: packet(1, 1), line: 0, received: 1),
                Arrival(bytes: packet(2, 2), line: 0, received: 2, missing: 42 + 1),
                Arrival(bytes: packet(2, 2, session: "SESSION002"), line: 0, received: 2, missing: 42),
                Arrival(bytes: packet(4, 1), line: 0, received: 3, gapCause: .capture),
            ], lines: 1)
        #expect(run.tells == [false, false])
        #expect(run.events.deleted == [1, 4] && run.lost(.capture) == [2, 3] && run.lost(.wire).isEmpty)
    }

    @Test("on one of two lines the other line's copy serves, and what neither has is the capture's")
    func lines() {
        var arrivals: [Arrival] = []
        for (first, time) in [(1, 1), (11, 20), (21, 30), (31, 40)] as [(UInt64, UInt64)] {
            // Line A is cut at 11 and 21, line B at 21.
            let (cutA, cutB) = (first == 11 || first == 21, first == 21)
            arrivals.append(
                Arrival(
                    bytes: packet(first, 10), line: 0, received: time,
                    missing: cutA ? missing(10, whole: 4) : 0))
            arrivals.append(
                Arrival(
                    bytes: packet(first, 10), line: 1, received: time + 1,
                    missing: cutB ? missing(10, whole: 7) : 0))
        }
        let run = LinesRun(arrivals)
        #expect(run.events.deleted == (1...27).map { $0 } + (31...40).map { $0 })
        #expect(run.lost(.capture) == [28, 29, 30] && run.lost(.wire).isEmpty)
        let causes = Set(run.events.filter { $0.kind == .lineGap }.map(\.lossCause))
        #expect(causes == [.capture])
        #expect(run.missing(on: 0) == Set((15...20).map { $0 } + (25...30).map { $0 }))
        #expect(run.missing(on: 1) == Set(28...30))
    }

    @Test("IEX-TP tells how much it lost, order updates do not")
    func otherFramings() {
        let messages = (0..<4).map { iex("S", "AAPL", [UInt8]([UInt8($0)])) }
        let (whole, next) = (segment(1, messages), segment(5, [messages[0]]))
        let (iexEvents, isToldByIEX) = decode(
            deep, whole, there: 40 + 2 * (messages[0].count + 2) + 3, then: next)
        #expect(isToldByIEX)
        let gaps = iexEvents.filter { $0.kind == .gap }
        #expect(gaps.map(\.reference) == [3] && gaps.map(\.lastSequence) == [4])
        #expect(gaps.map(\.lossCause) == [.capture])
        #expect(iexEvents.filter { $0.isMessage }.count == 3)

        let (updateEvents, isTold) = decode(
            updates, joined(update(1), update(2), update(3)), there: 43 * 2 + 40, then: update(4),
            gapCause: .capture)
        #expect(!isTold)
        #expect(updateEvents.filter { $0.isMessage }.count == 3)
        #expect(updateEvents.filter { $0.kind == .gap }.map(\.lossCause) == [.capture])
    }

    private func decode(
        _ format: FeedFormat, _ datagram: [UInt8], there: Int, then next: [UInt8],
        gapCause: LossCause = .wire
    ) -> ([OrderEvent], Bool) {
        var sink = EventList()
        let options = FeedOptions(symbol: SymbolName("TEST"))
        guard let decoder = ProtocolRegistry.datagramDecoder(format, options) else {
            return ([], false)
        }
        let isTold = decoder.decode(
            cut: datagram.rawBytes.extracting(0..<there), missing: datagram.count - there,
            PacketContext(feed: 0, received: 1, intake: 1), into: &sink)
        decoder.decode(
            next.rawBytes, PacketContext(feed: 0, received: 2, intake: 2, gapCause: gapCause), into: &sink)
        decoder.finish(into: &sink)
        return (sink.events, isTold)
    }
}

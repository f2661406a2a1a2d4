import OrderFlow
import Protocols
import TestSupport
import Testing

@Suite("Lines A and B as one feed")
struct LineArbitrationTests {
    @Test(
        "merged loss is what both lost, each line's loss its own, wins and leads as the times say",
        arguments: 1...40)
    func independentLoss(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let last: UInt64 = 3_000
        let loss = [0.01, 0.1, 0.3][Int(seed % 3)]
        let delay = UInt64.random(in: 0...60_000, using: &random)
        let a = LineScript(line: 0, last: last, loss: loss, delay: 0, &random)
        let b = LineScript(line: 1, last: last, loss: loss, delay: delay, &random)
        // Strays: far ahead, each elsewhere, or of another session. Both lines go on behind them.
        let strays = (0..<seed % 5).map { index in
            let far = (index + 1) * 1_000_000
            let bytes =
                [run(far, 2), heartbeat(far), ending(far), run(7, 1, session: "S\(index)")].randomElement(
                    using: &random) ?? []
            return Arrival(
                bytes: bytes, line: UInt8(index & 1),
                received: 1_000_100_000 + UInt64.random(in: 0...2_000_000, using: &random))
        }
        let arrivals = (a.arrivals + b.arrivals + strays).sorted {
            ($0.received, $0.line) < ($1.received, $1.line)
        }
        let result = LinesRun(arrivals)

        #expect(result.events.strays == strays.count)
        let lostOnBoth = a.lost.intersection(b.lost)
        #expect(result.lost == lostOnBoth)
        #expect(result.events.deleted == (1...last).filter { !lostOnBoth.contains($0) })
        #expect(result.missing(on: 0) == a.lost && result.missing(on: 1) == b.lost)
        #expect(result.events.duplicates == 0 && result.events.count(.reset) == 0)
        #expect(result.events.count(.endOfSession) == 1)
        #expect(result.events.packetBytes == arrivals.reduce(0) { $0 + $1.bytes.count })

        var leads: [UInt8: [UInt64]] = [0: [], 1: []]
        for sequence in 1...last {
            switch (a.times[sequence], b.times[sequence]) {
            case (let first?, let second?):
                let winner: UInt8 = first <= second ? 0 : 1
                #expect(result.winners[sequence] == winner, "message \(sequence)")
                leads[winner, default: []].append(max(first, second) - min(first, second))
            case (.some, nil): #expect(result.winners[sequence] == 0)
            case (nil, .some): #expect(result.winners[sequence] == 1)
            case (nil, nil): #expect(result.winners[sequence] == nil)
            }
        }
        for line in 0...1 as ClosedRange<UInt8> {
            let told = result.events.filter { $0.kind == .lead && $0.messageType == line }
                .flatMap { [UInt64](repeating: $0.timestamp, count: Int($0.quantity)) }
            #expect(told.sorted() == leads[line, default: []].sorted())
        }
    }

    @Test(
        "a line that is dead costs half a second a gap until it counts as silent, then no more than reordering does"
    )
    func deadLine() {
        let second: UInt64 = 1_000_000_000
        func at(_ time: UInt64, _ bytes: [UInt8], _ line: UInt8 = 0) -> Arrival {
            Arrival(bytes: bytes, line: line, received: second + time)
        }
        let early = [at(0, run(1, 2)), at(1, run(1, 2), 1), at(10, run(4, 1))]
        #expect(LinesRun(early, endsAt: second + 10).events.deleted == [1, 2])
        #expect(LinesRun(early, endsAt: second + 499_999_999).lost == [])
        #expect(LinesRun(early, endsAt: second + 500_000_010).lost == [3])
        let late = [at(0, run(1, 2)), at(1, run(1, 2), 1), at(3 * second + 2, run(4, 1))]
        let result = LinesRun(late, endsAt: 4 * second + 10_000_002)
        #expect(result.lost == [3] && result.events.deleted == [1, 2, 4])
    }

    @Test("what one line brings after it was given up is told as filled late, and not delivered")
    func lateFill() {
        let arrivals = [
            Arrival(bytes: run(1, 1), line: 0, received: 1_000_000_000),
            Arrival(bytes: run(1, 1), line: 1, received: 1_000_000_000),
            Arrival(bytes: run(3, 1), line: 0, received: 1_000_000_001),
            Arrival(bytes: run(4, 1), line: 0, received: 1_600_000_000),
            Arrival(bytes: run(2, 3), line: 1, received: 1_600_000_001),
        ]
        let result = LinesRun(arrivals)
        #expect(result.lost == [2] && result.filled(.late) == [2] && result.events.deleted == [1, 3, 4])
        #expect(result.missing(on: 0) == [2] && result.missing(on: 1) == [])
        #expect(result.events.duplicates == 0)
    }

    @Test("a line's own reordering is taken back from its loss; what it sends twice is a duplicate")
    func reorderingOnOneLine() {
        let times = (0..<7).map { 1_000_000_000 + UInt64($0) }
        let packets: [(UInt8, [UInt8])] = [
            (0, run(1, 2)), (1, run(1, 2)), (0, run(4, 1)), (0, run(3, 1)), (0, run(3, 1)), (1, run(3, 2)),
            (1, run(1, 1)),
        ]
        let result = LinesRun(zip(packets, times).map { Arrival(bytes: $0.1, line: $0.0, received: $1) })
        #expect(result.events.deleted == [1, 2, 3, 4] && result.lost.isEmpty)
        #expect(result.missing(on: 0).isEmpty && result.missing(on: 1).isEmpty)
        #expect(result.filled(.lineOnly) == [3] && result.events.duplicates == 2)
    }

    @Test("what the kernel dropped on either line is the kernel's, the rest the wire's")
    func causes() {
        let arrivals = [
            Arrival(bytes: run(1, 1), line: 0, received: 1_000),
            Arrival(bytes: run(1, 1), line: 1, received: 1_001),
            Arrival(bytes: run(10, 1), line: 0, received: 2_000, gapCause: .kernel),
            Arrival(bytes: run(6, 1), line: 1, received: 2_001),
            Arrival(bytes: run(14, 1), line: 0, received: 2_002),
            Arrival(bytes: run(14, 1), line: 1, received: 2_003),
        ]
        let result = LinesRun(arrivals)
        #expect(result.lost(.kernel) == Set([2, 3, 4, 5, 7, 8, 9]) && result.lost(.wire) == [11, 12, 13])
        #expect(result.events.deleted == [1, 6, 10, 14])
        let plain = LinesRun(
            [
                Arrival(bytes: run(1, 1), line: 0, received: 1),
                Arrival(bytes: run(3, 1), line: 0, received: 2, gapCause: .kernel),
                Arrival(bytes: run(5, 1), line: 0, received: 3),
            ], lines: 1)
        #expect(plain.lost(.kernel) == [2] && plain.lost(.wire) == [4])
    }

    @Test(
        "a restart that the lines notice one after the other is one reset, and nothing of it is lost",
        arguments: ["SESSION001", "SESSION002"], [true, false])
    func restart(session: String, byData: Bool) {
        var random = SeededGenerator(seed: 7)
        var (lines, seconds): ([[Arrival]], [[Arrival]]) = ([], [])
        for line in 0...1 as ClosedRange<UInt8> {
            let delay = UInt64(line) * 5_000
            lines.append(
                LineScript(line: line, last: 500, loss: 0, delay: delay, &random).arrivals.dropLast())
            var second = LineScript(
                line: line, last: 300, loss: 0, delay: delay, session: session, start: 1_000_504_000, &random
            ).arrivals
            if byData { second.removeFirst() }
            seconds.append(second)
        }
        let arrivals = (lines + seconds).flatMap { $0 }.sorted {
            ($0.received, $0.line) < ($1.received, $1.line)
        }
        let result = LinesRun(arrivals)
        #expect(result.events.count(.reset) == 1)
        #expect(result.events.deleted == Array(1...500) + Array(1...300))
        #expect(result.lost.isEmpty && result.missing(on: 0).isEmpty && result.missing(on: 1).isEmpty)
    }

    @Test(
        "a session that comes back with the name it had before is a reset, and nothing of it is lost",
        arguments: 1...20)
    func sessionBack(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var arrivals: [Arrival] = []
        let delay = UInt64.random(in: 0...20_000, using: &random)
        for life in 0..<4 as Range<UInt64> {
            for line in 0...1 as ClosedRange<UInt8> {
                let script = LineScript(
                    line: line, last: 100, loss: 0, delay: UInt64(line) * delay,
                    session: life % 2 == 0 ? "A" : "B", start: 1_000_000_000 + life * 200_000, &random)
                arrivals += script.arrivals
            }
        }
        let result = LinesRun(arrivals.sorted { ($0.received, $0.line) < ($1.received, $1.line) })
        #expect(result.events.count(.reset) == 3 && result.lost.isEmpty)
        #expect(result.events.deleted == (0..<4).flatMap { _ in Array(1...100) })
        #expect(result.missing(on: 0).isEmpty && result.missing(on: 1).isEmpty)
    }

    @Test(
        "a session that goes on where it was, after one packet of another on each line, was never left",
        arguments: [0, 1] as [UInt8])
    func sessionGoesOn(second: UInt8) {
        let packets: [(bytes: [UInt8], line: UInt8)] = [
            (run(1, 3, session: "A"), 0), (run(1, 3, session: "A"), 1),
            (run(1, 2, session: "B"), 0), (run(1, 2, session: "B"), 1),
            (run(4, 2, session: "A"), 0), (run(4, 2, session: "A"), second), (run(6, 1, session: "A"), 0),
            (run(7, 1, session: "A"), 1),
        ]
        let arrivals = packets.enumerated().map { index, packet in
            Arrival(bytes: packet.bytes, line: packet.line, received: 1_000_000_000 + UInt64(index))
        }
        let result = LinesRun(arrivals)
        #expect(result.events.count(.reset) == 0 && result.lost.isEmpty && result.events.strays == 2)
        #expect(result.events.deleted == [1, 2, 3, 4, 5, 6, 7])
    }

    @Test(
        "a session with every packet costs no more than any other, and is believed only where nothing follows",
        .timeLimit(.minutes(1)))
    func sessionsWithoutEnd() {
        var arrivals: [Arrival] = []
        for life in 0..<20_000 {
            for line in 0...1 as ClosedRange<UInt8> {
                let bytes = run(1, 1, session: "S\(life)")
                arrivals.append(
                    Arrival(bytes: bytes, line: line, received: 1_000_000_000 + UInt64(arrivals.count)))
            }
        }
        let result = LinesRun(arrivals)
        #expect(result.events.count(.reset) == 8 && result.events.deleted.count == 9)
        #expect(result.events.strays == 2 * (20_000 - 9))
        // The other line's copy is measured by this life's, not by one of the same number before.
        let leads = result.events.filter { $0.kind == .lead }
        #expect(leads.count == 9 && leads.allSatisfy { $0.messageType == 0 && $0.timestamp == 1 })
    }

    @Test("what a line that lags brings of the old session comes before the new one, and none of it is lost")
    func laggingSession() {
        let packets: [(bytes: [UInt8], line: UInt8)] = [
            (run(1, 3, session: "A"), 0), (run(1, 3, session: "A"), 1),
            (run(1, 2, session: "B"), 0), (run(4, 2, session: "A"), 1), (run(6, 1, session: "A"), 1),
            (run(3, 1, session: "B"), 0), (run(1, 2, session: "B"), 1), (run(3, 1, session: "B"), 1),
        ]
        let arrivals = packets.enumerated().map { index, packet in
            Arrival(bytes: packet.bytes, line: packet.line, received: 1_000_000_000 + UInt64(index))
        }
        let result = LinesRun(arrivals)
        #expect(result.events.count(.reset) == 1 && result.events.strays == 0)
        #expect(result.events.deleted == [1, 2, 3, 4, 5, 6, 1, 2, 3])
    }

    @Test(
        "answers of a request server fill a hole in time; without one it is given up after a tenth of a second"
    )
    func requests() {
        let start: UInt64 = 1_000_000_000
        let live = [
            Arrival(bytes: run(1, 2), line: 0, received: start),
            Arrival(bytes: run(6, 1), line: 0, received: start + 10),
        ]
        let answers = [
            Arrival(bytes: run(3, 2), line: 1, received: start + 20),
            Arrival(bytes: run(5, 1), line: 1, received: start + 30),
        ]
        let filled = LinesRun(live + answers, lines: 1, isFillable: true)
        #expect(filled.events.deleted == [1, 2, 3, 4, 5, 6] && filled.lost.isEmpty)
        #expect(filled.filled(.request) == [3, 4, 5] && filled.events.duplicates == 0)
        let late = Arrival(bytes: run(7, 1), line: 0, received: start + 200_000_000)
        let given = LinesRun(live + [late] + answers, lines: 1, isFillable: true)
        #expect(given.events.deleted == [1, 2, 6, 7] && given.lost == [3, 4, 5])
        #expect(given.filled(.late) == [3, 4, 5] && given.filled(.request).isEmpty)
        let foreign = Arrival(bytes: run(3, 3, session: "OTHER"), line: 1, received: start + 20)
        #expect(LinesRun(live + [foreign], lines: 1, isFillable: true).lost == [3, 4, 5])
    }

    @Test("more than can be held is given up rather than lost", arguments: [1, 40])
    func fullHold(size: Int) {
        var arrivals = [
            Arrival(bytes: run(1, 1), line: 0, received: 1_000),
            Arrival(bytes: run(1, 1), line: 1, received: 1_001),
        ]
        var next: UInt64 = 3
        for index in 0..<5_000 {
            arrivals.append(Arrival(bytes: run(next, size), line: 0, received: 1_002 + UInt64(index)))
            next += UInt64(size)
        }
        let result = LinesRun(arrivals)
        #expect(result.lost == [2] && result.events.deleted.count == 5_000 * size + 1)
    }

    @Test("a hole that never closes for good costs nothing: what is held is bounded, what was held is not")
    func lagUnderSteadyLoss() {
        var random = SeededGenerator(seed: 11)
        let last: UInt64 = 24_000
        let a = LineScript(line: 0, last: last, loss: 0.05, delay: 0, &random)
        let b = LineScript(line: 1, last: last, loss: 0.05, delay: 2_000_000, &random)
        let arrivals = (a.arrivals + b.arrivals).sorted { ($0.received, $0.line) < ($1.received, $1.line) }
        let result = LinesRun(arrivals)
        let lostOnBoth = a.lost.intersection(b.lost)
        #expect(result.lost == lostOnBoth && result.filled(.late).isEmpty)
        #expect(result.events.deleted == (1...last).filter { !lostOnBoth.contains($0) })
    }

    @Test("what one line lost and the other brings overtaken is used", arguments: 1...10)
    func lossAndReordering(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let last: UInt64 = 20_000
        let delay = [0, 200, 20_000, 1_000_000][Int(seed % 4)]
        let a = LineScript(line: 0, last: last, loss: 0.05, reordering: 0.03, delay: 0, &random)
        let b = LineScript(
            line: 1, last: last, loss: 0.05, reordering: 0.03, delay: UInt64(delay), &random)
        let arrivals = (a.arrivals + b.arrivals).sorted { ($0.received, $0.line) < ($1.received, $1.line) }
        let result = LinesRun(arrivals)
        let lostOnBoth = a.lost.intersection(b.lost)
        #expect(result.filled(.late).isEmpty && result.lost == lostOnBoth)
        #expect(result.events.deleted == (1...last).filter { !lostOnBoth.contains($0) })
    }

    @Test("a stray packet of another session is counted, and changes nothing", arguments: [1, 2])
    func strayedSession(lines: Int) {
        var arrivals: [Arrival] = []
        func add(_ bytes: [UInt8]) {
            for line in 0..<UInt8(lines) {
                arrivals.append(
                    Arrival(bytes: bytes, line: line, received: 1_000_000_000 + UInt64(arrivals.count)))
            }
        }
        add(run(1, 5))
        arrivals.append(Arrival(bytes: run(1, 1, session: "STRAY"), line: 0, received: 1_000_000_100))
        for first in 6...20 as ClosedRange<UInt64> { add(run(first, 1)) }
        let result = LinesRun(arrivals, lines: lines, isFillable: lines == 1)
        #expect(result.events.count(.reset) == 0 && result.lost.isEmpty && result.events.strays == 1)
        #expect(result.events.deleted == Array(1...20))
    }

    @Test("what one line held when the other began anew does not take the credit for the new session")
    func creditAfterRestart() {
        let arrivals = [
            Arrival(bytes: run(1, 2), line: 0, received: 1_000_000_000),
            Arrival(bytes: run(1, 2), line: 1, received: 1_000_000_001),
            Arrival(bytes: run(4, 1), line: 1, received: 1_000_000_002),
            Arrival(bytes: run(1, 9, session: "SESSION002"), line: 0, received: 1_000_000_003),
        ]
        let result = LinesRun(arrivals)
        #expect(result.lost == [3] && result.events.deleted == [1, 2, 4] + Array(1...9))
        #expect(result.winners[9] == 0)
    }

    @Test("answers to what nobody missed open no hole")
    func answersFromAfar() {
        let arrivals = [
            Arrival(bytes: run(1, 2), line: 0, received: 1_000_000_000),
            Arrival(bytes: run(1 << 16, 2), line: 1, received: 1_000_000_001),
            Arrival(bytes: run(3, 2), line: 0, received: 1_000_000_002),
            Arrival(bytes: run(7, 1), line: 1, received: 1_000_000_003),
            Arrival(bytes: run(5, 2), line: 0, received: 1_000_000_004),
        ]
        let result = LinesRun(arrivals, lines: 1, isFillable: true)
        #expect(result.lost.isEmpty && result.events.deleted == [1, 2, 3, 4, 5, 6])
    }

    @Test("any bytes on any lines leave the session alive", arguments: 1...30)
    func hostile(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var arrivals: [Arrival] = []
        for index in 0..<400 {
            let sequence = ([1, 2, 3, 50, 51, 1 << 40, .max - 3] as [UInt64])[
                Int.random(in: 0..<7, using: &random)]
            let session = Bool.random(using: &random) ? "SESSION001" : "B"
            var bytes =
                Bool.random(using: &random)
                ? run(sequence, Int.random(in: 1...3, using: &random), session: session)
                : Bool.random(using: &random)
                    ? heartbeat(sequence, session: session) : ending(sequence, session: session)
            if Int.random(in: 0..<5, using: &random) == 0 {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(
                    in: 0...255, using: &random)
            }
            arrivals.append(
                Arrival(
                    bytes: bytes, line: UInt8.random(in: 0...3, using: &random),
                    received: UInt64(index) * 30_000_000 * UInt64.random(in: 0...1, using: &random)))
        }
        let result = LinesRun(arrivals, isFillable: true)
        #expect(result.events.filter { $0.kind == .packet && $0.isPacket }.count == 400)
    }
}

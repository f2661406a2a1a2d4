import Capture
import Glibc
import Simulator
import Testing

@Suite("Lines of a feed", .serialized)
struct LineSenderTests {
    private func receiveAll(_ socket: borrowing LoopbackSocket) -> [Received] {
        let facts = DatagramFacts(kind: .data, time: 0, session: 0, sequence: 0, messages: 0)
        var received: [Received] = []
        while received.last?.count != 0xFFFF, let bytes = socket.receive() {
            received.append(Received(facts, bytes))
        }
        return received
    }

    @Test("each line misses exactly what its own log says, and both carry the same datagrams")
    func faultsPerLine() throws {
        let recording = try recording(try day(.binaryFile))
        let a = try LoopbackSocket()
        let b = try LoopbackSocket()
        var lines: [LineSettings] = []
        for (index, port) in [a.port, b.port].enumerated() {
            var plan = FaultPlan()
            (plan.seed, plan.loss, plan.duplication, plan.reordering) = (UInt64(index + 1), 0.05, 0.05, 0.05)
            lines.append(LineSettings(destination: Endpoint(ipv4: 0x7F00_0001, port: port), faults: plan))
        }
        let pace = Pace.steady(perSecond: 100_000, burst: nil)
        let sender = try LineSender(lines, isPaced: true, longest: recording.longestDatagram) { line in
            recording.packed(at: pace, faults: line.faults)
        }
        sender.run(until: StopFlag())
        let received = [receiveAll(a), receiveAll(b)]
        let reports = sender.reports
        #expect(reports[0].faults != reports[1].faults)
        let expected = try messages(smallDay())
        for (report, datagrams) in zip(reports, received) {
            #expect(report.unsent == 0)
            #expect(Int(report.datagrams) == datagrams.count)
            #expect(Int(report.messages) == datagrams.reduce(0) { $0 + $1.messages.count })
            var seen = Set<Int>()
            for datagram in datagrams {
                for (index, message) in datagram.messages.enumerated() {
                    let number = Int(datagram.sequence) + index
                    seen.insert(number)
                    #expect(message == expected[number - 1])
                }
            }
            let missing = Set(report.faults.missing().flatMap { $0.map { Int($0) } })
            #expect(!missing.isEmpty)
            #expect(seen == Set(1...3_000).subtracting(missing))
            #expect(
                Int(report.messages) == 3_000 - missing.count + report.faults.duplicatedMessages)
        }
    }

    @Test("line B comes later by the skew, and the pace is kept")
    func skew() throws {
        let recording = try recording(try day(.binaryFile, smallDay(1_000)))
        let a = try LoopbackSocket()
        let b = try LoopbackSocket()
        let lines = [(a.port, 0), (b.port, 300_000_000)].map { port, skew in
            LineSettings(destination: Endpoint(ipv4: 0x7F00_0001, port: port), skew: UInt64(skew))
        }
        let sender = try LineSender(lines, isPaced: true, longest: recording.longestDatagram) { _ in
            recording.packed(at: .steady(perSecond: 10_000, burst: nil), faults: .none)
        }
        let start = LiveSender.now()
        sender.run(until: StopFlag())
        let took = LiveSender.now() - start
        // 1,000 messages at 10,000 a second, and the skew; a loaded host only takes longer.
        #expect(took >= 399_000_000)
        #expect(receiveAll(a).flatMap(\.messages) == receiveAll(b).flatMap(\.messages))
    }

    @Test("a group that cannot be reached ends the sender, with the system's reason")
    func unreachable() throws {
        let recording = try recording(try day(.binaryFile))
        let nowhere = LineSettings(
            destination: Endpoint(ipv4: 0x7F00_0001, port: 9), interface: nil, faults: .none)
        #expect(throws: LiveSenderError.self) {
            var line = nowhere
            line.destination = Endpoint(ipv4: 0xEFFF_2A02, port: 9)
            line.interface = "no-such-one"
            _ = try LineSender([line], isPaced: false, longest: 1_400) { _ in
                RecordedDatagrams(recording, pace: .unpaced)
            }.reports
        }
    }
}

import Capture
import Glibc
import Ring
import Simulator
import Testing
import Wire

@Suite("Answers to MoldUDP64 requests")
struct RetransmissionTests {
    private func request(_ session: String, _ sequence: UInt64, _ count: UInt16) -> [UInt8] {
        var bytes = Array(session.utf8)
        for shift in stride(from: 56, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: sequence >> shift))
        }
        return bytes + [UInt8(count >> 8), UInt8(count & 0xFF)]
    }

    /// Sends it all to nobody, so that all of it may be asked for.
    private func sent(_ recording: Recording, _ faults: FaultPlan = .none) throws -> SendProgress {
        let progress = SendProgress()
        let socket = try LoopbackSocket()
        let line = LineSettings(destination: Endpoint(ipv4: 0x7F00_0001, port: socket.port), faults: faults)
        if recording.isCapture {
            try LineSender([line], isPaced: false, progress: progress, longest: recording.longestDatagram) {
                _ in
                RecordedDatagrams(recording, pace: .unpaced)
            }.run(until: StopFlag())
        } else {
            try LineSender([line], isPaced: false, progress: progress, longest: recording.longestDatagram) {
                line in
                recording.packed(at: .unpaced, faults: line.faults)
            }.run(until: StopFlag())
        }
        return progress
    }

    private func answer(_ answers: Retransmission, _ request: [UInt8]) -> Received? {
        var reply = answers.buffer()
        let count = answers.answer(request.rawBytes, into: &reply)
        guard count > 0 else { return nil }
        let facts = DatagramFacts(kind: .data, time: 0, session: 0, sequence: 0, messages: count)
        return Received(facts, array(reply.bytes))
    }

    @Test("the messages asked for come back, as many as fit into a datagram", arguments: [false, true])
    func exact(isCapture: Bool) throws {
        let expected = try messages(smallDay())
        let recording = try recording(try day(isCapture ? .pcap : .binaryFile))
        let answers = Retransmission(recording, try sent(recording))
        for (first, count) in [(1, 1), (5, 7), (1_000, 30), (3_000, 1)] {
            let reply = try #require(answer(answers, request("0000000001", UInt64(first), UInt16(count))))
            #expect(reply.session == "0000000001")
            #expect(reply.sequence == UInt64(first) && reply.count == count)
            #expect(reply.messages == Array(expected[(first - 1)..<(first - 1 + count)]))
        }
        // A wish for more than fits is met in several steps.
        var (next, collected): (UInt64, [[UInt8]]) = (1, [])
        while next <= 3_000 {
            let reply = try #require(answer(answers, request("0000000001", next, UInt16(3_001 - next))))
            #expect(reply.byteCount <= 1_400 && reply.count > 0)
            collected += reply.messages
            next += UInt64(reply.count)
        }
        #expect(collected == expected)
    }

    @Test("unknown sessions and ranges, and what is no request, are met with silence")
    func silence() throws {
        let recording = try recording(try day(.binaryFile))
        let answers = Retransmission(recording, try sent(recording))
        for wish in [
            request("0000000002", 1, 1), request("          ", 1, 1), request("0000000001", 0, 1),
            request("0000000001", 3_001, 1), request("0000000001", .max, 5), request("0000000001", 1, 0),
            request("0000000001", 1, 0xFFFF), Array(request("0000000001", 1, 1).dropLast()),
            request("0000000001", 1, 1) + [0], [],
        ] {
            #expect(answer(answers, wish) == nil)
        }
        // At the end there is as much as there is.
        #expect(answer(answers, request("0000000001", 2_999, 100))?.count == 2)
    }

    @Test("what was not sent yet is not answered")
    func notYet() throws {
        let recording = try recording(try day(.binaryFile))
        #expect(answer(Retransmission(recording, SendProgress()), request("0000000001", 1, 1)) == nil)
    }

    @Test("after a restart both sessions are answered, each as far as it went")
    func restarted() throws {
        var plan = FaultPlan()
        plan.restarts = [SenderRestart(afterMessages: 700)]
        let recording = try recording(try day(.binaryFile))
        let answers = Retransmission(recording, try sent(recording, plan), restart: 700)
        #expect(answer(answers, request("0000000001", 700, 5))?.count == 1)
        #expect(answer(answers, request("0000000001", 701, 1)) == nil)
        #expect(answer(answers, request("0000000002", 701, 1))?.count == 1)
        #expect(answer(answers, request("0000000002", 3_000, 1))?.count == 1)
    }

    @Test("a capture with a hole answers up to the hole, and not inside it")
    func hole() throws {
        var generator = FeedGenerator(.pcap, smallDay())
        generator.faults.lostMessages = [1_001...1_010]
        let recording = try recording(try generated(generator).bytes)
        #expect(recording.count == 2_990)
        let answers = Retransmission(recording, try sent(recording))
        #expect(answer(answers, request("0000000001", 995, 20))?.count == 6)
        #expect(answer(answers, request("0000000001", 1_001, 1)) == nil)
        #expect(answer(answers, request("0000000001", 1_010, 1)) == nil)
        let expected = try messages(smallDay())
        #expect(answer(answers, request("0000000001", 1_011, 1))?.messages == [expected[1_010]])
    }

    @Test("over a socket: the answer comes back to the asker")
    func socket() throws {
        let recording = try recording(try day(.binaryFile))
        let server = try RequestServer(
            at: Endpoint(ipv4: 0x7F00_0001, port: 0), Retransmission(recording, try sent(recording)))
        let asker = try LoopbackSocket()
        let (stop, port, counters) = (StopFlag(), server.address.port, server.counters)
        let thread = WorkerThread(name: "requests", carrying: server) { $0.run(until: stop) }
        asker.send(request("0000000009", 1, 1), to: port)
        asker.send(request("0000000001", 42, 3), to: port)
        let received = asker.receive()
        let reply = try #require(received)
        let more = asker.receive(flags: Int32(MSG_DONTWAIT))
        stop.stop()
        thread.join()
        let facts = DatagramFacts(kind: .data, time: 0, session: 0, sequence: 0, messages: 3)
        let expected = try messages(smallDay())
        #expect(Received(facts, reply).messages == Array(expected[41..<44]))
        #expect(more == nil)
        #expect((counters.requestCount, counters.answerCount, counters.messageCount) == (2, 1, 3))
    }
}

import Simulator
import Testing

@Suite("Faults on demand")
struct FaultTests {
    private func run(
        _ plan: FaultPlan, _ settings: ExchangeSettings = smallDay()
    ) throws -> (received: [Received], log: FaultLog) {
        var flow = FaultyFlow(
            DatagramPacker(try SyntheticExchange(settings), framing: .moldUDP64, options: plan.packing()),
            plan)
        var received: [Received] = []
        flow.forEach { facts, bytes in received.append(Received(facts, array(bytes))) }
        return (received, flow.log)
    }

    /// Ranges of a session's sequence numbers that no datagram has, up to `last`.
    private func missing(_ received: [Received], session: Int = 0, upTo last: UInt64) -> [ClosedRange<UInt64>]
    {
        var present = Set<UInt64>()
        for datagram in received where datagram.facts.session == session {
            present.formUnion(datagram.facts.sequences)
        }
        var ranges: [ClosedRange<UInt64>] = []
        for sequence in 1...last where !present.contains(sequence) {
            if let range = ranges.last, range.upperBound + 1 == sequence {
                ranges[ranges.count - 1] = range.lowerBound...sequence
            } else {
                ranges.append(sequence...sequence)
            }
        }
        return ranges
    }

    @Test("without faults the flow is untouched")
    func none() throws {
        let plain = collect(DatagramPacker(try SyntheticExchange(smallDay()), framing: .moldUDP64))
        let (received, log) = try run(.none)
        #expect(received.map(\.messages) == plain.map(\.messages))
        #expect(received.map(\.facts) == plain.map(\.facts))
        #expect(log.faults.isEmpty)
    }

    @Test("exactly the messages asked for are lost")
    func lostMessages() throws {
        var plan = FaultPlan()
        plan.lostMessages = [1_001...1_010, 2_000...2_000]
        let (received, log) = try run(plan)
        #expect(missing(received, upTo: 3_000) == [1_001...1_010, 2_000...2_000])
        #expect(log.missing() == [1_001...1_010, 2_000...2_000])
    }

    @Test("datagrams are lost by number, the heartbeat and the end of session too")
    func lostDatagrams() throws {
        let all = try run(.none).received.count
        var plan = FaultPlan()
        plan.lostDatagrams = [5...6, all...all]
        let (received, log) = try run(plan)
        #expect(received.count == all - 3)
        #expect(log.faults.map(\.datagram) == [5, 6, all])
        #expect(log.missing() == missing(received, upTo: 3_000))
        #expect(received.last?.count != 0xFFFF)
    }

    @Test("random faults are logged exactly, and come again with the seed", arguments: 1..<6)
    func randomFaults(seed: Int) throws {
        var plan = FaultPlan()
        plan.seed = UInt64(seed)
        plan.loss = 0.05
        plan.duplication = 0.05
        plan.reordering = 0.05
        let (received, log) = try run(plan)
        let again = try run(plan)
        #expect(again.log == log)
        #expect(again.received.map(\.facts) == received.map(\.facts))
        #expect(!log.missing().isEmpty)
        #expect(log.missing() == missing(received, upTo: 3_000))
        // Twice what was duplicated.
        var seen: [UInt64: Int] = [:]
        for datagram in received {
            for sequence in datagram.facts.sequences { seen[sequence, default: 0] += 1 }
        }
        #expect(seen.values.reduce(0) { $0 + $1 - 1 } == log.duplicatedMessages)
        #expect(seen.values.allSatisfy { $0 <= 2 })
        // Out of order: each late datagram follows a later sequence.
        let data = received.filter { $0.facts.messages > 0 }
        let backwards = zip(data, data.dropFirst()).count { $1.sequence < $0.sequence }
        let late = log.faults.count { if case .late = $0.kind { true } else { false } }
        #expect(late > 0 && backwards > 0 && backwards <= late)
        #expect(zip(received, received.dropFirst()).allSatisfy { $0.facts.time <= $1.facts.time })
    }

    @Test("a late datagram comes the given places later", arguments: [1, 2, 7])
    func places(places: Int) throws {
        var plan = FaultPlan()
        plan.reordering = 0.01
        plan.reorderingPlaces = places
        let (received, log) = try run(plan)
        let late = log.faults.filter { $0.kind == .late(places: places) }
        #expect(!late.isEmpty)
        let order = received.map(\.sequence)
        for fault in late {
            let at = try #require(order.firstIndex(of: fault.facts.sequence))
            let before = order[..<at].count { $0 > fault.facts.sequence }
            #expect(before >= places - 1 && before <= places)
        }
    }

    @Test("a line cut takes everything in its time")
    func lineCut() throws {
        var settings = smallDay()
        settings.meanRate = 1_000
        var plan = FaultPlan()
        plan.lineCuts = [LineCut(start: 500_000_000, duration: 400_000_000)]
        let (received, log) = try run(plan, settings)
        let start = try #require(received.first).facts.time
        #expect(!received.contains { (500_000_000..<900_000_000).contains($0.facts.time - start) })
        #expect(log.missing() == missing(received, upTo: 3_000))
        #expect(log.missing().count == 1)
        #expect(log.faults.allSatisfy { $0.kind == .cut })
    }

    @Test("a restart begins at sequence 1 with a new start of day, under a new session id")
    func newSession() throws {
        var plan = FaultPlan()
        plan.restarts = [SenderRestart(afterMessages: 1_000)]
        let (received, log) = try run(plan)
        #expect(log.restarts == 1)
        let second = received.filter { $0.facts.session == 1 }
        #expect(received.filter { $0.facts.session == 0 }.flatMap(\.messages).count == 1_000)
        #expect(second.first?.session == "0000000002")
        #expect(second.first?.sequence == 1)
        #expect(second.first?.messages.first?.first == UInt8(ascii: "S"))
        #expect(second.flatMap(\.messages).count == 2_000)
        #expect(missing(received, session: 1, upTo: 2_000) == [])
        var book = NaiveExchangeBook(symbols: 20)
        for message in second.flatMap(\.messages) { book.apply(Message(bytes: message)) }
        #expect(book.complaints == [])
    }

    @Test("a restart in the same session is told by a heartbeat that steps back to 1")
    func sameSession() throws {
        var plan = FaultPlan()
        plan.restarts = [SenderRestart(afterMessages: 1_000, style: .sameSession)]
        let received = try run(plan).received
        let second = received.filter { $0.facts.session == 1 }
        #expect(Set(received.map(\.session)) == ["0000000001"])
        #expect(second.first?.count == 0)
        #expect(second.first?.sequence == 1)
        #expect(second.dropFirst().first?.sequence == 1)
        #expect(second.dropFirst().first?.count ?? 0 > 0)
    }

    @Test("faults of a format without datagrams are refused")
    func needsDatagrams() {
        var generator = FeedGenerator(.binaryFile, smallDay())
        generator.faults.loss = 0.1
        #expect(throws: GenerationError.faultsNeedDatagrams(.binaryFile)) { _ = try generated(generator) }
    }
}

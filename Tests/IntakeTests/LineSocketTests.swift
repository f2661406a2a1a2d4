import Glibc
import Market
import OrderFlow
import Ring
import TestSupport
import Testing

@testable import Intake

/// Where a MoldUDP64 datagram's messages stand in the sequence.
private func sequences(of datagram: [UInt8]) -> Range<UInt64> {
    let first = datagram[10..<18].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let count = datagram[18..<20].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return first..<(first + (count == 0xFFFF ? 0 : count))
}

@Suite("Lines A and B over sockets", .serialized)
struct LineSocketTests {
    @Test(
        "independent loss of one in a hundred: merged, by line and by winner exactly as sent",
        arguments: [Technique.inPlace, .ioUring, .copying])
    func independentLoss(technique: Technique) throws {
        var random = SeededGenerator(seed: 11)
        let flow = testFlow(messages: 20_000, maximumBytes: 300)
        let ports = [freePort(), freePort()]
        var setting = ReceiverSetting(
            .udp(ports.map { UDPAddress(group: "127.0.0.1", port: $0) }))
        setting.technique = technique
        let listener = Listener(setting)
        try #require(listener.isListening())
        let sender = TestSender()
        var lost: [Set<UInt64>] = [[], []]
        var (sent, messages): (UInt64, UInt64) = (0, 0)
        for (index, datagram) in flow.enumerated() {
            let inside = sequences(of: datagram)
            messages = max(messages, inside.upperBound - 1)
            for line in 0...1 {
                // The first and the last tell where the sequence begins and ends.
                let isLost = Double.random(in: 0..<1, using: &random) < 0.01
                if isLost, index > 0, index < flow.count - 1 {
                    lost[line].formUnion(inside)
                } else {
                    sent += sender.send(datagram, to: "127.0.0.1", ports[line]) == 0 ? 1 : 0
                }
            }
            // Nothing is to be lost but what this test loses.
            let soFar = sent
            if index % 64 == 63 { _ = listener.wait { $0.report.packets + 64 >= soFar } }
        }
        let total = sent
        let hasAll = listener.wait { $0.report.packets == total }
        #expect(hasAll)
        let events = listener.stop()

        func ranges(_ kind: EventKind, line: UInt8? = nil) -> Set<UInt64> {
            var found: Set<UInt64> = []
            for event in events where event.kind == kind && (line == nil || event.line == line) {
                found.formUnion(event.reference...event.lastSequence)
            }
            return found
        }
        let both = lost[0].intersection(lost[1])
        #expect(ranges(.gap) == both)
        #expect(ranges(.lineGap, line: 0) == lost[0] && ranges(.lineGap, line: 1) == lost[1])
        #expect(lost[0].count > 100 && lost[1].count > 100 && messages == 20_000)
        #expect(events.count { $0.isMessage } == Int(messages) - both.count)
        #expect(events.count { $0.kind == .duplicate } == 0)
        var wins = [0, 0]
        var line = 0
        for event in events {
            if event.kind == .packet { line = Int(event.packetLine) }
            if event.isMessage { wins[line] += 1 }
        }
        // Every datagram went to A first, so B only wins what A did not bring.
        let expected = [Int(messages) - lost[0].count, lost[0].count - both.count]
        #expect(wins == expected)
        let leads = events.filter { $0.kind == .lead }
        #expect(leads.allSatisfy { $0.messageType == 0 && $0.line == 1 })
        let onBoth = Int(messages) - lost[0].union(lost[1]).count
        let measured = leads.reduce(0) { $0 + Int($1.quantity) }
        #expect(measured == onBoth)
    }

    @Test("a book thread that stalls behind a small ring: what was shed is told as lost here, to the message")
    func shedHere() throws {
        let flow = testFlow(messages: 60_000)
        let port = freePort()
        let setting = ReceiverSetting(.udp([UDPAddress(group: "127.0.0.1", port: port)]))
        let ring = Ring<OrderEvent>(capacity: 1 << 14)
        var consumer = ring.consumer
        let receiver = WorkerThread(name: "receiver", carrying: Receiver(setting, into: ring.producer)) {
            $0.run()
        }
        for _ in 0..<20_000 where setting.report.technique.isEmpty { usleep(1000) }
        let sender = TestSender()
        for (index, datagram) in flow.enumerated() {
            sender.send(datagram, to: "127.0.0.1", port)
            if index % 64 == 63 {
                for _ in 0..<20_000 where setting.report.packets + 64 < index { usleep(1000) }
            }
        }
        for _ in 0..<20_000 where setting.report.packets < flow.count { usleep(1000) }
        setting.stop.raise()
        // Nobody has taken an event until now.
        var model = MarketModel()
        model.addFeed(setting.directory[0])
        while !consumer.isExhausted {
            consumer.drain { events in
                model.apply(events, now: 1)
                return events.count
            }
        }
        receiver.join()
        let report = model.report()
        let counters = report.counters
        #expect(counters.shed > 0 && counters.messages > 0)
        #expect(counters.messages + counters.shed == 60_000)
        #expect(counters.missing == 0 && counters.kernelDrops == 0)
        let here = report.feeds[0].ledger.filter { $0.cause == .here }
        var inLedger: UInt64 = 0
        for range in here { inLedger += range.last - range.first + 1 }
        #expect(inLedger == counters.shed && here.last?.last == 60_000)
    }
}

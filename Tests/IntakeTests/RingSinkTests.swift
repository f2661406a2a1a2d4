import OrderFlow
import Ring
import Testing

@testable import Intake

@Suite("The receiver's end of the ring")
struct RingSinkTests {
    private static func packet(_ number: UInt64) -> OrderEvent {
        .packet(feed: 0, sequence: number, messages: 3, bytes: 100, received: 1, intake: 1)
    }

    /// Takes everything published out of the ring.
    private static func drain(_ consumer: inout RingConsumer<OrderEvent>) -> [OrderEvent] {
        var events: [OrderEvent] = []
        while consumer.depth > 0 {
            consumer.drain { readable in
                for index in readable.indices { events.append(readable[index]) }
                return readable.count
            }
        }
        return events
    }

    @Test("sheds whole packets when there is no room, counts them, and loses no session fact")
    func sheds() {
        let ring = Ring<OrderEvent>(capacity: 2048)
        var consumer = ring.consumer
        var sink = RingSink(ring.producer, policy: .shed)
        var sent: UInt64 = 0
        for number in 0..<2000 as Range<UInt64> {
            sink.beginPacket(byteCount: 100)
            sink.accept(Self.packet(1 + 3 * number))
            if number == 1500 { sink.accept(OrderEvent(.gap, reference: 7, price: 9)) }
            if number == 1600 { sink.accept(OrderEvent(.reset, reference: 1)) }
            for message in 0..<3 {
                let kind: EventKind = message == 1 && number % 100 == 0 ? .instrument : .add
                sink.accept(OrderEvent(kind, type: 65, reference: sent, quantity: 1))
                sent += 1
            }
            sink.publish(at: 5)
        }
        var events = Self.drain(&consumer)
        sink.beginPacket(byteCount: 100)
        sink.accept(Self.packet(6001))
        sink.publish(at: 6)
        events += Self.drain(&consumer)
        let arrived = UInt64(events.count { $0.isMessage })
        let shed = events.filter { $0.kind == .shed }
        #expect(shed.count == 1)
        #expect(arrived + UInt64(shed.first?.quantity ?? 0) == sent)
        #expect(arrived > 0 && arrived < sent)
        // Packets are whole: three messages behind each of those that were not shed.
        #expect(shed.first?.reference == arrived + 1 && shed.first?.lastSequence == 6000)
        #expect(events.count { $0.kind == .gap } == 1)
        #expect(events.count { $0.kind == .reset } == 1)
        #expect(events.count { $0.kind == .instrument } == 20)
    }

    @Test("an overflow of facts still delivers the reset")
    func owesReset() {
        let ring = Ring<OrderEvent>(capacity: 1024)
        var consumer = ring.consumer
        var sink = RingSink(ring.producer, policy: .shed)
        for number in 0..<600 as Range<UInt64> {
            sink.beginPacket(byteCount: 100)
            sink.accept(Self.packet(number))
            sink.accept(OrderEvent(.gap, reference: number, price: 1))
            if number == 599 { sink.accept(OrderEvent(.reset, reference: 1)) }
        }
        sink.publish(at: 1)
        var events = Self.drain(&consumer)
        sink.settle()
        sink.publish(at: 2)
        events += Self.drain(&consumer)
        #expect(events.count { $0.kind == .reset } == 1)
    }

    @Test("on a file it waits for room, so that everything arrives")
    func waits() {
        let ring = Ring<OrderEvent>(capacity: 64)
        var consumer = ring.consumer
        let count: UInt64 = 50_000
        let thread = WorkerThread(name: "source", carrying: RingSink(ring.producer, policy: .wait)) { sink in
            var sink = sink
            for number in 0..<count { sink.accept(OrderEvent(.add, type: 65, reference: number)) }
            sink.publish(at: 1)
        }
        var next: UInt64 = 0
        while !consumer.isExhausted {
            for event in Self.drain(&consumer) where event.kind == .add {
                #expect(event.reference == next)
                next += 1
            }
            consumer.wait(atMost: 10_000_000)
        }
        thread.join()
        #expect(next == count)
    }
}

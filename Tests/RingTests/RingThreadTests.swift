import OrderFlow
import Ring
import Synchronization
import Testing

/// Two real threads; meant for the thread sanitizer as well (`swift test -c release --sanitize=thread`).
@Suite("A ring between two threads", .serialized)
struct RingThreadTests {
    #if DEBUG
        static let total: UInt64 = 1_000_000
    #else
        static let total: UInt64 = 20_000_000
    #endif

    @Test("loses nothing and keeps the order", arguments: [2, 64, 1024, 65_536])
    func keepsOrder(capacity: Int) {
        let ring = Ring<OrderEvent>(capacity: capacity)
        let total = capacity < 64 ? Self.total / 20 : Self.total
        let batch = min(capacity, 37)
        let producer = WorkerThread(name: "producer", carrying: ring.producer) { producer in
            var producer = producer
            var number: UInt64 = 0
            while number < total {
                let event = OrderEvent(
                    .add, reference: number, price: Int64(bitPattern: ~number), timestamp: number &* 3)
                if producer.push(event) {
                    number += 1
                    if producer.unpublished >= batch { producer.publish() }
                } else {
                    producer.publish()
                    producer.waitForRoom()
                }
            }
            producer.publish()
        }
        var consumer = ring.consumer
        var expected: UInt64 = 0
        var wrong = 0
        while true {
            let taken = consumer.drain { readable in
                for index in readable.indices {
                    let event = readable[index]
                    if event.reference != expected || event.price != Int64(bitPattern: ~expected)
                        || event.timestamp != expected &* 3
                    {
                        wrong += 1
                    }
                    expected += 1
                }
                return readable.count
            }
            if taken == 0 {
                if consumer.isExhausted { break }
                consumer.wait(atMost: 50_000_000)
            }
        }
        producer.join()
        #expect(wrong == 0)
        #expect(expected == total)
    }

    @Test("an idle consumer sleeps, and every single publication wakes it")
    func wakesTheSleeper() {
        let rounds = 2_000
        let ring = Ring<Int>(capacity: 8)
        let answers = Ring<Int>(capacity: 8)
        let echo = WorkerThread(
            name: "echo", carrying: EchoEnds(consumer: ring.consumer, producer: answers.producer)
        ) {
            ends in
            var ends = ends
            while true {
                var value = 0
                let taken = ends.consumer.drain { readable in
                    guard !readable.isEmpty else { return 0 }
                    value = readable[0]
                    return 1
                }
                guard taken == 1 else {
                    if ends.consumer.isExhausted { return }
                    ends.consumer.wait(atMost: 10_000_000_000)
                    continue
                }
                _ = ends.producer.push(value)
                ends.producer.publish()
            }
        }
        var producer = ring.producer
        var consumer = answers.consumer
        let started = ContinuousClock.now
        for round in 0..<rounds {
            _ = producer.push(round)
            producer.publish()
            while consumer.depth == 0 { consumer.wait(atMost: 10_000_000_000) }
            var answer = -1
            consumer.drain { readable in
                answer = readable[0]
                return 1
            }
            if answer != round { Issue.record("round \(round) came back as \(answer)") }
        }
        // One missed wake-up would cost ten seconds.
        #expect(ContinuousClock.now - started < .seconds(9))
        _ = consume producer
        echo.join()
    }

    @Test("a producer that waits for room learns that the consumer is gone")
    func learnsOfAbandonment() {
        let ring = Ring<Int>(capacity: 2)
        let done = Atomic<Bool>(false)
        var producer = ring.producer
        do {
            let consumer = ring.consumer
            _ = consumer.depth
        }
        while producer.push(1) {}
        producer.publish()
        producer.waitForRoom(atMost: 10_000_000_000)
        done.store(true, ordering: .relaxed)
        let abandoned = producer.isAbandoned
        #expect(abandoned)
    }
}

struct EchoEnds: ~Copyable, Sendable {
    var consumer: RingConsumer<Int>
    var producer: RingProducer<Int>
}

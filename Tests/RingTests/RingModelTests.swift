import Ring
import TestSupport
import Testing

/// The ring against an array that does the same slowly.
@Suite("A ring, as seen from one thread")
struct RingModelTests {
    @Test(
        "gives out what was published, in order, whatever the batches", arguments: [1, 2, 4, 64, 1024],
        [1, 2, 3])
    func followsTheModel(capacity: Int, seed: UInt64) {
        var ring = Ring<UInt64>(capacity: capacity)
        var random = SeededGenerator(seed: seed)
        var written: [UInt64] = []  // pushed, not published
        var waiting: [UInt64] = []  // published, not released
        var next: UInt64 = 0
        for _ in 0..<20_000 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<5:
                let took = ring.producer.push(next)
                #expect(took == (written.count + waiting.count < capacity))
                if took {
                    written.append(next)
                    next += 1
                }
            case 5, 6:
                ring.producer.publish()
                waiting += written
                written = []
            default:
                var seen: [UInt64] = []
                let share = Double.random(in: 0...1, using: &random)
                let taken = ring.consumer.drain { readable in
                    for index in readable.indices { seen.append(readable[index]) }
                    return Int(Double(seen.count) * share)
                }
                #expect(seen == Array(waiting.prefix(seen.count)))
                #expect(!seen.isEmpty || waiting.isEmpty)
                waiting.removeFirst(taken)
            }
            let unpublished = ring.producer.unpublished
            let depth = ring.consumer.depth
            #expect(unpublished == written.count)
            #expect(depth == waiting.count)
        }
    }

    @Test("what is not published is not seen")
    func publishesOnlyWhenAsked() {
        var ring = Ring<Int>(capacity: 8)
        _ = ring.producer.push(1)
        _ = ring.producer.push(2)
        let before = ring.consumer.depth
        #expect(before == 0)
        _ = ring.producer.push(3)
        ring.producer.publish()
        var seen: [Int] = []
        ring.consumer.drain { readable in
            for index in readable.indices { seen.append(readable[index]) }
            return readable.count
        }
        #expect(seen == [1, 2, 3])
    }

    @Test("a capacity that is no power of two is refused")
    func refusesOddCapacities() async {
        await #expect(processExitsWith: .failure) { _ = Ring<Int>(capacity: 3) }
    }
}

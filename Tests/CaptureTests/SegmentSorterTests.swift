import Capture
import TestSupport
import Testing
import Wire

@Suite("The segments of a TCP stream")
struct SegmentSorterTests {
    /// A sorter, and the bytes that it handed over.
    struct Run {
        var sorter = SegmentSorter()
        var bytes: [UInt8] = []
        /// How many bytes were out when a hole was jumped over, and why.
        var holes: [(at: Int, loss: SegmentSorter.Loss)] = []
        var most = 0

        mutating func take(_ sequence: UInt32, _ payload: [UInt8], missing: Int = 0, at time: UInt64 = 0) {
            if let fresh = sorter.take(sequence, payload.rawBytes, missing: missing, at: time) {
                bytes += payload[fresh]
            }
            while let piece = sorter.takeNext() { bytes += piece.bytes }
            most = max(most, sorter.held)
            while let loss = sorter.loss(at: time) { jump(loss) }
        }

        mutating func jump(_ loss: SegmentSorter.Loss) {
            holes.append((bytes.count, loss))
            sorter.jump()
            while let piece = sorter.takeNext() { bytes += piece.bytes }
        }

        mutating func end() { while let loss = sorter.lossAtEnd { jump(loss) } }
    }

    /// Random cuts of a stream, some of them twice or overlapping.
    static func segments(
        _ stream: [UInt8], from first: UInt32, _ random: inout SeededGenerator
    ) -> [(sequence: UInt32, bytes: [UInt8])] {
        var segments: [(sequence: UInt32, bytes: [UInt8])] = []
        func add(_ start: Int, _ end: Int) {
            segments.append((first &+ UInt32(truncatingIfNeeded: start), Array(stream[start..<end])))
        }
        var start = 0
        while start < stream.count {
            let end = min(stream.count, start + Int.random(in: 1...200, using: &random))
            add(start, end)
            switch Int.random(in: 0..<8, using: &random) {
            case 0: add(start, end)
            case 1: add(max(0, start - Int.random(in: 0...300, using: &random)), end)
            case 2: add(start, min(stream.count, end + 50))
            default: break
            }
            start = end
        }
        return segments
    }

    @Test(
        "whatever the order, they are the bytes again; sequence numbers wrap",
        arguments: [0, 7, UInt32.max - 900])
    func shuffled(first: UInt32) {
        var random = SeededGenerator(seed: 793)
        for _ in 0..<50 {
            let stream = random.bytes(Int.random(in: 1...6000, using: &random))
            var segments = Self.segments(stream, from: first &+ 1, &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: segments.shuffle(using: &random)
            case 1:
                for index in segments.indices.dropLast() where Bool.random(using: &random) {
                    segments.swapAt(index, index + 1)
                }
            default: break
            }
            var run = Run()
            run.sorter.open(first)
            for (sequence, bytes) in segments { run.take(sequence, bytes) }
            run.end()
            #expect(run.bytes == stream && run.holes.isEmpty && run.sorter.held == 0)
        }
    }

    @Test("joined in the middle, it begins with the first bytes seen")
    func joined() {
        var run = Run()
        run.take(5000, [1, 2, 3])
        run.take(4990, [9, 9, 9])
        run.take(5003, [4])
        run.end()
        #expect(run.bytes == [1, 2, 3, 4] && run.holes.isEmpty)
    }

    @Test("a hole that the receiver has acknowledged is the capture's, after a moment")
    func delivered() {
        var run = Run()
        run.sorter.open(99)
        run.take(100, [1], at: 1)
        run.take(102, [3], at: 1000)
        run.sorter.acknowledge(103)
        run.take(103, [4], at: 2000)
        #expect(run.bytes == [1])
        run.take(104, [5], at: 300_000_000)
        #expect(run.bytes == [1, 3, 4, 5])
        #expect(run.holes.map(\.at) == [1] && run.holes.map(\.loss) == [.capture])
    }

    @Test("one that it has not acknowledged is the wire's; one that a retransmission fills is none")
    func lost() {
        var run = Run()
        run.sorter.open(99)
        run.take(100, [1], at: 1)
        run.sorter.acknowledge(101)
        run.take(102, [3], at: 1000)
        run.take(101, [2], at: 9_000_000_000)
        #expect(run.bytes == [1, 2, 3] && run.holes.isEmpty)
        run.take(104, [5], at: 10_000_000_000)
        run.take(105, [6], at: 20_000_000_001)
        #expect(run.bytes == [1, 2, 3, 5, 6])
        #expect(run.holes.map(\.loss) == [.wire])
        run.take(107, [8], at: 20_000_000_002)
        run.end()
        #expect(run.bytes == [1, 2, 3, 5, 6, 8] && run.holes.map(\.loss) == [.wire, .wire])
    }

    @Test("where no acknowledgement was seen, what goes on must have been delivered")
    func oneDirection() {
        var run = Run()
        run.take(100, [1], at: 1)
        run.take(110, [2], at: 1000)
        run.end()
        #expect(run.bytes == [1, 2] && run.holes.map(\.loss) == [.capture])
    }

    @Test("what the snap length cut is the capture's, at once")
    func cut() {
        var run = Run()
        run.sorter.open(99)
        run.take(100, [1, 2], missing: 3)
        run.take(105, [6])
        run.take(106, [], missing: 2)
        run.take(108, [9])
        run.take(109, [10], missing: 1)
        run.end()
        #expect(run.bytes == [1, 2, 6, 9, 10])
        #expect(run.holes.map(\.at) == [2, 3, 5] && run.holes.allSatisfy { $0.loss == .capture })
    }

    @Test("bytes that were acknowledged or stood before the FIN, and never came, are a hole at the end")
    func tail() {
        var run = Run()
        run.sorter.open(99)
        run.take(100, [1])
        run.sorter.close(105)
        run.end()
        #expect(run.holes.map(\.loss) == [.capture] && run.sorter.isFinished)
        var acknowledged = Run()
        acknowledged.sorter.open(99)
        acknowledged.take(100, [1])
        acknowledged.sorter.acknowledge(102)  // a FIN that was not seen takes a number
        acknowledged.end()
        #expect(acknowledged.holes.isEmpty)
        acknowledged.sorter.acknowledge(110)
        acknowledged.end()
        #expect(acknowledged.holes.map(\.loss) == [.capture])
    }

    @Test("a SYN that comes again opens nothing new, one with another number does")
    func opening() {
        var sorter = SegmentSorter()
        let new = sorter.isAnother(77)
        sorter.open(77)
        _ = sorter.take(78, [1, 2, 3].rawBytes, missing: 0, at: 0)
        #expect(!new && !sorter.isAnother(77) && sorter.isAnother(78))
    }

    @Test("memory stays bounded, whatever comes behind a hole", arguments: [1, 100, 1460])
    func flood(count: Int) {
        var random = SeededGenerator(seed: 5)
        var run = Run()
        run.sorter.open(0)
        for round in 0..<6000 {
            // Holes between all of them, in rising order and anywhere.
            let place =
                round % 2 == 0
                ? UInt32(2 + round * (count + 1)) : UInt32.random(in: 2...1_000_000_000, using: &random)
            run.take(place, [UInt8](repeating: 1, count: count))
        }
        #expect(run.most <= 1 << 20 + 4096)
    }
}

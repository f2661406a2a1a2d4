import TestSupport
import Testing

@testable import Protocols

@Suite("Ranges of sequence numbers")
struct RangeSetTests {
    @Test("taking in and out agrees with a set of numbers", arguments: 1...30)
    func model(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var ranges = RangeSet()
        var model: Set<UInt64> = []
        for _ in 0..<300 {
            let first = UInt64.random(in: 0...120, using: &random)
            let last = first + UInt64.random(in: 0...9, using: &random)
            if Bool.random(using: &random) {
                ranges.insert(first, last)
                model.formUnion(first...last)
                continue
            }
            var taken: [UInt64] = []
            while let part = ranges.takeFirstPart(of: first, last) { taken += Array(part.first...part.last) }
            #expect(taken == (first...last).filter(model.contains))
            model.subtract(first...last)
        }
        var left: [UInt64] = []
        while let part = ranges.takeFirstPart(of: 0, .max) { left += Array(part.first...part.last) }
        #expect(left == model.sorted() && ranges.isEmpty)
    }

    @Test("the ends of the numbers are numbers like others")
    func ends() {
        var ranges = RangeSet()
        ranges.insert(.max - 1, .max)
        ranges.insert(0, 0)
        ranges.insert(.max, .max)
        ranges.insert(5, 4)
        let parts = [ranges.takeFirstPart(of: 0, .max), ranges.takeFirstPart(of: 0, .max)]
        #expect(parts.map { $0?.first } == [0, .max - 1] && parts.map { $0?.last } == [0, .max])
        #expect(ranges.isEmpty)
    }

    @Test("beyond its capacity the oldest give way")
    func bounded() {
        var ranges = RangeSet()
        for index in 0..<UInt64(RangeSet.capacity + 10) { ranges.insert(index * 10, index * 10) }
        #expect(ranges.firstPart(of: 0, 99) == nil && ranges.firstPart(of: 100, 100)?.first == 100)
    }
}

import Testing

@testable import feedtop

@Suite("Latencies in buckets")
struct LatencyRecorderTests {
    private func recorder(_ latencies: [UInt64]) -> LatencyRecorder {
        var recorder = LatencyRecorder()
        for latency in latencies { recorder.record(latency, 1) }
        return recorder
    }

    @Test(
        "each is in the one bucket that ends at or above it, however finely they are cut",
        arguments: [0, 1, 3, 8])
    func holdsAll(bits: UInt64) {
        var latencies: [UInt64] = [0, 1, 2, 3, 511, 512, 513, 1_023, 1_024, 65_535, 65_536]
        for power in 0..<40 as Range<UInt64> { latencies += [1 << power, 3 << power, (1 << power) + 1] }
        let buckets = recorder(latencies).buckets(bits: bits)
        var below: UInt64?
        for bucket in buckets {
            let inside = latencies.count { latency in
                let isAbove = below.map { latency > $0 } ?? true
                return isAbove && latency <= bucket.upTo
            }
            #expect(bucket.count == UInt64(inside), "up to \(bucket.upTo)")
            below = bucket.upTo
        }
        #expect(buckets.map(\.count).reduce(0, +) == UInt64(latencies.count))
    }

    @Test("a bucket ends where a power of two, or its part, does")
    func ends() {
        #expect(recorder([1_500]).buckets(bits: 0) == [LatencyBucket(upTo: 2_047, count: 1)])
        #expect(recorder([1_500]).buckets(bits: 1) == [LatencyBucket(upTo: 1_535, count: 1)])
        #expect(recorder([1_536]).buckets(bits: 1) == [LatencyBucket(upTo: 2_047, count: 1)])
        #expect(recorder([]).buckets(bits: 3) == [])
    }
}

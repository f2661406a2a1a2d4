import Testing

@testable import Market

@Suite("The percentiles of a snapshot")
struct LatencyDigestTests {
    private static let start = MarketProbe.start

    private static func summary(_ stage: LatencyStage, count: UInt64) -> LatencySummary {
        var summary = LatencySummary()
        summary.stage = stage
        summary.count = count
        return summary
    }

    @Test("are all renewed at first and when a second old, else one stage at a time, the oldest first")
    func staggering() {
        var digest = LatencyDigest()
        #expect(digest.due(at: Self.start) == LatencyStage.allCases)
        for (index, stage) in LatencyStage.allCases.enumerated() {
            digest.renew(
                stage, window: Self.summary(stage, count: 1), session: Self.summary(stage, count: 2),
                at: Self.start + UInt64(index))
        }
        #expect(digest.due(at: Self.start + 100_000_000).isEmpty)
        #expect(digest.due(at: Self.start + 400_000_000) == [.feed])
        #expect(digest.due(at: Self.start + 1_000_000_010) == LatencyStage.allCases)
        #expect(digest.due(at: Self.start - 5) == LatencyStage.allCases)
        var summaries: [LatencySummary] = []
        digest.fill(&summaries)
        #expect(summaries.map(\.count) == [1, 2, 1, 2, 1, 2, 1, 2])
    }
}

/// The latencies in full.
extension MarketModel {
    mutating func latencyDetail(now: UInt64) -> LatencyDetail { LatencyDetail() }
}

/// How orders come and go.
extension MarketModel {
    mutating func flowDetail(_ request: SnapshotRequest, feedTime: UInt64) -> FlowDetail { FlowDetail() }
}

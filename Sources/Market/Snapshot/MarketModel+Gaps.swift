/// The ledger of all feeds.
extension MarketModel {
    mutating func gapList(_ request: SnapshotRequest) -> GapList { GapList() }
}

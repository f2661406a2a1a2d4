/// The selected instrument in full.
extension MarketModel {
    /// - Parameter snapshot: Its `request.selected` is the instrument; without one, its first row.
    mutating func bookDetail(
        _ request: SnapshotRequest, _ snapshot: borrowing Snapshot, feedTime: UInt64
    ) -> BookDetail {
        BookDetail()
    }
}

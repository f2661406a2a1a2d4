import Books
import OrderFlow

/// The selected instrument in full.
extension MarketModel {
    /// - Parameter snapshot: Its `request.selected` is the instrument; without one, its first row.
    mutating func bookDetail(
        _ request: SnapshotRequest, _ snapshot: borrowing Snapshot, feedTime: UInt64
    ) -> BookDetail {
        var detail = BookDetail()
        let chosen = snapshot.request.selected ?? unselectedBook()
        totals.watch.bookSnapshot = snapshots
        guard let key = chosen, Int(key.feed) < feeds.count else { return detail }
        let feed = feeds[Int(key.feed)]
        guard feed.model.books.instruments.isKnown(key.instrument) else { return detail }

        let time = feed.model.time(request, now: snapshot.hostClock)
        detail.row = InstrumentRow(key, of: feed.model, second: time - time % FeedClock.second)
        let depth = request.isComplete ? Snapshot.longestList : request.depth
        detail.bids = feed.model.books.best(depth, .buy, of: key.instrument).map { Quote($0) }
        detail.asks = feed.model.books.best(depth, .sell, of: key.instrument).map { Quote($0) }
        detail.bidLevels = feed.model.books.levelCount(.buy, of: key.instrument)
        detail.askLevels = feed.model.books.levelCount(.sell, of: key.instrument)

        guard totals.watch.isOn else { return detail }
        if request.view == .book, totals.watch.focus.key != key {
            totals.watch.focus.choose(key, feed.model, totals.watch.tape)
        }
        if totals.watch.focus.key == key {
            totals.watch.focus.fill(
                &detail, feed.model, at: time, now: snapshot.hostClock, isExact: request.isComplete)
        }
        detail.tape = totals.watch.bookTape(request, of: key, feeds)
        return detail
    }

    /// The instrument to show where none is selected: the first row. It stays while books are asked for one after the
    /// other, so that the picture does not change with the order of the rows.
    private func unselectedBook() -> InstrumentKey? {
        if totals.watch.bookSnapshot &+ 1 == snapshots, let shown = totals.watch.focus.key,
            rowOrder.keys.contains(shown)
        {
            return shown
        }
        return rowOrder.keys.first
    }
}

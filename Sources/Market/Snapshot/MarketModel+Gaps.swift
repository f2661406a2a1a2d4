/// The ledger of all feeds.
extension MarketModel {
    /// The part of the ledger that a request asks for, newest first in the order in which the losses were noticed.
    func gapList(_ request: SnapshotRequest) -> GapList {
        var list = GapList()
        for feed in feeds {
            list.count += feed.model.ledger.count
            list.evicted += feed.model.ledger.evictedInAll
        }
        let longest = Snapshot.longestList
        let wanted = request.isComplete ? longest : max(0, min(request.listCount, longest))
        list.first = request.isComplete ? 0 : max(0, min(request.listFirst, list.count - max(1, wanted)))
        var (cursors, skipped) = cursors(after: list.first)
        list.entries.reserveCapacity(min(wanted, list.count))
        while list.entries.count < wanted, let entry = next(&cursors) {
            if skipped > 0 { skipped -= 1 } else { list.entries.append(entry) }
        }
        return list
    }

    /// How far one of the logs of a feed was gone through, from the newest entry.
    private struct LogCursor {
        var feed: Int
        var isOfLines: Bool
        var end: Int
    }

    /// Goes past the `count` newest entries without going through them.
    ///
    /// - Returns: Where each log stands, and how many more are to be skipped: parts of what was one have one order.
    private func cursors(after count: Int) -> (cursors: [LogCursor], skipped: Int) {
        // The greatest order up to which there are at least as many entries as must remain.
        let remaining = feeds.reduce(0) { $0 + $1.model.ledger.count } - count
        var (low, high) = (UInt64(0), lossOrder.latest)
        while low < high {
            let middle = low + (high - low) / 2
            if entries(upTo: middle) >= remaining { high = middle } else { low = middle + 1 }
        }
        var cursors: [LogCursor] = []
        for (index, feed) in feeds.enumerated() {
            let ends = feed.model.ledger.ends(ofOrder: low)
            cursors.append(LogCursor(feed: index, isOfLines: false, end: ends.losses))
            cursors.append(LogCursor(feed: index, isOfLines: true, end: ends.lines))
        }
        return (cursors, entries(upTo: low) - remaining)
    }

    /// Entries that are kept and have at most this order.
    private func entries(upTo order: UInt64) -> Int {
        feeds.reduce(0) { $0 + $1.model.ledger.count(upToOrder: order) }
    }

    /// The newest entry that was not gone through yet.
    private func next(_ cursors: inout [LogCursor]) -> GapEntry? {
        var newest: (cursor: Int, order: UInt64, entry: GapEntry)?
        for (index, cursor) in cursors.enumerated() {
            let ledger = feeds[cursor.feed]
            guard let found = ledger.model.ledger.entry(before: cursor.end, ofLines: cursor.isOfLines),
                found.order > newest?.order ?? 0
            else { continue }
            let instruments = found.range.isMissingInBooks ? found.instruments : 0
            newest = (
                index, found.order, GapEntry(found.range, feed: cursor.feed, instruments: instruments)
            )
        }
        guard let newest else { return nil }
        cursors[newest.cursor].end -= 1
        return newest.entry
    }
}

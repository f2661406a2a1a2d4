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
        let feed: Int
        let isOfLines: Bool
        /// Entries from here on were gone through.
        var end: Int
        /// Of the entry before; 0: there is none.
        var order: UInt64 = 0

        init(feed: Int, isOfLines: Bool, end: Int) {
            self.feed = feed
            self.isOfLines = isOfLines
            self.end = end
        }
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
        for index in cursors.indices { cursors[index].order = entry(at: cursors[index])?.order ?? 0 }
        return (cursors, entries(upTo: low) - remaining)
    }

    /// Entries that are kept and have at most this order.
    private func entries(upTo order: UInt64) -> Int {
        feeds.reduce(0) { $0 + $1.model.ledger.count(upToOrder: order) }
    }

    /// The newest entry that was not gone through yet.
    private func next(_ cursors: inout [LogCursor]) -> GapEntry? {
        var newest = 0
        for index in cursors.indices where cursors[index].order > cursors[newest].order { newest = index }
        guard !cursors.isEmpty, let found = entry(at: cursors[newest]) else { return nil }
        cursors[newest].end -= 1
        cursors[newest].order = entry(at: cursors[newest])?.order ?? 0
        let instruments = found.range.isMissingInBooks ? found.instruments : 0
        return GapEntry(found.range, feed: cursors[newest].feed, instruments: instruments)
    }

    private func entry(
        at cursor: LogCursor
    ) -> (range: SequenceRange, order: UInt64, instruments: Int)? {
        feeds[cursor.feed].model.ledger.entry(before: cursor.end, ofLines: cursor.isOfLines)
    }
}

import OrderFlow

/// The ledger of all feeds.
extension MarketModel {
    /// The part of the ledger that a request asks for, newest first in the order in which the losses were noticed.
    func gapList(_ request: SnapshotRequest) -> GapList {
        var list = GapList()
        let showsLines = request.showsLineLosses || request.isComplete
        for feed in feeds {
            list.unfilteredCount += feed.model.ledger.count
            list.evicted += feed.model.ledger.evicted + (showsLines ? feed.model.ledger.evictedOfLines : 0)
        }
        list.lines = lineLosses(request)
        let longest = Snapshot.longestList
        let wanted = request.isComplete ? longest : max(0, min(request.listCount, longest))
        let first = request.isComplete ? 0 : max(0, request.listFirst)
        if showsLines || request.filter != nil {
            fill(&list, request, ofLines: showsLines, first: first, wanted: wanted)
            return list
        }
        list.count = list.unfilteredCount
        list.first = min(first, max(0, list.count - max(1, wanted)))
        var (cursors, skipped) = cursors(after: list.first)
        list.entries.reserveCapacity(min(wanted, list.count))
        while list.entries.count < wanted, let entry = next(&cursors) {
            if skipped > 0 { skipped -= 1 } else { list.entries.append(entry) }
        }
        return list
    }

    /// Goes through all of it: what is asked for cannot be told by its place.
    private func fill(
        _ list: inout GapList, _ request: SnapshotRequest, ofLines: Bool, first: Int, wanted: Int
    ) {
        var cursors: [LogCursor] = []
        for (index, feed) in feeds.enumerated() {
            let ends = feed.model.ledger.ends
            cursors.append(LogCursor(feed: index, isOfLines: false, end: ends.losses))
            if ofLines { cursors.append(LogCursor(feed: index, isOfLines: true, end: ends.lines)) }
        }
        for index in cursors.indices { cursors[index].order = entry(at: cursors[index])?.order ?? 0 }
        var matching: [GapEntry] = []
        list.unfilteredCount = 0
        while let entry = next(&cursors) {
            guard entry.range.cause != .line || entry.range.isOfOneLine else { continue }
            list.unfilteredCount += 1
            if matches(entry, request.filter) { matching.append(entry) }
        }
        list.count = matching.count
        list.first = min(first, max(0, list.count - max(1, wanted)))
        list.entries = Array(matching.dropFirst(list.first).prefix(wanted))
    }

    private func matches(_ entry: GapEntry, _ filter: Filter?) -> Bool {
        guard let filter else { return true }
        return filter.matches(
            entry, feedName: feeds[entry.feed].model.description.name, isEastern: isEastern)
    }

    /// The zone that times are shown in.
    private var isEastern: Bool { feeds.contains { $0.model.description.isEastern } }

    private func lineLosses(_ request: SnapshotRequest) -> [LineLosses] {
        var lines: [LineLosses] = []
        for (index, feed) in feeds.enumerated() where !feed.model.lines.isEmpty {
            var found = [LineLosses](repeating: LineLosses(), count: LineTable.most)
            feed.model.ledger.eachOfOneLine { range in
                let place = Int(range.line) % LineTable.most
                guard matches(GapEntry(range, feed: index), request.filter) else { return }
                found[place].take(range)
            }
            for place in found.indices where found[place].ranges > 0 {
                (found[place].feed, found[place].line) = (index, UInt8(place))
                lines.append(found[place])
            }
        }
        return lines
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

    /// Goes past the `count` newest losses of the feeds without going through them.
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
            let end = feed.model.ledger.end(ofOrder: low)
            cursors.append(LogCursor(feed: index, isOfLines: false, end: end))
        }
        for index in cursors.indices { cursors[index].order = entry(at: cursors[index])?.order ?? 0 }
        return (cursors, entries(upTo: low) - remaining)
    }

    /// Losses of the feeds that are kept and have at most this order.
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

extension LineLosses {
    /// Takes one more in, later than those before.
    fileprivate mutating func take(_ range: SequenceRange) {
        // Numbers that fall belong to another numbering: of that before nothing more is told.
        let isAnew = ranges == 0 || range.last < first
        first = isAnew ? range.first : min(first, range.first)
        last = isAnew ? range.last : max(last, range.last)
        if ranges == 0 { since = range.noticed }
        until = range.noticed
        ranges += 1
        messages.addClamped(range.count - range.lost)
    }
}

import Market
import OrderFlow

/// A complete picture that is held: what of it is on the screen.
extension Snapshot {
    /// The part that a request like this would have been answered with.
    func window(_ wanted: SnapshotRequest) -> Snapshot {
        var shown = self
        let base = request.firstRow
        let count = wanted.rowCount > 0 ? wanted.rowCount : 512
        let first = max(0, min(wanted.firstRow - base, rows.count - count))
        shown.rows = Array(rows.dropFirst(first).prefix(count))
        shown.request = request
        shown.request.view = wanted.view
        shown.request.firstRow = base + first
        // The one book that is held is that of the instrument selected then.
        if wanted.view != .book { shown.request.selected = wanted.selected ?? request.selected }
        shown.flow.tape = flow.tape.window(wanted)
        shown.book.tape = book.tape.window(wanted)
        if wanted.depth > 0 {
            shown.book.bids = Array(book.bids.prefix(wanted.depth))
            shown.book.asks = Array(book.asks.prefix(wanted.depth))
        }
        shown.gaps = gaps.listed(wanted)
        if wanted.listCount > 0 {
            let gaps = shown.gaps
            let gap = max(0, min(wanted.listFirst - gaps.first, gaps.entries.count - 1))
            shown.gaps.entries = Array(gaps.entries.dropFirst(gap).prefix(wanted.listCount))
            shown.gaps.first = gaps.first + gap
            let event = max(0, min(wanted.listFirst - events.first, events.entries.count - 1))
            shown.events.entries = Array(events.entries.dropFirst(event).prefix(wanted.listCount))
            shown.events.first = events.first + event
        }
        return shown
    }
}

extension GapList {
    /// A complete list holds what one line lost as well: without it, unless it is to be listed.
    func listed(_ wanted: SnapshotRequest) -> GapList {
        guard !wanted.showsLineLosses else { return self }
        var shown = self
        shown.entries.removeAll { $0.range.cause == .line }
        shown.count -= entries.count - shown.entries.count
        shown.unfilteredCount = max(
            shown.count, shown.unfilteredCount - (entries.count - shown.entries.count))
        return shown
    }
}

extension Tape {
    /// Up to the entry that the request ends with, or as far beyond it as there is room for.
    fileprivate func window(_ wanted: SnapshotRequest) -> Tape {
        guard wanted.tapeCount > 0 else { return self }
        var shown = self
        var end = entries.count - 1
        if let last = wanted.tapeEnd { end = entries.lastIndex { $0.number <= last } ?? min(0, end) }
        end = max(end, min(wanted.tapeCount, entries.count) - 1)
        shown.entries = Array(entries.prefix(end + 1).suffix(wanted.tapeCount))
        shown.newer = newer + (entries.count - 1 - end)
        return shown
    }
}

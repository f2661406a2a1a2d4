import Books
import OrderFlow

/// The tape as the views show it.
extension MarketWatch {
    /// The messages of all instruments.
    mutating func flowTape(_ request: SnapshotRequest, _ feeds: [FeedBox]) -> Tape {
        flowIndex.refresh(tape, instrument: nil, request.filter) { $0.matches($1, $2, feeds) }
        return Tape(request, flowIndex, tape, feeds)
    }

    /// The messages of one instrument.
    mutating func bookTape(_ request: SnapshotRequest, of key: InstrumentKey, _ feeds: [FeedBox]) -> Tape {
        bookIndex.refresh(tape, instrument: key, request.filter) { $0.matches($1, $2, feeds) }
        return Tape(request, bookIndex, tape, feeds)
    }
}

extension Filter {
    fileprivate func matches(_ number: UInt64, _ message: TapedMessage, _ feeds: [FeedBox]) -> Bool {
        let feed = feeds[Int(message.feed)]
        return matches(TapeEntry(message, number, feeds), feedName: feed.model.description.name)
    }
}

extension TapeEntry {
    fileprivate init(_ message: TapedMessage, _ number: UInt64, _ feeds: [FeedBox]) {
        let naming = feeds[Int(message.feed)].model.books.instruments.naming(message.instrument)
        self.init(message, number: number, naming)
    }
}

extension Tape {
    /// The page that is asked for, of the messages that meet a condition.
    fileprivate init(
        _ request: SnapshotRequest, _ index: borrowing TapeIndex, _ store: borrowing TapeStore,
        _ feeds: [FeedBox]
    ) {
        self.init()
        total = store.total
        kept = store.kept
        matched = index.total
        let wanted = request.isComplete ? Snapshot.longestList : request.tapeCount
        let end: Int =
            if let first = request.tapeFrom {
                index.count(upTo: max(1, first) - 1) + max(0, min(wanted, index.count))
            } else {
                request.tapeEnd.map { index.count(upTo: $0) } ?? index.count
            }
        let page = TapePage(of: index.count, wanted: wanted, upTo: end)
        newer = page.newer
        for place in page.range {
            let number = index[place]
            entries.append(TapeEntry(store[number], number, feeds))
        }
    }
}

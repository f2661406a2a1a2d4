import Books
import OrderFlow

/// The order of the table's rows, kept from one snapshot to the next so that rows do not dance.
struct RowOrder: Sendable {
    /// Rows are sorted again after this time, in ns of the host's clock.
    static let period: UInt64 = 500_000_000

    private struct Entry {
        var value: UInt64
        /// Place in the order of symbols.
        var rank: UInt32
        var key: InstrumentKey
    }

    /// The rows that the filter lets through, in the order of the table.
    private(set) var keys: [InstrumentKey] = []
    /// Rows there are without the filter.
    var unfilteredCount: Int { entries.count }
    private var entries: [Entry] = []
    private var generation: UInt64 = .max
    private var sort = TableColumn.messages
    private var isInverted = false
    private var filter: Filter?
    private var sorted: UInt64 = 0
    /// Messages there were when they were last sorted.
    private var messages: UInt64 = 0

    /// Brings the order up to date if that is due.
    ///
    /// - Parameters:
    ///   - now: Host clock, ns since the epoch.
    ///   - times: The feeds' own.
    mutating func refresh(_ feeds: [FeedBox], _ request: SnapshotRequest, now: UInt64, times: [UInt64]) {
        var (told, messages): (UInt64, UInt64) = (0, 0)
        for feed in feeds {
            told &+= feed.model.books.instruments.generation
            messages &+= feed.model.counters.messages
        }
        let isChanged = told != generation
        let isAsked =
            request.sort != sort || request.isInverted != isInverted || request.filter != filter
        // A host clock that was set back must not keep the order for ever.
        let isOld = now < sorted || now - sorted >= Self.period
        // Rows that only a step or a journey changes do not dance: they stand where they belong at once.
        let isMoved = request.holdsClock && messages != self.messages
        guard isChanged || isAsked || isOld || isMoved else { return }
        generation = told
        self.messages = messages
        sort = request.sort
        isInverted = request.isInverted
        filter = request.filter
        sorted = now
        if isChanged { collect(feeds) }
        // The order before is nearly the order after, which makes the sort quick.
        for index in entries.indices {
            let entry = entries[index]
            let feed = Int(entry.key.feed)
            let value: UInt64
            switch sort {
            case .symbol: value = UInt64(entry.rank)
            case .feed: value = UInt64(entry.key.feed)
            default:
                entries[index].value = sort.value(
                    entry.key.instrument, in: feeds[feed].model.books, time: times[feed],
                    isInverted: isInverted)
                continue
            }
            entries[index].value = isInverted ? ~value : value
        }
        entries.sort { $0.value != $1.value ? $0.value < $1.value : $0.rank < $1.rank }
        keys.removeAll(keepingCapacity: true)
        for entry in entries where isShown(entry.key, feeds, times) { keys.append(entry.key) }
    }

    private func isShown(_ key: InstrumentKey, _ feeds: [FeedBox], _ times: [UInt64]) -> Bool {
        guard let filter else { return true }
        let (feed, time) = (feeds[Int(key.feed)], times[Int(key.feed)])
        let row = InstrumentRow(key, of: feed.model, second: time - time % FeedClock.second)
        return filter.matches(row, feedName: feed.model.description.name, time: time)
    }

    /// Finds all active instruments and ranks them by symbol.
    private mutating func collect(_ feeds: [FeedBox]) {
        var rows: [(symbol: SymbolName, key: InstrumentKey)] = []
        for (index, feed) in feeds.enumerated() {
            for position in 0..<feed.model.books.instruments.seenCount {
                let instrument = feed.model.books.instruments.seen(position)
                guard feed.model.books.instruments[instrument].isActive else { continue }
                let key = InstrumentKey(feed: UInt16(clamping: index), instrument: instrument)
                rows.append((feed.model.books.instruments.naming(instrument).symbol, key))
            }
        }
        rows.sort {
            $0.symbol != $1.symbol
                ? $0.symbol < $1.symbol
                : ($0.key.feed, $0.key.instrument) < ($1.key.feed, $1.key.instrument)
        }
        entries.removeAll(keepingCapacity: true)
        for (rank, row) in rows.enumerated() {
            entries.append(Entry(value: 0, rank: UInt32(rank), key: row.key))
        }
    }
}

import Books

/// The books that are crossed now, at most 4,096; one more is not noticed before another has ended.
struct CrossingSet {
    static let capacity = 4096

    struct Crossing: Equatable {
        /// Feed time when it began.
        var since: UInt64
        /// The book was suspect then: it is counted with the others of its feed, and is no alert of its own.
        var isFolded: Bool
        /// There is an alert about it.
        var isTold = false
    }

    private(set) var books: [InstrumentKey: Crossing] = [:]
    /// Since when the longest is crossed of those that may still become an alert; `.max`: there is none.
    private(set) var oldest: UInt64 = .max
    /// Those that a feed forgets; empty in between, and kept for its room.
    private var leaving: [InstrumentKey] = []

    init() {
        books.reserveCapacity(Self.capacity)
        leaving.reserveCapacity(Self.capacity)
    }

    var hasRoom: Bool { books.count < Self.capacity }

    mutating func begin(_ key: InstrumentKey, at time: UInt64, isFolded: Bool) {
        books[key] = Crossing(since: time, isFolded: isFolded)
        if !isFolded { oldest = min(oldest, time) }
    }

    /// - Returns: What it was, and how long it lasted, ns of feed time.
    mutating func end(_ key: InstrumentKey, at time: UInt64) -> (crossing: Crossing, lasted: UInt64) {
        let crossing = books.removeValue(forKey: key) ?? Crossing(since: time, isFolded: false)
        return (crossing, time - min(time, crossing.since))
    }

    mutating func fold(_ key: InstrumentKey) { books[key]?.isFolded = true }
    mutating func tell(_ key: InstrumentKey) { books[key]?.isTold = true }

    /// The alerts are gone, and may be raised anew.
    mutating func untell() {
        for (key, crossing) in books where crossing.isTold {
            books[key]?.isTold = false
            oldest = min(oldest, crossing.since)
        }
    }

    /// The book is suspect no more, so that its crossing counts for itself.
    mutating func unfold(_ key: InstrumentKey) {
        guard let crossing = books[key], crossing.isFolded else { return }
        books[key]?.isFolded = false
        oldest = min(oldest, crossing.since)
    }

    /// The same for all books of a feed.
    mutating func unfold(feed: Int) {
        for key in books.keys where Int(key.feed) == feed { unfold(key) }
    }

    /// Those that may become an alert, the longest first.
    ///
    /// - Parameter isDue: Of a book and its crossing.
    mutating func takeDue(_ isDue: (InstrumentKey, Crossing) -> Bool) -> [InstrumentKey] {
        var due: [(key: InstrumentKey, since: UInt64)] = []
        oldest = .max
        for (key, crossing) in books where !crossing.isFolded && !crossing.isTold {
            oldest = min(oldest, crossing.since)
            if isDue(key, crossing) { due.append((key, crossing.since)) }
        }
        // A dictionary has no order of its own, and what is told must not depend on chance.
        due.sort { ($0.since, $0.key.feed, $0.key.instrument) < ($1.since, $1.key.feed, $1.key.instrument) }
        return due.map(\.key)
    }

    /// Crossed books of a feed that are counted together.
    func foldedCount(feed: Int) -> Int { books.count { Int($0.key.feed) == feed && $0.value.isFolded } }

    /// The feed began anew.
    mutating func forget(feed: Int) {
        for key in books.keys where Int(key.feed) == feed { leaving.append(key) }
        for key in leaving { books[key] = nil }
        leaving.removeAll(keepingCapacity: true)
    }
}

/// Instruments of one feed, each counted once.
struct BookSet {
    private var words: [UInt64] = []
    private(set) var count = 0

    /// - Returns: Whether it is new.
    mutating func insert(_ instrument: UInt16) -> Bool {
        if words.isEmpty { words = Array(repeating: 0, count: (Int(UInt16.max) + 1) / 64) }
        let (word, bit) = (Int(instrument) / 64, UInt64(1) << (UInt64(instrument) % 64))
        guard words[word] & bit == 0 else { return false }
        words[word] |= bit
        count += 1
        return true
    }
}

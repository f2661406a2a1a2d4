import Market

/// A stretch of the tape that stays while it is scrolled. The market keeps the latest messages only, which on a fast feed
/// are those of a second or two: what a reader looks at must not go with them.
struct HeldTape: Sendable, Equatable {
    /// Oldest first, without a hole among the messages that match.
    private(set) var entries: [TapeEntry]
    /// Which of all that match (``Tape/matched``) the last one is.
    private(set) var lastPlace: UInt64
    /// Of what is older nothing is left.
    private(set) var isOldest = false

    /// Entries kept at most: as many as the market has of its own.
    static let longest = 1 << 16

    /// `nil`: there is nothing to hold.
    init?(_ tape: Tape, isOldest: Bool = false) {
        guard !tape.entries.isEmpty else { return nil }
        entries = tape.entries
        lastPlace = Self.lastPlace(tape)
        self.isOldest = isOldest
    }

    private static func lastPlace(_ tape: Tape) -> UInt64 {
        max(UInt64(tape.entries.count), tape.matched - min(tape.matched, UInt64(clamping: tape.newer)))
    }

    private var firstPlace: UInt64 { lastPlace - UInt64(entries.count - 1) }

    /// Where the message with this number, or the last one before it, stands.
    func index(upTo number: UInt64?) -> Int {
        guard let number else { return entries.count - 1 }
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].number <= number { low = middle + 1 } else { high = middle }
        }
        return max(0, low - 1)
    }

    /// Messages that match and came after the entry at `index`, given the newest that is known of the tape.
    func newer(than index: Int, of newest: Tape) -> Int {
        let after = newest.matched - min(newest.matched, lastPlace)
        return Int(clamping: after &+ UInt64(entries.count - 1 - index))
    }

    /// Puts what was asked for as older than the first entry (and the first entry) in front. Nothing more of it: all that
    /// is older is gone.
    mutating func takeOlder(_ answer: Tape) {
        let older = answer.entries.prefix { $0.number < entries[0].number }
        guard !older.isEmpty, older.count < answer.entries.count, entries.count < Self.longest else {
            isOldest = true
            return
        }
        entries = Array(older.suffix(Self.longest - entries.count)) + entries
    }

    /// Puts what was asked for from the last entry on behind it.
    ///
    /// - Returns: Messages in between that are gone. Then only what is new is held.
    mutating func takeNewer(_ answer: Tape) -> UInt64 {
        guard let fresh = HeldTape(answer) else { return 0 }
        let (last, place) = (entries[entries.count - 1].number, lastPlace)
        guard fresh.firstPlace <= place else {
            self = fresh
            return fresh.firstPlace - place - 1
        }
        let newer = fresh.entries.drop { $0.number <= last }
        lastPlace += UInt64(newer.count)
        entries += newer
        if entries.count > Self.longest {
            entries.removeFirst(entries.count - Self.longest)
            isOldest = false
        }
        return 0
    }

    /// As many entries as there is room for, up to the message with this number: whatever becomes of the room, the last
    /// line stays. Where nothing older is left to fill a larger room with, what is newer does.
    func page(upTo end: UInt64?, rows: Int, of newest: Tape) -> Tape {
        var index = index(upTo: end)
        if isOldest { index = max(index, min(rows, entries.count) - 1) }
        var tape = newest
        tape.entries = Array(entries.prefix(index + 1).suffix(max(0, rows)))
        tape.newer = newer(than: index, of: newest)
        return tape
    }

    /// All of it.
    func whole(of newest: Tape) -> Tape { page(upTo: nil, rows: entries.count, of: newest) }
}

/// What of the tape is wanted beyond what is held.
enum TapeWish: Sendable, Equatable {
    case older, newer
    /// The oldest page that there still is.
    case oldest
}

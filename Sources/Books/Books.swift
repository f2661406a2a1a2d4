package import OrderFlow

/// The books of a feed: its live orders, the price levels they make up, and what is known of each instrument. Driven by
/// market events, each of which changes a book in one place, ``OrderEffect`` says how, and each of which leaves a
/// ``BookChange`` behind.
package struct Books: ~Copyable {
    var orders = OrderStore()
    var levels = LevelStore()
    package internal(set) var instruments = InstrumentTable()
    var matches = MatchTable()
    /// The order that left for the `replace` behind it; quantity 0: none.
    var leaving = RestingOrder.none
    /// The trade of the message before, for a match number that may follow; quantity 0: none that counted.
    var traded = (instrument: UInt16(0), quantity: UInt32(0))
    package internal(set) var counters = BookCounters()
    /// Instruments whose book may be crossed now, or crossed no more, since somebody looked; see ``takeTouched()``.
    var touched = TouchedBooks()
    var hints = LevelHints()
    /// More updates of the same event follow, and the book in between means nothing.
    package internal(set) var isInTransition = false
    /// Feed time as of the last event applied.
    package internal(set) var clock: UInt64 = 0

    package init() {}

    /// Memory that orders and instruments take; where it is more than the caches close to a processor hold, looking ahead
    /// pays.
    package var byteCount: Int { orders.byteCount + instruments.byteCount }

    /// Begins anew: no orders, no levels, no trades.
    package mutating func reset() {
        orders.removeAll()
        levels.removeAll()
        instruments.reset()
        matches.removeAll()
        leaving = .none
        traded.quantity = 0
        touched = TouchedBooks()
        isInTransition = false
    }
}

/// What did not go as it should.
package struct BookCounters: BitwiseCopyable {
    package var unknownReferences: UInt64 = 0
    package var reusedReferences: UInt64 = 0
    package var overExecutions: UInt64 = 0
    package var mismatchedInstruments: UInt64 = 0
    package var refused: UInt64 = 0
}

/// The few instruments that one message, or the parts of one event, may touch.
struct TouchedBooks: BitwiseCopyable {
    private(set) var count = 0
    private var instruments = InlineArray<4, UInt16>(repeating: 0)

    @inline(__always)
    mutating func insert(_ instrument: UInt16) {
        for place in 0..<count where instruments[place] == instrument { return }
        guard count < instruments.count else { return }
        instruments[count] = instrument
        count += 1
    }

    func isAboutOthers(than instrument: UInt16) -> Bool { count > 1 || instruments[0] != instrument }

    /// Takes one out; `nil`: there is none.
    mutating func removeLast() -> UInt16? {
        guard count > 0 else { return nil }
        count -= 1
        return instruments[count]
    }
}

/// What is asked of books from outside.
extension Books {
    /// The best level of a side; `nil`: it is empty.
    package func best(_ side: Side, of instrument: UInt16) -> Level? {
        levels.bestLevel(of: bookSide(side, of: instrument), owner(side, of: instrument))
    }

    /// The best `count` levels, best first.
    package func best(_ count: Int, _ side: Side, of instrument: UInt16) -> [Level] {
        var found: [Level] = []
        levels.forEach(of: bookSide(side, of: instrument), owner(side, of: instrument), atMost: count) {
            found.append($0)
        }
        return found
    }

    package func levelCount(_ side: Side, of instrument: UInt16) -> Int {
        Int(levels.count(bookSide(side, of: instrument), owner(side, of: instrument)))
    }

    /// - Parameter instrument: One that was seen.
    private func bookSide(_ side: Side, of instrument: UInt16) -> BookSide {
        instruments[instrument].sides[Int(side.rawValue)]
    }

    private func owner(_ side: Side, of instrument: UInt16) -> LevelOwner {
        LevelOwner(instrument, side: UInt64(side.rawValue), bookSide(side, of: instrument).counting)
    }

    /// Whether the best bid is above the best ask.
    package func isCrossed(_ instrument: UInt16) -> Bool {
        let sides = instruments[instrument].sides
        guard let bid = levels.best(sides[0], LevelOwner(instrument, side: 0, sides[0].counting)),
            let ask = levels.best(sides[1], LevelOwner(instrument, side: 1, sides[1].counting))
        else { return false }
        return bid > ask
    }

    /// An instrument whose book may have become crossed, or uncrossed, which is told once; `nil`: there is none.
    package mutating func takeTouched() -> UInt16? { touched.removeLast() }
    package var hasTouched: Bool { touched.count > 0 }

    /// Notes that the crossing of a book is known to somebody, or over.
    package mutating func noteCrossed(_ isCrossed: Bool, _ instrument: UInt16) {
        instruments[instrument].isCrossed = isCrossed
    }

    package mutating func resetMessages() { instruments.resetMessages() }
    package mutating func noteLoss() { instruments.noteLoss() }
    package mutating func trust() { instruments.trust() }
    package mutating func takeCounters() -> BookCounters {
        defer { counters = BookCounters() }
        return counters
    }
}

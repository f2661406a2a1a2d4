import Market

/// The shown levels of a book, side by side, with what they come to.
struct Ladder {
    struct Rung {
        var quote: Quote
        /// Size of this level and all better ones.
        var cumulative: UInt64
    }

    let bids: [Rung]
    let asks: [Rung]

    /// - Parameter depth: Levels of each side to show.
    init(_ book: BookDetail, depth: Int) {
        bids = Self.rungs(book.bids.prefix(max(0, depth)))
        asks = Self.rungs(book.asks.prefix(max(0, depth)))
    }

    private static func rungs(_ quotes: ArraySlice<Quote>) -> [Rung] {
        var sum: UInt64 = 0
        return quotes.map { quote in
            let (total, overflow) = sum.addingReportingOverflow(quote.size)
            sum = overflow ? .max : total
            return Rung(quote: quote, cumulative: sum)
        }
    }

    /// Size of all shown levels.
    var bidSize: UInt64 { bids.last?.cumulative ?? 0 }
    var askSize: UInt64 { asks.last?.cumulative ?? 0 }

    /// The largest size of one level.
    var largest: UInt64 { (bids + asks).map(\.quote.size).max() ?? 0 }

    /// What part of the shown size is bid, 0...1; `nil` without any.
    var bidShare: Double? {
        let sum = Double(bidSize) + Double(askSize)
        return sum > 0 ? Double(bidSize) / sum : nil
    }

    /// The feed tells how many orders a level has.
    var hasOrders: Bool { (bids + asks).contains { $0.quote.orders != nil } }
}

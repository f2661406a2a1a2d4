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

    /// Levels beside the touch whose bars can always be told apart.
    private static let near = 2

    /// The size of one level whose bar is as long as there is room for: the largest that is shown, or, where some far
    /// level would leave the others next to nothing, what those near the touch and the usual ones come to. A larger
    /// level's bar is cut there.
    var fullBar: UInt64 {
        let sizes = (bids + asks).map(\.quote.size).sorted()
        guard let largest = sizes.last else { return 0 }
        let near = (bids.prefix(Self.near) + asks.prefix(Self.near)).map(\.quote.size).max() ?? 0
        let usual = sizes[sizes.count / 2].multipliedReportingOverflow(by: 2)
        let wanted = max(near, usual.overflow ? .max : usual.partialValue)
        return largest / 2 <= wanted ? largest : wanted
    }

    /// What part of the shown size is bid, 0...1; `nil` without any.
    var bidShare: Double? {
        let sum = Double(bidSize) + Double(askSize)
        return sum > 0 ? Double(bidSize) / sum : nil
    }

    /// The feed tells how many orders a level has.
    var hasOrders: Bool { (bids + asks).contains { $0.quote.orders != nil } }
}

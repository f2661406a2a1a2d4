import Books
import OrderFlow

extension TableColumn {
    /// A number by which instruments come in this key's order, the smallest first: from the greatest down;
    /// what is not there goes last, inverted or not. Prices of different scales compare as the money they
    /// are. Symbols and feeds have no such number: all are equal.
    ///
    /// - Parameter time: The feed's time, for rate and age.
    func value(
        _ instrument: UInt16, in books: borrowing Books, time: UInt64, isInverted: Bool
    ) -> UInt64 {
        guard let magnitude = magnitude(instrument, books, time) else { return .max }
        let ascending = UInt64(bitPattern: magnitude) ^ 1 << 63
        // The greatest number is kept for what is not there.
        return min(isInverted ? ascending : ~ascending, .max - 1)
    }

    @inline(__always)
    private func magnitude(
        _ instrument: UInt16, _ books: borrowing Books, _ time: UInt64
    ) -> Int64? {
        let state = books.instruments[instrument]
        var bid: Level? { books.best(.buy, of: instrument) }
        var ask: Level? { books.best(.sell, of: instrument) }
        var scale: UInt8 { books.instruments.naming(instrument).priceScale }
        return switch self {
        case .symbol, .feed: 0
        case .bidSize: bid.map { Int64(clamping: $0.quantity) }
        case .bid: bid.map { Self.money($0.price, scale) }
        case .ask: ask.map { Self.money($0.price, scale) }
        case .askSize: ask.map { Int64(clamping: $0.quantity) }
        case .spread:
            if let bid, let ask {
                Self.money(Self.difference(ask.price, bid.price), scale)
            } else {
                nil
            }
        case .last: state.hasTraded ? Self.money(state.last, scale) : nil
        case .volume: Int64(clamping: state.volume)
        case .messages: Int64(clamping: state.messages)
        case .rate: Int64(clamping: state.rate(before: time - time % FeedClock.second))
        case .bidOrders: bid.map { Int64($0.orders) }
        case .askOrders: ask.map { Int64($0.orders) }
        case .lastSize: state.hasTraded ? Int64(state.lastSize) : nil
        case .trades: Int64(clamping: state.trades)
        case .high: state.hasTraded ? Self.money(state.high, scale) : nil
        case .low: state.hasTraded ? Self.money(state.low, scale) : nil
        // The youngest first.
        case .age: state.updated == 0 ? nil : -Int64(clamping: time - min(time, state.updated))
        case .flags:
            Self.gravity(state.flags(bid: bid?.price, ask: ask?.price))
                + (books.instruments.isSuspect(state) ? 16 : 0)
        }
    }

    private static func difference(_ left: Int64, _ right: Int64) -> Int64 {
        let (difference, overflow) = left.subtractingReportingOverflow(right)
        return overflow ? (left < 0 ? .min : .max) : difference
    }

    /// A price in billionths, clamped.
    private static func money(_ price: Int64, _ scale: UInt8) -> Int64 {
        var money = price
        var decimals = scale
        while decimals < 9 {
            let (product, overflow) = money.multipliedReportingOverflow(by: 10)
            if overflow { return price < 0 ? .min : .max }
            money = product
            decimals += 1
        }
        while decimals > 9, money != 0 {
            money /= 10
            decimals -= 1
        }
        return money
    }

    /// A suspect book may be anything. A crossed book is stranger than a locked one, that than a halt, and a one-sided book is common.
    private static func gravity(_ flags: InstrumentFlags) -> Int64 {
        (flags.contains(.crossed) ? 8 : 0) + (flags.contains(.locked) ? 4 : 0)
            + (flags.contains(.halted) ? 2 : 0) + (flags.contains(.oneSided) ? 1 : 0)
    }
}

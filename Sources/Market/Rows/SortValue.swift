extension SortKey {
    /// A number by which rows come in this key's order, the smallest first: symbols from A to Z, everything else
    /// from the greatest down; what is not there goes last, inverted or not. Prices of different scales compare as
    /// the money they are.
    func value(_ row: InstrumentRow, isInverted: Bool) -> UInt64 {
        guard let magnitude = magnitude(row) else { return .max }
        let ascending = UInt64(bitPattern: magnitude) ^ 1 << 63
        // .max is kept for what is not there.
        return min(isInverted ? ascending : ~ascending, .max - 1)
    }

    private func magnitude(_ row: InstrumentRow) -> Int64? {
        switch self {
        case .symbol: 0
        case .bidSize: row.bid.map { Int64(clamping: $0.size) }
        case .bid: row.bid.map { Self.money($0.price, row.priceScale) }
        case .ask: row.ask.map { Self.money($0.price, row.priceScale) }
        case .askSize: row.ask.map { Int64(clamping: $0.size) }
        case .spread:
            if let bid = row.bid?.price, let ask = row.ask?.price {
                Self.money(Self.difference(ask, bid), row.priceScale)
            } else {
                nil
            }
        case .last: row.last.map { Self.money($0, row.priceScale) }
        case .volume: Int64(clamping: row.volume)
        case .messages: Int64(clamping: row.messages)
        case .rate: Int64(row.rate)
        case .flags: Self.gravity(row.flags)
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

    /// A crossed book is stranger than a locked one, that than a halt, and a one-sided book is common.
    private static func gravity(_ flags: InstrumentFlags) -> Int64 {
        (flags.contains(.crossed) ? 8 : 0) + (flags.contains(.locked) ? 4 : 0)
            + (flags.contains(.halted) ? 2 : 0) + (flags.contains(.oneSided) ? 1 : 0)
    }
}

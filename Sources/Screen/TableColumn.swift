import Market
import OrderFlow

/// A column of the instrument table, in the order in which they stand.
enum TableColumn: Int, CaseIterable {
    case symbol, feed, bidOrders, bidSize, bid, ask, askSize, askOrders, spread, last, lastSize, volume,
        trades
    case high, low, messages, rate, flags

    var title: String {
        switch self {
        case .symbol: "SYMBOL"
        case .feed: "FEED"
        case .bidOrders, .askOrders: "ORD"
        case .bidSize, .askSize: "SIZE"
        case .bid: "BID"
        case .ask: "ASK"
        case .spread: "SPREAD"
        case .last: "LAST"
        case .lastSize: "QTY"
        case .volume: "VOLUME"
        case .trades: "TRADES"
        case .high: "HIGH"
        case .low: "LOW"
        case .messages: "MSGS"
        case .rate: "MSG/S"
        case .flags: "FLAGS"
        }
    }

    var isLeftAligned: Bool { self == .symbol || self == .feed || self == .flags }
    var isPrice: Bool { [.bid, .ask, .spread, .last, .high, .low].contains(self) }

    var sortKey: SortKey? {
        switch self {
        case .symbol: .symbol
        case .bidSize: .bidSize
        case .bid: .bid
        case .ask: .ask
        case .askSize: .askSize
        case .spread: .spread
        case .last: .last
        case .volume: .volume
        case .messages: .messages
        case .rate: .rate
        case .flags: .flags
        default: nil
        }
    }

    /// In which order columns get a place: the first ones stay on the smallest screen.
    static let byImportance: [TableColumn] = [
        .symbol, .bid, .ask, .flags, .bidSize, .askSize, .last, .rate, .volume, .spread, .feed, .messages,
        .bidOrders,
        .askOrders, .trades, .high, .low, .lastSize,
    ]

    /// In which order those that have a place are made as wide as what they show.
    static let byWidening: [TableColumn] = [.symbol, .bidSize, .askSize, .volume, .rate, .feed, .flags]

    /// Shown only where all others have all the room they want.
    static let extras: [TableColumn] = [.messages, .bidOrders, .askOrders, .trades, .high, .low, .lastSize]

    /// A heading for a narrow column.
    func title(width: Int) -> String {
        if title.utf8.count <= width { return title }
        switch self {
        case .symbol: return "SYM"
        case .flags: return "FL"
        default: return String(title.prefix(width))
        }
    }
}

/// How wide the figures of the table have been so far. Widths only grow, so that columns do not jump.
public struct TableMeasures: Sendable, Equatable {
    /// By ``TableColumn``'s raw value.
    private var widths: [Int] = Array(repeating: 0, count: TableColumn.allCases.count)
    /// Decimals that all prices are shown with.
    private(set) var decimals = 2

    public init() {}

    func width(_ column: TableColumn) -> Int { widths[column.rawValue] }

    mutating func grow(to snapshot: Snapshot) {
        for row in snapshot.rows {
            for price in [row.bid?.price, row.ask?.price, row.last, row.high, row.low] {
                if let price {
                    decimals = max(decimals, min(9, PriceText.decimals(price, scale: row.priceScale)))
                }
            }
        }
        for row in snapshot.rows {
            for column in TableColumn.allCases {
                let text = RowText(row, snapshot, decimals: decimals).full(column)
                widths[column.rawValue] = max(widths[column.rawValue], min(24, Glyph.width(of: text)))
            }
        }
    }
}

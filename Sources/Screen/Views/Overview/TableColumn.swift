import Market
import OrderFlow

/// How a column of the instrument table is shown.
extension TableColumn {
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
        case .age: "AGE"
        case .flags: "FLAGS"
        }
    }

    /// Its name in full, as the column chooser and the foot say it.
    var name: String {
        switch self {
        case .bidOrders: "bid orders"
        case .bidSize: "bid size"
        case .askSize: "ask size"
        case .askOrders: "ask orders"
        case .lastSize: "last size"
        case .rate: "msg/s"
        default: rawValue
        }
    }

    var isLeftAligned: Bool { self == .symbol || self == .feed || self == .flags }
    var isPrice: Bool { [.bid, .ask, .spread, .last, .high, .low].contains(self) }

    /// In which order columns get a place: the first ones stay on the smallest screen.
    static let byImportance: [TableColumn] = [
        .symbol, .bid, .ask, .flags, .bidSize, .askSize, .last, .rate, .volume, .spread, .feed, .messages,
        .bidOrders,
        .askOrders, .age, .trades, .high, .low, .lastSize,
    ]

    /// In which order those that have a place are made as wide as what they show.
    static let byWidening: [TableColumn] = [.symbol, .bidSize, .askSize, .volume, .rate, .feed, .flags]

    /// Shown only where all others have all the room they want.
    static let extras: [TableColumn] = [
        .messages, .bidOrders, .askOrders, .age, .trades, .high, .low, .lastSize,
    ]

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
    private var widths: [TableColumn: Int] = [:]
    /// Decimals that all prices are shown with.
    private(set) var decimals = 2

    public init() {}

    func width(_ column: TableColumn) -> Int { widths[column] ?? 0 }

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
                widths[column] = max(width(column), min(24, Glyph.width(of: text)))
            }
        }
    }
}

import Market
import OrderFlow

/// A column of the tape.
enum TapeColumn: CaseIterable {
    case time, symbol, kind, side, price, quantity, reference

    var isLeftAligned: Bool { self == .time || self == .symbol || self == .kind || self == .side }

    var title: String {
        switch self {
        case .time: "TIME"
        case .symbol: "SYMBOL"
        case .kind: "KIND"
        case .side: "SIDE"
        case .price: "PRICE"
        case .quantity: "QTY"
        case .reference: "REFERENCE"
        }
    }
}

/// The words of one message on the tape.
struct TapeText {
    let entry: TapeEntry
    let zone: ClockText.Zone
    let decimals: Int

    /// Prices, quantities and references are never shortened.
    func text(_ column: TapeColumn, width: Int) -> String {
        switch column {
        case .time: ClockText.time(entry.time, zone, decimals: width >= 15 ? 6 : width >= 12 ? 3 : 0)
        case .symbol: entry.symbol.description
        case .kind: width >= 7 ? entry.kind.word : entry.kind.brief
        case .side: entry.side.map { $0 == .buy ? "BUY" : "SELL" } ?? ""
        case .price:
            entry.price.map { PriceText.text($0, scale: entry.priceScale, decimals: decimals) }
                ?? (entry.kind == .status ? "" : NumberText.unknown)
        case .quantity: entry.kind == .status ? "" : NumberText.grouped(entry.quantity)
        case .reference: entry.reference == 0 || entry.kind == .status ? "" : "\(entry.reference)"
        }
    }

    /// What changed, in words; `nil`: the entry has figures instead.
    var change: String? {
        guard entry.kind == .status else { return nil }
        return switch entry.change {
        case .trading(let status): status.name
        case .haltedHere(let isHalted): isHalted ? "halted here" : "released here"
        case .bust: "trade void" + (entry.reference == 0 ? "" : ", match \(entry.reference)")
        case nil: ""
        }
    }

    func style(_ column: TapeColumn) -> Style {
        switch column {
        case .time, .reference: Style(.muted)
        case .symbol: Style(entry.kind == .cancel ? .muted : .foreground)
        case .kind: Style(role, on: nil, entry.kind == .execute || entry.kind == .trade ? [.bold] : [])
        case .side: Style(entry.kind == .cancel ? .muted : sideRole)
        case .price: Style(entry.price == nil || entry.kind == .cancel ? .muted : priceRole)
        case .quantity: Style(entry.kind == .cancel ? .muted : priceRole)
        }
    }

    private var sideRole: Role { entry.side.map { $0 == .buy ? .bid : .ask } ?? .foreground }
    private var isTrade: Bool { entry.kind == .execute || entry.kind == .trade }
    private var priceRole: Role { isTrade ? .trade : sideRole }

    private var role: Role {
        switch entry.kind {
        case .execute, .trade: .trade
        case .cancel: .muted
        case .add, .replace, .level: sideRole
        case .status: .warning
        }
    }
}

extension FlowKind {
    /// `EXECUTE`
    var word: String {
        switch self {
        case .add: "ADD"
        case .cancel: "CANCEL"
        case .execute: "EXECUTE"
        case .replace: "REPLACE"
        case .trade: "TRADE"
        case .level: "LEVEL"
        case .status: "STATUS"
        }
    }

    /// Three letters of it.
    var brief: String {
        switch self {
        case .add: "ADD"
        case .cancel: "CXL"
        case .execute: "EXE"
        case .replace: "RPL"
        case .trade: "TRD"
        case .level: "LVL"
        case .status: "STS"
        }
    }
}

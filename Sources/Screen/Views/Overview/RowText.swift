import Market
import OrderFlow

/// The words of one row of the instrument table.
struct RowText {
    let row: InstrumentRow
    let snapshot: Snapshot
    let decimals: Int

    init(_ row: InstrumentRow, _ snapshot: Snapshot, decimals: Int) {
        self.row = row
        self.snapshot = snapshot
        self.decimals = decimals
    }

    /// The text without regard to room.
    func full(_ column: TableColumn) -> String { text(column, width: 24) }

    /// The text for a column so wide. Prices are never shortened.
    func text(_ column: TableColumn, width: Int) -> String {
        switch column {
        case .symbol: row.symbol.description
        case .feed: feed(width: width)
        case .bidOrders: orders(row.bid, width: width)
        case .askOrders: orders(row.ask, width: width)
        case .bidSize: row.bid.map { NumberText.fitted($0.size, width: width) } ?? NumberText.unknown
        case .askSize: row.ask.map { NumberText.fitted($0.size, width: width) } ?? NumberText.unknown
        case .bid: price(row.bid?.price)
        case .ask: price(row.ask?.price)
        case .spread: price(spread)
        case .last: price(row.last)
        case .high: price(row.high)
        case .low: price(row.low)
        case .lastSize: row.last == nil ? NumberText.unknown : NumberText.fitted(row.lastSize, width: width)
        case .volume: NumberText.fitted(row.volume, width: width)
        case .trades: NumberText.fitted(row.trades, width: width)
        case .messages: NumberText.fitted(row.messages, width: width)
        case .rate: NumberText.rate(row.rate, width: width)
        case .age: age
        case .flags: flags(width: width)
        }
    }

    func style(_ column: TableColumn, on ground: Role?) -> Style {
        if row.flags.contains(.stale), column != .flags {
            return Style(.stale, on: ground, column == .symbol ? [.bold] : [])
        }
        return switch column {
        case .symbol: Style(row.flags.contains(.halted) ? .warning : .foreground, on: ground, [.bold])
        case .bid: Style(row.bid == nil ? .muted : .bid, on: ground)
        case .ask: Style(row.ask == nil ? .muted : .ask, on: ground)
        case .last:
            Style(
                row.last == nil ? .muted : row.lastTick > 0 ? .up : row.lastTick < 0 ? .down : .trade,
                on: ground)
        case .spread:
            Style(spreadRole ?? .muted, on: ground)
        case .flags: Style(flagRole, on: ground)
        case .rate: Style(row.rate > 0 ? .foreground : .muted, on: ground)
        case .volume: Style(row.volume > 0 ? .foreground : .muted, on: ground)
        case .age, .feed, .bidOrders, .askOrders, .lastSize, .trades, .high, .low, .messages:
            Style(.muted, on: ground)
        case .bidSize: Style(row.bid == nil ? .muted : .foreground, on: ground)
        case .askSize: Style(row.ask == nil ? .muted : .foreground, on: ground)
        }
    }

    /// Feed time since its last message.
    private var age: String {
        guard row.updated > 0, snapshot.feedClock >= row.updated else { return NumberText.unknown }
        return NumberText.duration(snapshot.feedClock - row.updated)
    }

    /// Ask less bid; `nil` without both, or when it does not fit an integer.
    private var spread: Int64? {
        guard let bid = row.bid?.price, let ask = row.ask?.price else { return nil }
        let (spread, overflow) = ask.subtractingReportingOverflow(bid)
        return overflow ? nil : spread
    }

    private func price(_ raw: Int64?) -> String {
        raw.map { PriceText.text($0, scale: row.priceScale, decimals: decimals) } ?? NumberText.unknown
    }

    private func orders(_ quote: Quote?, width: Int) -> String {
        quote?.orders.map { NumberText.fitted(UInt64($0), width: width) } ?? NumberText.unknown
    }

    /// The feed's name where it fits, else its number from 1.
    private func feed(width: Int) -> String {
        let index = Int(row.key.feed)
        guard index < snapshot.feeds.count else { return "\(index + 1)" }
        let name = snapshot.feeds[index].name
        return Glyph.width(of: name) <= width && !name.isEmpty ? name : "\(index + 1)"
    }

    /// How a spread that no sound book has stands out; `nil`: it is none. In a suspect book it follows from the loss, which
    /// alarms by itself, once: a loss that crosses sixty books is not sixty alarms.
    var spreadRole: Role? {
        let isSuspect = row.flags.contains(.suspect)
        if row.flags.contains(.crossed) { return isSuspect ? .foreground : .alert }
        if row.flags.contains(.locked) { return isSuspect ? .foreground : .warning }
        return nil
    }

    private var flagWords: [(letter: String, word: String, role: Role)] {
        var words: [(String, String, Role)] = []
        if row.flags.contains(.crossed) { words.append(("X", "CROSSED", spreadRole ?? .alert)) }
        if row.flags.contains(.locked) { words.append(("L", "LOCKED", spreadRole ?? .warning)) }
        if row.flags.contains(.suspect) { words.append(("?", "SUSPECT", .foreground)) }
        if row.flags.contains(.halted) {
            words.append(("H", row.status == .paused ? "PAUSED" : "HALTED", .warning))
        }
        if row.flags.contains(.stale) { words.append(("S", "STALE", .stale)) }
        if row.flags.contains(.oneSided) { words.append(("1", "ONE-SIDED", .muted)) }
        switch row.status {
        case .quotationOnly: words.append(("Q", "QUOTES ONLY", .info))
        case .orderAcceptance: words.append(("O", "ORDERS ONLY", .info))
        default: break
        }
        return words
    }

    /// What is to be noted of it, in full words, the worst first. Where it is the only instrument, that its book is suspect
    /// stands out; among others it is a mark.
    var flagNames: [(word: String, role: Role)] {
        flagWords.map { ($0.word, $0.word == "SUSPECT" ? .warning : $0.role) }
    }

    private var flagRole: Role { flagWords.first?.role ?? .muted }

    /// Words where the column is made for words, else letters.
    private func flags(width: Int) -> String {
        let spelled = flagWords.map(\.word).joined(separator: " ")
        if width >= 11, spelled.utf8.count <= width { return spelled }
        return flagWords.map(\.letter).joined()
    }
}

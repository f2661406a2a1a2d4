import Market

/// What the order flow of some stretch of time comes to.
struct FlowFigures {
    let totals: FlowTotals

    /// Order-flow imbalance, -1...1: what was added on the bid less what was cancelled and executed there, less the
    /// same of the ask, over all quantity that came and went: (b - a) / sum. Above 0 the bid gains on the ask; 1 is
    /// when nothing but bids came and nothing but asks went. A replace counts on neither side, for the feed does not
    /// tell how much it took away. `nil`: nothing came or went.
    ///
    /// After Cont, Kukanov and Stoikov, "The Price Impact of Order Book Events" (2014), with the whole book in place
    /// of its best level, and brought to a scale that all instruments share.
    var imbalance: Double? {
        let (bid, ask) = (Self.parts(totals.buy), Self.parts(totals.sell))
        let sum = bid.came + bid.went + ask.came + ask.went
        return sum > 0 ? (bid.came - bid.went - (ask.came - ask.went)) / sum : nil
    }

    private static func parts(_ side: SideFlow) -> (came: Double, went: Double) {
        (Double(side.adds.quantity), Double(side.cancels.quantity) + Double(side.executions.quantity))
    }

    /// Messages of cancels, and of executions and trades, of both sides.
    var cancels: UInt64 { Self.sum([totals.buy.cancels.messages, totals.sell.cancels.messages]) }
    var trades: UInt64 {
        Self.sum([totals.buy.executions.messages, totals.sell.executions.messages, totals.trades.messages])
    }

    /// Messages of a kind on both sides.
    func messages(_ kind: KeyPath<SideFlow, FlowCount>) -> UInt64 {
        Self.sum([totals.buy[keyPath: kind].messages, totals.sell[keyPath: kind].messages])
    }

    /// All messages that changed a book or told a trade.
    var messages: UInt64 { Self.sum(FlowLine.allCases.map { messages($0.path) } + [totals.trades.messages]) }

    static func sum(_ values: [UInt64]) -> UInt64 {
        values.reduce(0) { sum, value in
            let (total, overflow) = sum.addingReportingOverflow(value)
            return overflow ? .max : total
        }
    }
}

/// The kinds of order flow that have a side.
enum FlowLine: CaseIterable {
    case adds, cancels, executions, replaces, levels

    var path: KeyPath<SideFlow, FlowCount> {
        switch self {
        case .adds: \.adds
        case .cancels: \.cancels
        case .executions: \.executions
        case .replaces: \.replaces
        case .levels: \.levels
        }
    }

    var name: String {
        switch self {
        case .adds: "adds"
        case .cancels: "cancels"
        case .executions: "executions"
        case .replaces: "replaces"
        case .levels: "levels"
        }
    }

    var brief: String { (FlowKind.allCases.first { $0 == kind } ?? .add).brief }

    private var kind: FlowKind {
        switch self {
        case .adds: .add
        case .cancels: .cancel
        case .executions: .execute
        case .replaces: .replace
        case .levels: .level
        }
    }

    /// The colour of its share of the mix.
    var role: Role {
        switch self {
        case .adds: .graphLow
        case .cancels: .muted
        case .executions: .trade
        case .replaces: .graphMid
        case .levels: .info
        }
    }
}

/// The stretch of time of the figures, as the key `w` chooses it.
enum FlowSpan: Int, CaseIterable {
    case second, ten, session

    init(_ state: ViewState) { self = Self(rawValue: max(0, min(2, state.span))) ?? .second }

    var name: String {
        switch self {
        case .second: "1 s"
        case .ten: "10 s"
        case .session: "session"
        }
    }

    /// What the figures are.
    var note: String {
        switch self {
        case .second: "per second, last 1 s"
        case .ten: "per second, last 10 s"
        case .session: "in all, whole session"
        }
    }

    /// `nil`: not known yet.
    func totals(_ flow: FlowDetail, hasBegun: Bool) -> FlowTotals? {
        switch self {
        case .second: flow.lastSecond
        case .ten: flow.lastTen
        case .session: hasBegun ? flow.session : nil
        }
    }

    /// A count of the stretch as the figure shown: per second, or all of them.
    func text(_ count: UInt64?, width: Int) -> String {
        guard let count else { return NumberText.unknown }
        return switch self {
        case .second, .session: NumberText.fitted(count, width: width)
        case .ten: NumberText.rate(Double(count) / 10, width: width)
        }
    }

    var messageTitle: String { self == .session ? "MSGS" : "MSG/S" }
    var quantityTitle: String { self == .session ? "QTY" : "QTY/S" }
}

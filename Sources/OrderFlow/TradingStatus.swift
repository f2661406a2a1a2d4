/// Whether an instrument trades, as its venue last said.
@frozen
public enum TradingStatus: UInt8, Sendable, CaseIterable {
    /// The feed has not said.
    case unknown
    case trading
    case halted
    case paused
    /// Quotes are taken, trading is not open (ITCH `Q`).
    case quotationOnly
    /// Orders are taken after a halt, before the reopening auction (IEX `O`).
    case orderAcceptance

    /// As `summary --json` prints it.
    public var name: String {
        switch self {
        case .unknown: "unknown"
        case .trading: "trading"
        case .halted: "halted"
        case .paused: "paused"
        case .quotationOnly: "quotation-only"
        case .orderAcceptance: "order-acceptance"
        }
    }
}

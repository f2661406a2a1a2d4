/// What happens next on the synthetic exchange, before any protocol has put it in bytes.
struct FlowAction: BitwiseCopyable {
    enum Kind: UInt8, BitwiseCopyable {
        case add, addAttributed, execute, executeAtPrice, cancel, delete, replace, trade, notice
    }

    var kind: Kind
    /// Index among the listings; the stock locate less 1.
    var symbol: Int = 0
    var isSell = false
    /// Executed at another price, but not to be printed.
    var isQuiet = false
    /// The order; the one that leaves, for a replace.
    var reference: UInt64 = 0
    /// The order that a replace brings.
    var newReference: UInt64 = 0
    var match: UInt64 = 0
    /// Added, executed, cancelled or traded.
    var shares: UInt32 = 0
    /// What is left of the order afterwards.
    var remaining: UInt32 = 0
    /// The order's price, 1/10 000 dollar; the new one, for a replace.
    var price: UInt32 = 0
    /// Of the execution or trade, where it differs.
    var tradePrice: UInt32 = 0
}

public import OrderFlow

/// One instrument, as the table shows it.
public struct InstrumentRow: Sendable, Equatable {
    public var key = InstrumentKey(feed: 0, instrument: 0)
    public var symbol = SymbolName()
    /// Implied decimals of the raw prices below.
    public var priceScale: UInt8 = 4
    /// `nil`: that side is empty.
    public var bid: Quote?
    public var ask: Quote?
    /// Raw price of the last trade; `nil`: none.
    public var last: Int64?
    public var lastSize: UInt64 = 0
    /// Sign of the last trade's move against the one before: -1, 0, 1.
    public var lastTick: Int8 = 0
    public var trades: UInt64 = 0
    public var volume: UInt64 = 0
    public var high: Int64?
    public var low: Int64?
    public var messages: UInt64 = 0
    /// Messages per second over the last whole second of feed time.
    public var rate: Double = 0
    public var status = TradingStatus.unknown
    public var flags: InstrumentFlags = []
    /// Feed time of its last message, ns since the epoch.
    public var updated: UInt64 = 0
    public init() {}
}

/// The best level of one side.
public struct Quote: Sendable, Equatable {
    public var price: Int64
    public var size: UInt64
    /// `nil`: the feed does not tell.
    public var orders: UInt32?
    public init(price: Int64, size: UInt64, orders: UInt32?) {
        self.price = price
        self.size = size
        self.orders = orders
    }
}

public struct InstrumentFlags: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// Best bid above best ask.
    public static let crossed = InstrumentFlags(rawValue: 1)
    /// Best bid equal to best ask.
    public static let locked = InstrumentFlags(rawValue: 2)
    /// Halted or paused, on all markets or on this venue.
    public static let halted = InstrumentFlags(rawValue: 4)
    /// One side of the book is empty and the other is not.
    public static let oneSided = InstrumentFlags(rawValue: 8)
    /// Messages were lost for the book, and it was not refreshed since.
    public static let suspect = InstrumentFlags(rawValue: 16)
    /// Its feed is silent, so that the book may have moved on long ago.
    public static let stale = InstrumentFlags(rawValue: 32)
}

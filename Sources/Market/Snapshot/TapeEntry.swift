public import OrderFlow

/// What a message did, as an operator reads the order flow.
public enum FlowKind: UInt8, Sendable, CaseIterable {
    case add
    /// An order leaves, or a part of it.
    case cancel
    /// An order is executed, or a part of it.
    case execute
    case replace
    /// A trade that changes no book: hidden, cross, or reported apart.
    case trade
    /// A price level or a quote is set.
    case level
    /// Trading status, halts, busts: what comes seldom.
    case status
}

/// One message on the tape, with what the book knew of its order.
public struct TapeEntry: Sendable, Equatable {
    /// Counts the messages taped, from 1; unique and rising.
    public var number: UInt64 = 0
    /// Feed time, ns since the epoch: the message's own time stamp, else its packet's.
    public var time: UInt64 = 0
    public var key = InstrumentKey(feed: 0, instrument: 0)
    public var symbol = SymbolName()
    public var priceScale: UInt8 = 4
    public var kind = FlowKind.add
    /// The message's type byte on the wire.
    public var messageType: UInt8 = 0
    /// `nil`: the message has none.
    public var side: Side?
    /// `nil`: not known (a cancel of an order that is not in the book).
    public var price: Int64?
    /// What was added, left or was executed; a replace's and a level's new quantity. A delete of an order that is not in
    /// the book has 0.
    public var quantity: UInt64 = 0
    /// 0: none.
    public var reference: UInt64 = 0
    /// With kind ``FlowKind/status``: what it is that changed.
    public var change: StatusChange?
    public init() {}
}

/// What comes seldom.
public enum StatusChange: Sendable, Equatable {
    case trading(TradingStatus)
    /// Halted or released on this venue alone.
    case haltedHere(Bool)
    /// A trade is void; the entry's reference is its match number, its quantity 0 where only that is told.
    case bust
}

/// A stretch of the tape.
public struct Tape: Sendable, Equatable {
    /// Oldest first.
    public var entries: [TapeEntry] = []
    /// Messages taped in all, and of those the ones still there.
    public var total: UInt64 = 0
    public var kept: Int = 0
    /// Entries that match the filter and are newer than the last one here; 0: the newest is shown. With a filter this
    /// counts the matching ones among those still there.
    public var newer: Int = 0
    /// Messages in all that match the filter, also those that are no longer there, counted since the filter was set.
    public var matched: UInt64 = 0
    public init() {}
}

/// Messages and what they amounted to.
public struct FlowCount: Sendable, Equatable {
    public var messages: UInt64 = 0
    /// Shares, contracts, units: whatever the feed counts.
    public var quantity: UInt64 = 0
    public init(messages: UInt64 = 0, quantity: UInt64 = 0) {
        self.messages = messages
        self.quantity = quantity
    }
}

/// The order flow of one side in some stretch of feed time.
public struct SideFlow: Sendable, Equatable {
    public var adds = FlowCount()
    public var cancels = FlowCount()
    public var executions = FlowCount()
    /// Quantity: that of the new order.
    public var replaces = FlowCount()
    /// Price levels set; without quantity, for a feed tells the new one only.
    public var levels = FlowCount()
    public init() {}
}

/// The order flow of all feeds in some stretch of feed time.
public struct FlowTotals: Sendable, Equatable {
    public var buy = SideFlow()
    public var sell = SideFlow()
    /// Trades that changed no book.
    public var trades = FlowCount()
    public init() {}
}

/// How orders come and go.
public struct FlowDetail: Sendable, Equatable {
    /// Over the last whole second, the last ten, and since the start; `nil`: not known yet.
    public var lastSecond: FlowTotals?
    public var lastTen: FlowTotals?
    public var session = FlowTotals()
    /// Each of the last 60 whole seconds, oldest first; fewer when the feed is younger.
    public var seconds: [FlowTotals] = []
    /// The busiest instruments by rate, busiest first; at most 20.
    public var movers: [InstrumentRow] = []
    public var tape = Tape()
    public init() {}
}

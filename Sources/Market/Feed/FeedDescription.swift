/// What Market is told of a feed before its first event.
public struct FeedDescription: Sendable, Equatable {
    /// Shown as is: `224.2.3.10:16648`.
    public var name: String
    public var transport: String
    /// The protocol of its messages: `iex-deep`.
    public var content: String
    /// Its times are shown in US Eastern time unless asked otherwise.
    public var isEastern: Bool
    /// Its books come as orders, so that levels have order counts.
    public var isOrderLevel: Bool
    /// Implied decimals of its prices, for instruments that do not tell their own.
    public var priceScale: UInt8

    public init(
        name: String, transport: String, content: String, isEastern: Bool, isOrderLevel: Bool,
        priceScale: UInt8 = 4
    ) {
        self.name = name
        self.transport = transport
        self.content = content
        self.isEastern = isEastern
        self.isOrderLevel = isOrderLevel
        self.priceScale = priceScale
    }
}

/// When alerts are raised and cleared. A value of `nil` switches the rule off.
public struct AlertThresholds: Sendable, Equatable {
    /// Seconds without any packet.
    public var silence: Double? = 3
    /// Messages lost in one gap.
    public var gap: UInt64? = 1
    /// Messages in one millisecond.
    public var burst: UInt64? = 1000
    /// Seconds at the 99th percentile of handling, over ten seconds.
    public var latency: Double? = 0.01
    /// Seconds for which a book stays crossed.
    public var crossed: Double? = 1
    /// Seconds by which the books lag behind the wire.
    public var behind: Double? = 0.1
    public init() {}
}

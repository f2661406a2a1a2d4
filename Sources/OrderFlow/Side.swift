/// The side of an order or level.
@frozen
public enum Side: UInt8, Sendable {
    case buy = 0
    case sell = 1

    @inlinable public var opposite: Side { self == .buy ? .sell : .buy }
}

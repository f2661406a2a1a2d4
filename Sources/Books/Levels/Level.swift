import OrderFlow

/// What rests at one price on one side of a book.
package struct Level: BitwiseCopyable, Equatable {
    package var price: Int64
    package var quantity: UInt64
    /// 0: the feed does not tell.
    package var orders: UInt32

    package init(price: Int64, quantity: UInt64, orders: UInt32) {
        (self.price, self.quantity, self.orders) = (price, quantity, orders)
    }
}

extension Side {
    /// `price` is nearer the touch than `other`.
    @inline(__always)
    func prefers(_ price: Int64, to other: Int64) -> Bool { self == .buy ? price > other : price < other }
}

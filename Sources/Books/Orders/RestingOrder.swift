import OrderFlow

/// An order with all that is known of it, in 24 bytes. `quantity` 0 marks a free slot, and stands for no order: one
/// without quantity is not live.
struct RestingOrder: BitwiseCopyable {
    var reference: UInt64
    var price: Int64
    var quantity: UInt32
    var instrument: UInt16
    private var sideByte: UInt8

    static let none = RestingOrder(reference: 0, price: 0, quantity: 0, instrument: 0, sideNumber: 0)

    @inline(__always)
    init(reference: UInt64, price: Int64, quantity: UInt32, instrument: UInt16, sideNumber: UInt64) {
        self.reference = reference
        self.price = price
        self.quantity = quantity
        self.instrument = instrument
        sideByte = UInt8(truncatingIfNeeded: sideNumber)
    }

    @inline(__always) var side: Side { sideByte == 0 ? .buy : .sell }
    @inline(__always) var sideNumber: UInt64 { UInt64(sideByte) }

    /// An order that is kept among the recent ones.
    ///
    /// - Parameter isLive: Mask; zeros: it is none.
    @inline(__always)
    init(_ order: RecentOrder, reference: UInt64, isLive: UInt64) {
        self.init(
            reference: reference, price: order.price,
            quantity: order.quantity & UInt32(truncatingIfNeeded: isLive), instrument: order.instrument,
            sideNumber: order.identity & 1)
    }
}

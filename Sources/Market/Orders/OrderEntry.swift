import OrderFlow

/// An order with all that is known of it, in 24 bytes. `quantity` 0 marks a free slot: an order without quantity is not
/// live.
struct OrderEntry: BitwiseCopyable {
    var reference: UInt64
    var price: Int64
    var quantity: UInt32
    var instrument: UInt16
    private var sideByte: UInt8

    @inline(__always)
    init(reference: UInt64, price: Int64, quantity: UInt32, instrument: UInt16, side: Side) {
        self.reference = reference
        self.price = price
        self.quantity = quantity
        self.instrument = instrument
        sideByte = side.rawValue
    }

    @inline(__always) var side: Side {
        get { sideByte == 0 ? .buy : .sell }
        set { sideByte = newValue.rawValue }
    }

    /// Without its reference, of which it tells only a part.
    @inline(__always)
    init(_ order: YoungOrder) {
        self.init(
            reference: 0, price: order.price, quantity: order.quantity, instrument: order.instrument,
            side: order.side)
    }
}

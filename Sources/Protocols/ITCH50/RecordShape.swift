internal import OrderFlow

/// Where the fields of a message stand that becomes one event, or one and its continuation: so that the types of nearly
/// all messages are decoded by the same instructions, without a branch that nobody could predict.
struct RecordShape: BitwiseCopyable {
    /// Bytes of the message; 255: it is decoded on its own.
    var length: UInt8 = 255
    /// Where the quantity stands, from the beginning of the message.
    var quantityAt: UInt8 = 0
    /// The event has a continuation.
    var hasMore = false
    /// All ones where the message has a quantity, and where it adds an order.
    var quantityMask: UInt64 = 0
    var addMask: UInt64 = 0
    /// The event's kind, as it stands in its last word.
    var tag: UInt64 = 0

    private init() {}

    private init(
        _ length: Int, _ kind: EventKind, quantityAt: UInt8? = nil, isAdd: Bool = false, hasMore: Bool = false
    ) {
        self.length = UInt8(length)
        self.quantityAt = quantityAt ?? 0
        self.hasMore = hasMore
        quantityMask = quantityAt == nil ? 0 : .max
        addMask = isAdd ? .max : 0
        tag = UInt64(kind.rawValue) << 56
    }

    static let all: ByteTable<RecordShape> = {
        let table = ByteTable(filledWith: RecordShape())
        table[UInt8(ascii: "A")] = RecordShape(ITCH.AddOrder.byteCount, .add, quantityAt: 20, isAdd: true)
        table[UInt8(ascii: "F")] = RecordShape(
            ITCH.AttributedAddOrder.byteCount, .add, quantityAt: 20, isAdd: true)
        table[UInt8(ascii: "D")] = RecordShape(ITCH.OrderDelete.byteCount, .delete)
        table[UInt8(ascii: "X")] = RecordShape(ITCH.OrderCancel.byteCount, .reduce, quantityAt: 19)
        table[UInt8(ascii: "U")] = RecordShape(ITCH.OrderReplace.byteCount, .replacing, hasMore: true)
        table[UInt8(ascii: "E")] = RecordShape(
            ITCH.OrderExecuted.byteCount, .execute, quantityAt: 19, hasMore: true)
        return table
    }()
}

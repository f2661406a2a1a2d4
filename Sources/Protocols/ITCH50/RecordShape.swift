internal import OrderFlow

/// What a type of message becomes, and where its fields stand, counted from its first byte. What it does not have stands
/// at 0, where its type is, and is masked out: so that nearly all messages of a day are decoded by the same instructions,
/// without a branch that nobody could predict.
struct RecordShape: BitwiseCopyable, Sendable {
    let type: UInt8
    /// Bytes of the message; 0: no type has this byte.
    let length: UInt8
    /// The same where ``OrderRecord`` takes it apart; of others more than any has.
    let commonLength: UInt8
    let side: UInt8
    let quantity: UInt8
    let price: UInt8
    let stock: UInt8
    /// Where the second event's reference stands: a match number, or the order that takes another's place.
    let second: UInt8
    /// All ones where the first event has a quantity, where the message adds an order, and where it is about one.
    let quantityMask: UInt32
    let addMask: UInt32
    let referenceMask: UInt64
    /// The event's kind, as it stands in its last word.
    let tag: UInt64

    init(
        _ type: Unicode.Scalar, _ length: UInt8, _ kind: EventKind = .notice, side: UInt8 = 0,
        quantity: UInt8 = 0, stock: UInt8 = 0, price: UInt8 = 0, second: UInt8 = 0
    ) {
        self.type = UInt8(type.value)
        self.length = length
        self.side = side
        self.quantity = quantity
        self.price = price
        self.stock = stock
        self.second = second
        let isOfOrder = [.add, .execute, .reduce, .delete, .replacing].contains(kind)
        let isPlain = kind == .notice && type != "R" && length > 0
        commonLength = isOfOrder || isPlain ? length : .max
        quantityMask = quantity > 0 && kind != .replacing ? .max : 0
        addMask = kind == .add ? .max : 0
        referenceMask = isOfOrder ? .max : 0
        tag = UInt64(kind.rawValue) << 56
    }

    /// Where every reference of an order or a match stands that is the first of its message.
    static var reference: Int { 11 }
    /// Where the side and the price of an order stand that joins.
    static var side: Int { 19 }
    static var price: Int { 32 }

    var isCommon: Bool { commonLength == length }
    var kind: EventKind { EventKind(rawValue: UInt8(truncatingIfNeeded: tag >> 56)) ?? .notice }
    /// Messages of its type change a book.
    var changesBooks: Bool { kind.rawValue <= EventKind.replacing.rawValue }

    /// By type.
    static let all = RecordShapes()
}

/// A shape for each of the 256 bytes that a type may be. A class, for a loop takes hold of it once and not once a record.
final class RecordShapes: Sendable {
    private let shapes: InlineArray<256, RecordShape>
    /// By a side's code: 0, or 1 where it is none.
    private let noSides: InlineArray<256, UInt8>

    init() {
        var shapes = InlineArray<256, RecordShape>(repeating: RecordShape("\0", 0))
        for (_, shape) in ITCH.types { shapes[Int(shape.type)] = shape }
        self.shapes = shapes
        var noSides = InlineArray<256, UInt8>(repeating: 1)
        for code in "BS".utf8 { noSides[Int(code)] = 0 }
        self.noSides = noSides
    }

    @inline(__always)
    subscript(type: UInt8) -> RecordShape { shapes[Int(type)] }

    @inline(__always)
    func isNoSide(_ code: UInt8) -> UInt32 { UInt32(noSides[Int(code)]) }
}

internal import OrderFlow
internal import Wire

/// A message of a common type, in the words of its event.
struct OrderRecord {
    let reference: UInt64
    let price: UInt64
    let timestamp: UInt64
    /// From its lowest bits up: quantity (32), instrument (16), message type (8), tag (8).
    let rest: UInt64
    /// Where there is a quantity, all of it; else anything but 0.
    let shares: UInt32
    /// Not 0: it adds an order without a side, or, where that was asked, of a stock without a name.
    let flaws: UInt32

    /// Bytes from the message's beginning that may be read whatever its type: those of the longest common one.
    static var reach: Int { 50 }

    /// - Parameters:
    ///   - message: Where it begins.
    ///   - about: Its first three bytes: type and instrument.
    ///   - nameless: 0, or all ones: its stock has no name.
    ///   - time: Its time stamp, ns since the epoch.
    /// - Precondition: So many bytes are there as ``reach`` says. Nothing checks that.
    @unsafe @inline(__always)
    init(
        unchecked bytes: RawSpan, at message: Int, about: UInt64, _ shapes: RecordShapes,
        _ shape: RecordShape, nameless: UInt8, time: UInt64
    ) {
        // SAFETY: all that is read lies within the reach (a test has that of the quantity, the one that moves).
        let shares: UInt32 = unsafe bytes.uncheckedBigEndian(at: Int(shape.quantity) &+ message)
        // Of an order that joins: price and side. Others have anything there.
        let limit: UInt32 = unsafe bytes.uncheckedBigEndian(at: message &+ RecordShape.price)
        let code: UInt8 = unsafe bytes.uncheckedBigEndian(at: message &+ RecordShape.side)
        let number: UInt64 = unsafe bytes.uncheckedBigEndian(at: message &+ RecordShape.reference)
        self.shares = shares
        flaws = (shapes.isNoSide(code) | UInt32(nameless)) & shape.addMask
        // Type and instrument stand beside each other on the wire as in the event; the codes of the sides differ in their
        // last bit.
        let side = UInt64(UInt32(code) & shape.addMask) << 63
        rest = UInt64(shares & shape.quantityMask) | about << 32 | shape.tag | side
        reference = number & shape.referenceMask
        price = UInt64(limit & shape.addMask)
        timestamp = time
    }

    var event: OrderEvent {
        var event = OrderEvent(
            .add, type: UInt8(truncatingIfNeeded: rest >> 48),
            instrument: UInt16(truncatingIfNeeded: rest >> 32), reference: reference,
            price: Int64(bitPattern: price), quantity: UInt32(truncatingIfNeeded: rest), timestamp: timestamp)
        event.tag = UInt8(truncatingIfNeeded: rest >> 56)
        return event
    }
}

extension RecordShape {
    /// The second event of a message that has one: the other half of a replace, or the match number of an execution or
    /// trade.
    ///
    /// - Parameters:
    ///   - message: Where the message begins, which has the length of this shape.
    ///   - first: Its first event.
    @inline(__always)
    func second(of bytes: RawSpan, at message: Int, behind first: OrderEvent) -> OrderEvent {
        let place = Int(second) &+ message
        let reference: UInt64 = bytes.bigEndian(at: place)
        guard first.messageType == UInt8(ascii: "U") else { return .match(reference, of: first) }
        let shares: UInt32 = bytes.bigEndian(at: place &+ 8)
        let limit: UInt32 = bytes.bigEndian(at: place &+ 12)
        return OrderEvent(
            .replace, type: first.messageType, instrument: first.instrument, reference: reference,
            price: Int64(limit), quantity: shares, timestamp: first.timestamp, continuation: true)
    }
}

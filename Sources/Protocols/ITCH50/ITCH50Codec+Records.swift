public import OrderFlow
internal import Wire

/// Many records in a run: six types make up ninety-eight hundredths of a day.
extension ITCH50Codec {
    @inlinable
    public mutating func decodeRecords<Sink: EventSink & ~Copyable>(
        _ bytes: RawSpan, from offset: Int, to end: Int, atMost most: Int, into sink: inout Sink
    ) -> RecordRun {
        guard day.isDecided, offset >= 0 else { return RecordRun(offset: offset) }
        return sink.fill { output in
            run(over: bytes, from: offset, to: end, atMost: most, into: &output)
        } ?? RecordRun(offset: offset)
    }

    /// Bytes from a record's beginning that are read whatever its type: its length and the longest of the six.
    private static var reach: Int { 2 + 40 }

    @usableFromInline @inline(never)
    func run(
        over bytes: RawSpan, from offset: Int, to end: Int, atMost most: Int,
        into output: inout OutputSpan<OrderEvent>
    ) -> RecordRun {
        unsafe output.withUnsafeMutableBufferPointer { buffer, initialized in
            guard let base = buffer.baseAddress else { return RecordRun(offset: offset) }
            let midnight = day.midnight
            let (shapes, sides, names) = (RecordShape.all, Self.sides, named.look)
            // The last place where a record is read: it ends in time whichever of the six it is.
            let last = min(bytes.byteCount, end) &- Self.reach
            // As many records as there is room for, each with its continuation.
            let most = max(0, min(most, (buffer.count &- initialized) / 2))
            var (left, start) = (most, offset)
            var out = unsafe base + initialized
            while left > 0, start <= last {
                bytes.prefetch(behind: start)
                // SAFETY: all loads below lie within `reach` of a place that is not behind `last`, nor before the first
                // byte; each record has room for two events.
                let head: UInt64 = unsafe bytes.uncheckedBigEndian(at: start)
                let shape = shapes[UInt8(truncatingIfNeeded: head >> 40)]
                let length = Int(truncatingIfNeeded: head >> 48)
                let stamp: UInt64 = unsafe bytes.uncheckedBigEndian(at: start &+ 5)
                let sinceMidnight = stamp & 0xFFFF_FFFF_FFFF
                guard length == Int(shape.length), sinceMidnight < ITCH.day else { break }
                let shares: UInt32 = unsafe bytes.uncheckedBigEndian(at: start &+ 2 &+ Int(shape.quantityAt))
                let quantity = UInt64(shares) & shape.quantityMask
                // Of an order that joins: side, price, and whether its stock has a name. Others have anything there.
                let limit: UInt32 = unsafe bytes.uncheckedBigEndian(at: start &+ 34)
                let code: UInt8 = unsafe bytes.uncheckedBigEndian(at: start &+ 21)
                let side = UInt64(names[UInt16(truncatingIfNeeded: head >> 24)] & sides[code])
                let isNothing = ((quantity &- 1) >> 62) & Self.sideMark
                let isWanting = isNothing | (side ^ Self.sideMark) & Self.sideMark
                guard isWanting & shape.addMask == 0 else { break }
                // Instrument and type stand beside each other on the wire as in the event.
                let about = (head >> 24 & 0xFF_FFFF) << 32
                let time = midnight &+ sinceMidnight
                let reference: UInt64 = unsafe bytes.uncheckedBigEndian(at: start &+ 13)
                let rest: UInt64 = quantity | about | shape.tag | (side & shape.addMask) << 63
                unsafe out.initialize(
                    reference: reference, price: UInt64(limit) & shape.addMask, timestamp: time, rest: rest)
                unsafe out += 1
                if _slowPath(shape.hasMore) {
                    guard unsafe Self.writeMore(bytes, at: start, head, behind: out) else {
                        unsafe out -= 1
                        break
                    }
                    unsafe out += 1
                }
                start &+= 2 &+ length
                left &-= 1
            }
            initialized = unsafe out - base
            return RecordRun(count: most &- left, offset: start)
        }
    }

    /// The second event of a replace or an execution, in the place behind the first.
    ///
    /// - Returns: `false` when the message cannot be meant.
    private static func writeMore(
        _ bytes: RawSpan, at start: Int, _ head: UInt64, behind out: UnsafeMutablePointer<OrderEvent>
    ) -> Bool {
        let isReplace = UInt8(truncatingIfNeeded: head >> 40) == UInt8(ascii: "U")
        // SAFETY: the caller's: the record lies in the bytes, and there is room for a second event.
        let reference: UInt64 = unsafe bytes.uncheckedBigEndian(at: start &+ (isReplace ? 21 : 25))
        let shares: UInt32 = unsafe bytes.uncheckedBigEndian(at: start &+ 29)
        let limit: UInt32 = unsafe bytes.uncheckedBigEndian(at: start &+ 33)
        guard !isReplace || shares > 0 else { return false }
        let first = unsafe (out - 1).pointee
        unsafe out.initialize(
            to: OrderEvent(
                isReplace ? .replace : .match, type: first.messageType, instrument: first.instrument,
                reference: reference, price: isReplace ? Int64(limit) : 0,
                quantity: isReplace ? shares : first.quantity, timestamp: first.timestamp, continuation: true)
        )
        return true
    }

    private static var sideMark: UInt64 { 2 }
    /// By its code: the side in the lowest bit, and that it is one.
    private static let sides: ByteTable<UInt8> = {
        let table = ByteTable<UInt8>(filledWith: 0)
        table[UInt8(ascii: "B")] = Side.buy.rawValue | UInt8(sideMark)
        table[UInt8(ascii: "S")] = Side.sell.rawValue | UInt8(sideMark)
        return table
    }()
}

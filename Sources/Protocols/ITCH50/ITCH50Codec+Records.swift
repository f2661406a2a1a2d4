public import OrderFlow
internal import Wire

/// Many records in a run.
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

    @usableFromInline @inline(never)
    func run(
        over bytes: RawSpan, from offset: Int, to end: Int, atMost most: Int,
        into output: inout OutputSpan<OrderEvent>
    ) -> RecordRun {
        unsafe output.withUnsafeMutableBufferPointer { buffer, initialized in
            guard let base = buffer.baseAddress else { return RecordRun(offset: offset) }
            let end = min(bytes.byteCount, end)
            // As many records as there is room for, each with its continuation.
            let most = max(0, min(most, (buffer.count &- initialized) / 2))
            var (left, start) = (most, offset)
            var out = unsafe base + initialized
            while left > 0 {
                unsafe runCommon(bytes, from: &start, to: end, left: &left, out: &out)
                guard left > 0, let (reading, next) = readRecord(bytes, at: start, to: end) else { break }
                // SAFETY: each record has room for two events.
                unsafe out.initialize(to: reading.event)
                unsafe out += 1
                if let second = reading.second {
                    unsafe out.initialize(to: second)
                    unsafe out += 1
                }
                start = next
                left &-= 1
            }
            initialized = unsafe out - base
            return RecordRun(count: most &- left, offset: start)
        }
    }

    /// Records of the common types, up to one of another type, with a flaw or near the end. A loop without calls, so that
    /// all it needs is in registers.
    ///
    /// - Precondition: There is room for two events of each record that is left.
    @unsafe @inline(never)
    private func runCommon(
        _ bytes: RawSpan, from offset: inout Int, to end: Int, left most: inout Int,
        out place: inout UnsafeMutablePointer<OrderEvent>
    ) {
        // The last place where a record is read: it ends in time whichever of the common ones it is.
        let last = end &- (2 &+ OrderRecord.reach)
        let (midnight, names, shapes) = (day.midnight, named.look, RecordShape.all)
        var (start, left, out) = unsafe (offset, most, place)
        while left != 0, start <= last {
            bytes.prefetch(behind: start)
            // SAFETY: the record has its reach, and room for two events.
            let head: UInt64 = unsafe bytes.uncheckedBigEndian(at: start)
            let stamp: UInt64 = unsafe bytes.uncheckedBigEndian(at: start &+ 7)
            let shape = shapes[UInt8(truncatingIfNeeded: head >> 40)]
            let length = head >> 48
            let record = unsafe OrderRecord(
                unchecked: bytes, at: start &+ 2, about: head >> 24 & 0xFF_FFFF, shapes, shape,
                nameless: names[UInt16(truncatingIfNeeded: head >> 24)], time: midnight &+ stamp >> 16)
            guard length == UInt64(shape.commonLength), record.flaws == 0, record.shares != 0,
                stamp >> 16 < ITCH.day
            else { break }
            unsafe out.initialize(
                reference: record.reference, price: record.price, timestamp: record.timestamp,
                rest: record.rest)
            if _slowPath(shape.second > 0) {
                let second = unsafe shape.second(of: bytes, at: start &+ 2, behind: out.pointee)
                unsafe out += 1
                unsafe out.initialize(to: second)
            }
            unsafe out += 1
            start &+= 2 &+ Int(truncatingIfNeeded: length)
            left &-= 1
        }
        unsafe (offset, most, place) = (start, left, out)
    }

    /// A record of another type, or near the end.
    ///
    /// - Returns: `nil` when it is not whole, or of no length that a message has; or names its stock, which is not done here.
    private func readRecord(_ bytes: RawSpan, at start: Int, to end: Int) -> (Reading, next: Int)? {
        guard start <= end &- 2 else { return nil }
        let field: UInt16 = bytes.bigEndian(at: start)
        let length = Int(field)
        let message = start &+ 2
        guard length > 0, length <= Self.longestMessage, length <= end &- message else { return nil }
        let reading = read(bytes.bytes(at: message, count: length))
        return reading.stock == nil ? (reading, message &+ length) : nil
    }
}

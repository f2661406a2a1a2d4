public import OrderFlow

/// Reads a source on the calling thread, without a ring: for measuring the receive path alone.
public enum DirectRead {
    /// Runs to the end of the source and shows `body` its events, up to 1,024 at a time, in place.
    public static func run(_ setting: ReceiverSetting, _ body: @escaping (Span<OrderEvent>) -> Void) {
        let reader = SourceReader(setting, BatchSink(body))
        reader.run()
    }
}

/// Collects events in one small buffer and hands them on when it is full.
@safe
struct BatchSink: ReceiverSink, ~Copyable {
    private let buffer: UnsafeMutablePointer<OrderEvent>
    private var count = 0
    private let body: (Span<OrderEvent>) -> Void

    private static let capacity = 1024

    init(_ body: @escaping (Span<OrderEvent>) -> Void) {
        unsafe buffer = UnsafeMutablePointer<OrderEvent>.allocate(capacity: Self.capacity)
        self.body = body
    }

    deinit { unsafe buffer.deallocate() }

    var isAbandoned: Bool { false }

    @inline(__always)
    mutating func accept(_ event: OrderEvent) {
        // SAFETY: `count` stays below the capacity: a full buffer is flushed at once.
        unsafe buffer[count] = event
        count &+= 1
        if count == Self.capacity { flush() }
    }

    mutating func fill<Result>(_ body: (inout OutputSpan<OrderEvent>) -> Result) -> Result? {
        if count > Self.capacity - 2 { flush() }
        // SAFETY: the rest of the buffer is nobody else's, and what it holds has nothing to destroy.
        let free = unsafe UnsafeMutableBufferPointer(start: buffer + count, count: Self.capacity - count)
        var output = unsafe OutputSpan(buffer: free, initializedCount: 0)
        let result = body(&output)
        count += unsafe output.finalize(for: free)
        if count == Self.capacity { flush() }
        return result
    }

    mutating func beginPacket(byteCount: Int) {}
    mutating func publish(at now: UInt64) {}
    var owesNotice: Bool { false }
    mutating func settleWhenIdle(at now: UInt64) {}
    mutating func settle() { flush() }

    private mutating func flush() {
        // SAFETY: the first `count` elements were written since the last flush.
        body(unsafe Span(_unsafeStart: buffer, count: count))
        count = 0
    }
}

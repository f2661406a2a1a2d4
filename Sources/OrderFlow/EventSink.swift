/// Whatever takes events in, in order: a ring, a counter, an array in a test.
public protocol EventSink: ~Copyable {
    mutating func accept(_ event: OrderEvent)
    /// Lets `body` write events where they will stand, in order and as many as it finds room for.
    ///
    /// - Returns: What `body` returned; `nil`, and `body` was not called, when there is no room for two in a row, or
    ///   each event has to be looked at: ``accept(_:)`` takes it.
    mutating func fill<Result>(_ body: (inout OutputSpan<OrderEvent>) -> Result) -> Result?
}

extension EventSink where Self: ~Copyable {
    @inlinable public mutating func fill<Result>(_ body: (inout OutputSpan<OrderEvent>) -> Result) -> Result?
    { nil }
}

/// Keeps every event. For tests and probes; it allocates.
public struct EventList: EventSink {
    public var events: [OrderEvent] = []
    public init() {}
    @inlinable public mutating func accept(_ event: OrderEvent) { events.append(event) }

    @inlinable
    public mutating func fill<Result>(_ body: (inout OutputSpan<OrderEvent>) -> Result) -> Result? {
        var result: Result?
        events.append(addingCapacity: 64) { result = body(&$0) }
        return result
    }
}

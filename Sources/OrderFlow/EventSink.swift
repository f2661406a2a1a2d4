/// Whatever takes events in, in order: a ring, a counter, an array in a test.
public protocol EventSink: ~Copyable {
    mutating func accept(_ event: OrderEvent)
}

/// Keeps every event. For tests and probes; it allocates.
public struct EventList: EventSink {
    public var events: [OrderEvent] = []
    public init() {}
    @inlinable public mutating func accept(_ event: OrderEvent) { events.append(event) }
}

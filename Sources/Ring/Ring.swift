/// A lock-free ring from one producer thread to one consumer thread.
///
/// The two halves are noncopyable and each is moved to its thread, so a second producer or consumer does not compile.
/// The producer writes a batch and publishes it with one store; the consumer sees whole batches, in order.
@frozen
public struct Ring<Element: BitwiseCopyable & Sendable>: ~Copyable {
    public var producer: RingProducer<Element>
    public var consumer: RingConsumer<Element>

    /// - Parameters:
    ///   - capacity: Slots; a power of two.
    ///   - doorbell: Rung when something was published. Several rings that one thread drains share one.
    public init(capacity: Int, doorbell: Doorbell = Doorbell()) {
        let storage = RingStorage<Element>(capacity: capacity, filled: doorbell)
        producer = RingProducer(storage)
        consumer = RingConsumer(storage)
    }
}

public import Synchronization

/// The end of a ring that takes elements in. One thread owns it: it cannot be copied.
///
/// Elements written with ``push(_:)`` are invisible to the consumer until ``publish()``.
@frozen
@safe
public struct RingProducer<Element: BitwiseCopyable & Sendable>: ~Copyable, @unchecked Sendable {
    @usableFromInline let storage: RingStorage<Element>
    @usableFromInline let slots: UnsafeMutablePointer<Element>
    @usableFromInline let mask: Int
    /// Those of the storage, at hand: the hot path goes by way of no object, and counts no references.
    @usableFromInline let published: UnsafeMutablePointer<Atomic<Int>>
    @usableFromInline let released: UnsafeMutablePointer<Atomic<Int>>
    @usableFromInline let sleeping: UnsafeMutablePointer<Atomic<UInt32>>
    /// Where the next element goes.
    @usableFromInline var cursor = 0
    /// Everything before this is visible to the consumer.
    @usableFromInline var tail = 0
    /// Where the consumer was when last looked at; it can only have moved on.
    @usableFromInline var knownHead = 0

    init(_ storage: RingStorage<Element>) {
        self.storage = storage
        unsafe slots = storage.slots
        mask = storage.mask
        unsafe published = storage.tail
        unsafe released = storage.head
        unsafe sleeping = storage.filled.sleeping
    }

    deinit {
        // SAFETY: the flag lives as long as the storage.
        unsafe storage.closed.pointee.store(true, ordering: .releasing)
        storage.filled.ring()
    }

    public var capacity: Int { mask + 1 }

    /// Elements written since the last ``publish()``.
    @inlinable public var unpublished: Int { cursor &- tail }

    /// Whether `count` more elements fit.
    @inlinable
    public mutating func room(atLeast count: Int) -> Bool {
        if cursor &- knownHead &+ count > mask &+ 1 {
            // SAFETY: the index lives as long as the storage.
            knownHead = unsafe released.pointee.load(ordering: .acquiring)
        }
        return cursor &- knownHead &+ count <= mask &+ 1
    }

    /// Puts one element behind the last; `false`, with nothing changed, when the ring is full.
    @inlinable @inline(__always)
    public mutating func push(_ element: Element) -> Bool {
        if cursor &- knownHead > mask {
            // SAFETY: the index lives as long as the storage.
            knownHead = unsafe released.pointee.load(ordering: .acquiring)
            if cursor &- knownHead > mask { return false }
        }
        // SAFETY: the consumer has left this slot (acquired above), and there is no second producer.
        unsafe slots[cursor & mask] = element
        cursor &+= 1
        return true
    }

    /// Lets `body` write elements in place, behind the last, as many as it finds room for.
    ///
    /// - Returns: What `body` returned; `nil`, and `body` was not called, when there is no room for two in a row.
    @inlinable
    public mutating func fill<Result>(_ body: (inout OutputSpan<Element>) -> Result) -> Result? {
        let start = cursor & mask
        let run = mask &+ 1 &- start
        if cursor &- knownHead &+ min(run, 64) > mask &+ 1 {
            // SAFETY: the index lives as long as the storage.
            knownHead = unsafe released.pointee.load(ordering: .acquiring)
        }
        let room = min(run, mask &+ 1 &- (cursor &- knownHead))
        guard room >= 2 else { return nil }
        // SAFETY: the consumer has left these slots (acquired above), and there is no second producer; whatever they hold
        // has nothing to destroy.
        let free = unsafe UnsafeMutableBufferPointer(start: slots + start, count: room)
        var output = unsafe OutputSpan(buffer: free, initializedCount: 0)
        let result = body(&output)
        cursor &+= unsafe output.finalize(for: free)
        return result
    }

    /// Makes everything written so far visible, and wakes the consumer if it sleeps.
    @inlinable
    public mutating func publish() {
        guard cursor != tail else { return }
        tail = cursor
        // SAFETY: the index lives as long as the storage.
        unsafe published.pointee.store(tail, ordering: .releasing)
        // SAFETY: the doorbell lives as long as the storage.
        if unsafe Doorbell.isSleeping(sleeping) { storage.wakeConsumer() }
    }

    /// Sleeps until the consumer has made room, at most `nanoseconds`. Publish first, or it never will.
    public mutating func waitForRoom(atMost nanoseconds: Int64 = 100_000_000) {
        let (storage, cursor, mask) = (storage, cursor, mask)
        // SAFETY: the indexes live as long as the storage.
        storage.drained.sleep(atMost: nanoseconds) {
            unsafe cursor &- storage.head.pointee.load(ordering: .acquiring) <= mask
                || storage.abandoned.pointee.load(ordering: .relaxed)
        }
    }

    /// The consumer's half is gone: nothing will ever be taken again.
    public var isAbandoned: Bool {
        // SAFETY: the flag lives as long as the storage.
        unsafe storage.abandoned.pointee.load(ordering: .relaxed)
    }
}

public import Synchronization

/// The end of a ring that gives elements out. One thread owns it: it cannot be copied.
@frozen
@safe
public struct RingConsumer<Element: BitwiseCopyable & Sendable>: ~Copyable, @unchecked Sendable {
    @usableFromInline let storage: RingStorage<Element>
    @usableFromInline let slots: UnsafeMutablePointer<Element>
    @usableFromInline let mask: Int
    /// Those of the storage, at hand: the hot path goes by way of no object, and counts no references.
    @usableFromInline let published: UnsafeMutablePointer<Atomic<Int>>
    @usableFromInline let released: UnsafeMutablePointer<Atomic<Int>>
    @usableFromInline let sleeping: UnsafeMutablePointer<Atomic<UInt32>>
    /// The next element to give out.
    @usableFromInline var head = 0
    /// Where the producer was when last looked at; it can only have moved on.
    @usableFromInline var knownTail = 0

    init(_ storage: RingStorage<Element>) {
        self.storage = storage
        unsafe slots = storage.slots
        mask = storage.mask
        unsafe published = storage.tail
        unsafe released = storage.head
        unsafe sleeping = storage.drained.sleeping
    }

    deinit {
        // SAFETY: the flag lives as long as the storage.
        unsafe storage.abandoned.pointee.store(true, ordering: .releasing)
        storage.drained.ring()
    }

    /// Shows `body` the published elements, oldest first and in place, up to the end of the slots (none: an empty
    /// span), and gives as many back to the producer as `body` says that it took.
    ///
    /// - Returns: What `body` returned.
    @inlinable
    @discardableResult
    public mutating func drain(_ body: (Span<Element>) -> Int) -> Int {
        if knownTail == head {
            // SAFETY: the index lives as long as the storage.
            knownTail = unsafe published.pointee.load(ordering: .acquiring)
        }
        let start = head & mask
        let count = min(knownTail &- head, mask &+ 1 &- start)
        // SAFETY: published (acquired above) and not released, so the producer does not touch them.
        let taken = body(unsafe Span(_unsafeStart: slots + start, count: count))
        precondition(taken >= 0 && taken <= count, "\(taken) elements taken of \(count)")
        if taken > 0 {
            head &+= taken
            // SAFETY: the index lives as long as the storage.
            unsafe released.pointee.store(head, ordering: .releasing)
            // SAFETY: the doorbell lives as long as the storage.
            if unsafe Doorbell.isSleeping(sleeping) { storage.wakeProducer() }
        }
        return taken
    }

    /// Published elements that were not released yet.
    public var depth: Int {
        // SAFETY: the index lives as long as the storage.
        unsafe storage.tail.pointee.load(ordering: .acquiring) &- head
    }

    /// The producer's half is gone.
    public var isClosed: Bool {
        // SAFETY: the flag lives as long as the storage.
        unsafe storage.closed.pointee.load(ordering: .acquiring)
    }

    /// The producer's half is gone and everything it published has been released.
    public var isExhausted: Bool {
        // In this order: the flag is set after the last publication.
        isClosed && depth == 0
    }

    /// Sleeps until something is published or the producer is gone, at most `nanoseconds`.
    public func wait(atMost nanoseconds: Int64) {
        let (storage, head) = (storage, head)
        // SAFETY: index and flag live as long as the storage.
        storage.filled.sleep(atMost: nanoseconds) {
            unsafe storage.tail.pointee.load(ordering: .acquiring) != head
                || storage.closed.pointee.load(ordering: .acquiring)
        }
    }
}

internal import CLinux
internal import Glibc
public import Synchronization

/// What the two halves of a ring share: the slots and the two indexes, each on cache lines of its own.
///
/// Indexes count up for ever; slot `i` is `i & mask`. `head ..< tail` is published and not yet released.
@safe
@usableFromInline
final class RingStorage<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
    @usableFromInline let slots: UnsafeMutablePointer<Element>
    @usableFromInline let mask: Int
    /// Written by the producer alone.
    @usableFromInline let tail: UnsafeMutablePointer<Atomic<Int>>
    /// Written by the consumer alone.
    @usableFromInline let head: UnsafeMutablePointer<Atomic<Int>>
    /// Set once, by the producer's end.
    @usableFromInline let closed: UnsafeMutablePointer<Atomic<Bool>>
    /// Set once, by the consumer's end.
    @usableFromInline let abandoned: UnsafeMutablePointer<Atomic<Bool>>
    /// Rung when there is something to take.
    @usableFromInline let filled: Doorbell
    /// Rung when there is room again.
    @usableFromInline let drained: Doorbell

    init(capacity: Int, filled: Doorbell) {
        precondition(
            capacity > 0 && capacity & (capacity - 1) == 0, "ring capacity \(capacity) is no power of two")
        let bytes = capacity * MemoryLayout<Element>.stride
        let memory = unsafe linux_memory(max(bytes, 128), 4096, "memory for a ring of \(bytes) bytes")
        // SAFETY: fresh memory of that size; the element is bitwise copyable, so any slot may be assigned unseen.
        unsafe slots = memory.bindMemory(to: Element.self, capacity: capacity)
        mask = capacity - 1
        unsafe tail = ControlLine.make(Atomic<Int>(0))
        unsafe head = ControlLine.make(Atomic<Int>(0))
        unsafe closed = ControlLine.make(Atomic<Bool>(false))
        unsafe abandoned = ControlLine.make(Atomic<Bool>(false))
        self.filled = filled
        drained = Doorbell()
    }

    /// Kept out of the hot path's code. Of the storage, not of the halves: those stay in registers.
    @usableFromInline @inline(never)
    func wakeConsumer() { filled.wake() }
    @usableFromInline @inline(never)
    func wakeProducer() { drained.wake() }

    deinit {
        // SAFETY: both halves are gone, they held the only references.
        unsafe free(slots)
        unsafe ControlLine.free(tail)
        unsafe ControlLine.free(head)
        unsafe ControlLine.free(closed)
        unsafe ControlLine.free(abandoned)
    }
}

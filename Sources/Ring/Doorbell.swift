public import CLinux
public import Synchronization

/// How a thread that has nothing to do sleeps, and how another wakes it.
///
/// The one who rings pays a single relaxed load per batch unless the sleeper really sleeps: the store-load fence that
/// Dekker's handshake needs stands on the sleeper's side, as a `membarrier(2)` that runs in the ringer's thread too.
/// Where the kernel refuses that call, the sleeper looks again every millisecond instead.
@safe
public final class Doorbell: @unchecked Sendable {
    /// 1 while the sleeper sleeps or is about to. The futex word, on cache lines of its own.
    @usableFromInline let sleeping: UnsafeMutablePointer<Atomic<UInt32>>

    private static let hasBarrier = linux_membarrier_register() == 0

    public init() {
        unsafe sleeping = ControlLine.make(Atomic<UInt32>(0))
    }

    deinit {
        // SAFETY: made in `init`; nobody else frees it.
        unsafe ControlLine.free(sleeping)
    }

    /// Wakes the sleeper, if there is one. Call it after what it should see has been stored.
    @inlinable @inline(__always)
    public func ring() {
        // SAFETY: the word lives as long as this object.
        if unsafe Self.isSleeping(sleeping) { wake() }
    }

    /// Whether ``wake()`` is called for, after what the sleeper should see has been stored. For one who rings often
    /// and so holds the word itself: the way by the object counts a reference to that, an atomic operation each time.
    @inlinable @inline(__always)
    static func isSleeping(_ word: UnsafeMutablePointer<Atomic<UInt32>>) -> Bool {
        linux_compiler_barrier()
        // SAFETY: the caller holds the word's object.
        return unsafe word.pointee.load(ordering: .relaxed) != 0
    }

    /// Sleeps until rung, at most `nanoseconds`; not at all when `isNeeded` says that there is work.
    public func sleep(atMost nanoseconds: Int64, unless isNeeded: () -> Bool) {
        // SAFETY: the word lives as long as this object.
        unsafe sleeping.pointee.store(1, ordering: .sequentiallyConsistent)
        let fenced = Self.hasBarrier && linux_membarrier() == 0
        if !isNeeded() {
            let limit = fenced ? nanoseconds : min(nanoseconds, 1_000_000)
            unsafe linux_futex_wait(sleeping, 1, limit)
        }
        unsafe sleeping.pointee.store(0, ordering: .relaxed)
    }

    /// The system call, kept out of the hot path's code.
    @usableFromInline @inline(never)
    func wake() {
        // SAFETY: the word lives as long as this object.
        if unsafe sleeping.pointee.exchange(0, ordering: .sequentiallyConsistent) == 1 {
            unsafe linux_futex_wake(sleeping)
        }
    }
}

internal import CLinux
internal import Glibc
public import Ring
internal import Synchronization

/// Hands snapshots from the market thread to the screen without a lock: one buffer, owned by whichever side the state
/// says.
@safe
public final class SnapshotExchange: @unchecked Sendable {
    private enum State {
        /// The screen's: nothing asked.
        static let idle = 0
        /// The market's: to be filled.
        static let requested = 1
        /// The screen's: filled, not taken.
        static let ready = 2
    }

    private let state = Atomic<Int>(State.idle)
    private let buffer: UnsafeMutablePointer<Snapshot>
    private let doorbell: Doorbell
    /// Becomes readable when a snapshot is ready; for `poll`.
    public let readyDescriptor: Int32

    /// - Parameter doorbell: The one that the market thread sleeps on.
    public init(waking doorbell: Doorbell) {
        unsafe buffer = UnsafeMutablePointer<Snapshot>.allocate(capacity: 1)
        unsafe buffer.initialize(to: Snapshot())
        self.doorbell = doorbell
        readyDescriptor = linux_event_descriptor()
        if readyDescriptor < 0 { unsafe linux_end_for_want("descriptor for events", errno) }
    }

    deinit {
        unsafe buffer.deinitialize(count: 1)
        unsafe buffer.deallocate()
        close(readyDescriptor)
    }

    // MARK: The screen's side

    /// Asks for a snapshot.
    ///
    /// - Returns: `false` when the last one asked for has not been taken yet.
    public func request(_ request: SnapshotRequest) -> Bool {
        guard state.load(ordering: .acquiring) == State.idle else { return false }
        // SAFETY: idle, so the buffer is this side's.
        unsafe buffer.pointee.request = request
        state.store(State.requested, ordering: .releasing)
        doorbell.ring()
        return true
    }

    /// Swaps the answer, if it is there, with `snapshot`, whose storage is reused for the next one.
    public func take(into snapshot: inout Snapshot) -> Bool {
        guard state.load(ordering: .acquiring) == State.ready else { return false }
        var count: UInt64 = 0
        // SAFETY: ready, so the buffer is this side's; an event descriptor gives eight bytes.
        _ = unsafe read(readyDescriptor, &count, 8)
        unsafe swap(&buffer.pointee, &snapshot)
        state.store(State.idle, ordering: .releasing)
        return true
    }

    // MARK: The market's side

    /// Whether there is something to answer: one load.
    var isRequested: Bool { state.load(ordering: .acquiring) == State.requested }

    /// Lets `fill` answer the request that stands in the snapshot.
    func answer(_ fill: (inout Snapshot) -> Void) {
        guard isRequested else { return }
        // SAFETY: requested, so the buffer is this side's.
        unsafe fill(&buffer.pointee)
        state.store(State.ready, ordering: .releasing)
        var one: UInt64 = 1
        // SAFETY: eight bytes, as an event descriptor takes.
        _ = unsafe write(readyDescriptor, &one, 8)
    }
}

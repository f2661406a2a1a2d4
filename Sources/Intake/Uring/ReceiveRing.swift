internal import CLinux
internal import Glibc

/// An io_uring with a ring of registered buffers for each of its descriptors.
///
/// A completion names the buffer that the kernel has filled; the buffer stays ours until ``giveBack(_:_:)``.
@safe
struct ReceiveRing: ~Copyable {
    private let ring: OpaquePointer
    private let memory: UnsafeMutablePointer<UInt8>
    private let layout: Layout

    /// How the buffers of one descriptor lie in memory.
    struct Layout {
        /// Descriptors, each with buffers of its own: one that is flooded cannot starve another.
        var groups = 1
        /// Buffers of each; a power of two.
        var count: Int
        /// Bytes that the kernel may fill.
        var size: Int
        /// Room in front of each buffer that the kernel does not touch.
        var headRoom = 0

        /// Rather more than a power of two, or the beginnings of all buffers would compete for the same cache lines.
        var stride: Int { (headRoom + size + 2304 + 63) & ~63 }
        var byteCount: Int { groups * count * stride }
    }

    /// - Parameter stop: What ends a wait.
    init(_ layout: Layout, stop: StopSignal) throws(RingRefusal) {
        let completions = UInt32(layout.groups * layout.count)
        guard let ring = unsafe linux_uring_make(completions, stop.descriptor) else {
            throw RingRefusal(errno)
        }
        let pages = unsafe linux_map_pages(layout.byteCount)
        var refusal: RingRefusal? = unsafe pages == nil ? RingRefusal(ENOMEM) : nil
        for group in 0..<layout.groups where refusal == nil {
            // SAFETY: the memory has room for the buffers of every group.
            let first = unsafe pages! + group * layout.count * layout.stride + layout.headRoom
            let failed = unsafe linux_uring_add_buffers(
                ring, UInt32(group), UInt32(layout.count), first.assumingMemoryBound(to: UInt8.self),
                UInt32(layout.stride), UInt32(layout.size))
            if failed != 0 { refusal = RingRefusal(errno) }
        }
        if let refusal {
            unsafe linux_uring_free(ring)
            if let pages = unsafe pages { unsafe linux_unmap_pages(pages, layout.byteCount) }
            throw refusal
        }
        self.layout = layout
        unsafe self.ring = ring
        unsafe memory = pages!.assumingMemoryBound(to: UInt8.self)
    }

    deinit {
        // The kernel lets go of the buffers first.
        unsafe linux_uring_free(ring)
        unsafe linux_unmap_pages(memory, layout.byteCount)
    }

    var systemCalls: UInt64 { unsafe linux_uring_calls(ring) }

    /// The kernel may have more than it has told. Its mark can stay when it has nothing, until more comes: another
    /// processor sets it after queueing, by when what was queued may have been taken.
    var isPending: Bool { unsafe linux_uring_is_pending(ring) != 0 }

    func can(_ kind: linux_uring_kind) -> Bool { unsafe linux_uring_can(ring, kind) != 0 }

    /// Asks for whatever comes at a descriptor, from the next ``enter(nanoseconds:)`` on.
    mutating func arm(_ group: Int, _ descriptor: Int32, _ kind: linux_uring_kind) {
        unsafe linux_uring_arm(ring, UInt32(group), descriptor, kind)
    }

    /// Hands over what was given back and armed, and collects completions; waits for one at most so long (negative: for
    /// ever).
    mutating func enter(nanoseconds: Int64) throws(IntakeError) {
        guard unsafe linux_uring_enter(ring, nanoseconds) != 0 else { return }
        switch errno {
        case EINTR, EAGAIN, EBUSY: return
        default: throw IntakeError("receiving by io_uring failed: \(IntakeError.reason())")
        }
    }

    mutating func next() -> linux_uring_completion? {
        var completion = linux_uring_completion()
        return unsafe linux_uring_next(ring, &completion) != 0 ? completion : nil
    }

    mutating func giveBack(_ group: Int, _ buffer: UInt16) {
        unsafe linux_uring_give_back(ring, UInt32(group), buffer)
    }

    /// Where a buffer begins; its head-room lies before that.
    func start(_ group: Int, _ buffer: UInt16) -> UnsafeMutablePointer<UInt8> {
        precondition(buffer < layout.count, "buffer \(buffer) of \(layout.count)")
        // SAFETY: the memory has that many buffers.
        return unsafe memory + (group * layout.count + Int(buffer)) * layout.stride + layout.headRoom
    }
}

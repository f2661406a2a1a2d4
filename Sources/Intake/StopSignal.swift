internal import CLinux
internal import Glibc
internal import Synchronization

/// Asks a receiver to stop, even while it waits for bytes: an event descriptor beside a flag.
public final class StopSignal: Sendable {
    /// Readable once raised, and from then on.
    let descriptor: Int32
    private let flag = Atomic<Bool>(false)

    public init() {
        descriptor = linux_event_descriptor()
        if descriptor < 0 { unsafe linux_end_for_want("descriptor for events", errno) }
    }

    deinit { close(descriptor) }

    public var isRaised: Bool { flag.load(ordering: .relaxed) }

    public func raise() {
        flag.store(true, ordering: .relaxed)
        var one: UInt64 = 1
        // SAFETY: eight bytes, as an event descriptor takes.
        _ = unsafe write(descriptor, &one, 8)
    }

    /// Waits until `other` can be read or has ended, at most so long (-1: for ever).
    ///
    /// - Returns: `false` when asked to stop.
    func waitUntilReadable(_ other: Int32, milliseconds: Int32 = -1) -> Bool {
        wait(for: other, Int16(POLLIN), milliseconds: milliseconds) != .stopped
    }

    /// Sleeps so long; `false` when asked to stop.
    func sleep(milliseconds: Int32) -> Bool {
        wait(for: -1, 0, milliseconds: milliseconds) != .stopped
    }

    enum Outcome { case ready, late, stopped }

    /// Waits until `other` (-1: nothing) is ready for one of `events`, or has ended, at most so long (-1: for ever).
    func wait(for other: Int32, _ events: Int16, milliseconds: Int32) -> Outcome {
        var wanted = (
            pollfd(fd: other, events: events, revents: 0),
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        )
        let deadline = milliseconds < 0 ? nil : linux_monotonic() + UInt64(milliseconds) * 1_000_000
        var left = milliseconds
        while !isRaised {
            let ready = unsafe withUnsafeMutableBytes(of: &wanted) { bytes in
                // SAFETY: a pair of pollfd lies in memory as an array of two.
                unsafe poll(bytes.assumingMemoryBound(to: pollfd.self).baseAddress, 2, left)
            }
            if isRaised { return .stopped }
            if ready == 0 { return .late }
            if ready > 0, wanted.0.revents != 0 { return .ready }
            if ready < 0, errno != EINTR { return .stopped }
            if let deadline {
                let now = linux_monotonic()
                left = now < deadline ? Int32((deadline - now + 999_999) / 1_000_000) : 0
            }
        }
        return .stopped
    }

    /// Waits until any of `others` can be read or has ended, at most so long; `false` when asked to stop.
    func waitUntilReadable(_ others: [Int32], milliseconds: Int32 = -1) -> Bool {
        precondition(others.count < Self.most, "waiting for \(others.count) descriptors")
        return unsafe withUnsafeTemporaryAllocation(of: pollfd.self, capacity: Self.most) { wanted in
            // SAFETY: there is room for all of them and our own.
            unsafe wanted[0] = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            for index in others.indices {
                unsafe wanted[index + 1] = pollfd(fd: others[index], events: Int16(POLLIN), revents: 0)
            }
            while !isRaised {
                let ready = unsafe poll(wanted.baseAddress, nfds_t(others.count + 1), milliseconds)
                if ready >= 0 { return !isRaised }
                if errno != EINTR { return false }
            }
            return false
        }
    }

    /// Descriptors that can be waited for at once.
    private static let most = 17
}

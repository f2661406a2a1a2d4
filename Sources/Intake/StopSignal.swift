internal import CLinux
internal import Glibc
internal import Synchronization

/// Asks a receiver to stop, even while it waits for bytes: an event descriptor beside a flag.
public final class StopSignal: Sendable {
    private let descriptor: Int32
    private let flag = Atomic<Bool>(false)

    public init() {
        descriptor = linux_event_descriptor()
        precondition(descriptor >= 0, "no event descriptor: \(IntakeError.reason())")
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
        var wanted = (
            pollfd(fd: other, events: Int16(POLLIN), revents: 0),
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        )
        while !isRaised {
            let ready = unsafe withUnsafeMutableBytes(of: &wanted) { bytes in
                // SAFETY: a pair of pollfd lies in memory as an array of two.
                unsafe poll(bytes.assumingMemoryBound(to: pollfd.self).baseAddress, 2, milliseconds)
            }
            if ready == 0 || (ready > 0 && wanted.0.revents != 0) { return !isRaised }
            if ready < 0, errno != EINTR { return false }
        }
        return false
    }
}

internal import CLinux
internal import Glibc

/// Reads a pipe, a socket or a terminal without ever sleeping where a stop would not be heard.
struct DescriptorReader: ~Copyable {
    private let descriptor: Int32
    private let stop: StopSignal
    /// The kernel can tell that there is nothing instead of waiting.
    private var canReadNow = true
    private(set) var systemCalls: UInt64 = 0

    /// What one reading brought.
    enum Outcome {
        case bytes(Int)
        case end
        case stopped
        /// Nothing came in time.
        case late
        case failed(Int32)
    }

    /// - Parameter descriptor: Owned from here on.
    init(_ descriptor: Int32, stop: StopSignal) {
        self.descriptor = descriptor
        self.stop = stop
    }

    deinit { close(descriptor) }

    /// Waits for bytes, at most so long (-1: for ever), and reads them into `first`, and what does not fit there into
    /// `second`.
    mutating func read(
        into first: UnsafeMutableRawBufferPointer, and second: UnsafeMutableRawBufferPointer? = nil,
        milliseconds: Int32
    ) -> Outcome {
        var vectors = unsafe (
            iovec(iov_base: first.baseAddress, iov_len: first.count),
            iovec(iov_base: second?.baseAddress, iov_len: second?.count ?? 0)
        )
        let count: Int32 = unsafe second == nil || second!.count == 0 ? 1 : 2
        if !canReadNow, let outcome = wait(milliseconds) { return outcome }
        while !stop.isRaised {
            systemCalls &+= 1
            let got = unsafe withUnsafeMutableBytes(of: &vectors) { bytes in
                // SAFETY: a pair of iovec lies in memory as an array of two; the room is the caller's.
                let list = unsafe bytes.assumingMemoryBound(to: iovec.self).baseAddress!
                return unsafe canReadNow
                    ? linux_read_now(descriptor, list, count) : readv(descriptor, list, count)
            }
            if got > 0 { return .bytes(got) }
            if got == 0 { return .end }
            switch errno {
            case EINTR: continue
            case EAGAIN: if let outcome = wait(milliseconds) { return outcome }
            case EOPNOTSUPP, EINVAL, ENOSYS, ESPIPE:
                guard canReadNow else { return .failed(errno) }
                canReadNow = false
                if let outcome = wait(milliseconds) { return outcome }
            default: return .failed(errno)
            }
        }
        return .stopped
    }

    /// `nil` once there is something to read.
    private mutating func wait(_ milliseconds: Int32) -> Outcome? {
        systemCalls &+= 1
        switch stop.wait(for: descriptor, Int16(POLLIN), milliseconds: milliseconds) {
        case .ready: return nil
        case .late: return .late
        case .stopped: return .stopped
        }
    }
}

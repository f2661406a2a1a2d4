internal import Glibc

/// The window over a pipe or any other descriptor that is read as a stream. What is left over at the end of the buffer
/// moves to its start before the next read: at most one record, once per few megabytes.
@safe
struct StreamWindow: ByteWindow, ~Copyable, @unchecked Sendable {
    private let descriptor: Int32
    private let stop: StopSignal
    private var buffer: UnsafeMutableRawPointer
    private var capacity: Int
    private var start = 0
    private var end = 0
    private(set) var position = 0
    /// The descriptor has come to its end.
    private(set) var isAtEnd = false

    /// - Parameters:
    ///   - descriptor: Owned from here on.
    ///   - prefix: Bytes that were read from it already.
    init(descriptor: Int32, prefix: [UInt8], stop: StopSignal, capacity: Int = 4 << 20) {
        self.descriptor = descriptor
        self.stop = stop
        self.capacity = max(capacity, prefix.count)
        unsafe buffer = UnsafeMutableRawPointer.allocate(byteCount: self.capacity, alignment: 4096)
        // SAFETY: the buffer holds `capacity` bytes, no fewer than the prefix has.
        unsafe buffer.copyMemory(from: prefix, byteCount: prefix.count)
        end = prefix.count
    }

    deinit {
        unsafe buffer.deallocate()
        close(descriptor)
    }

    var front: RawSpan {
        @_lifetime(borrow self)
        borrowing get {
            // SAFETY: `start ..< end` lies inside the buffer, which this value owns and the span borrows.
            let span = unsafe RawSpan(_unsafeStart: buffer + start, byteCount: end - start)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    var hasShrunk: Bool { false }

    mutating func advance(by count: Int) {
        precondition(count <= end - start, "advance by \(count) with \(end - start) bytes there")
        start += count
        position += count
    }

    mutating func fill(atLeast count: Int) throws(IntakeError) -> Bool {
        while end - start < count {
            makeRoom(for: count)
            guard stop.waitUntilReadable(descriptor) else { return false }
            // SAFETY: `makeRoom` left room between `end` and `capacity`.
            let got = unsafe read(descriptor, buffer + end, capacity - end)
            if got == 0 {
                isAtEnd = true
                return false
            }
            if got < 0 {
                if errno == EINTR || errno == EAGAIN { continue }
                throw IntakeError(
                    "reading failed after byte \(position + end - start): \(IntakeError.reason())")
            }
            end += got
        }
        return true
    }

    private mutating func makeRoom(for count: Int) {
        if count > capacity {
            let larger = UnsafeMutableRawPointer.allocate(byteCount: count, alignment: 4096)
            // SAFETY: both buffers hold what is left over.
            unsafe larger.copyMemory(from: buffer + start, byteCount: end - start)
            unsafe buffer.deallocate()
            unsafe buffer = larger
            capacity = count
        } else if capacity - start < count || end == capacity {
            // SAFETY: both ranges lie inside the buffer; memmove takes overlapping ones.
            unsafe memmove(buffer, buffer + start, end - start)
        } else {
            return
        }
        end -= start
        start = 0
    }
}

internal import CLinux
internal import Glibc

/// A growing buffer that bytes are copied into, and parsed from. What is left over moves to the front when there is no
/// room behind it: at most one message, once per buffer.
@safe
struct LinearBuffer: ~Copyable {
    private var memory: UnsafeMutableRawPointer
    private var capacity: Int
    private var end = 0

    init(capacity: Int) {
        self.capacity = capacity
        unsafe memory = linux_memory(capacity, 4096, "memory for \(capacity) bytes of a stream")
    }

    deinit { unsafe free(memory) }

    /// Puts bytes behind those of `view` that are left, which are the last ones put here.
    mutating func append(_ bytes: UnsafeRawBufferPointer, to view: inout ByteView) {
        let (left, count) = (view.count, bytes.count)
        if left + count > capacity - (end - left) {
            if left + count > capacity {
                grow(to: max(left + count, 2 * capacity), keeping: left)
            } else {
                // SAFETY: both ranges lie inside the buffer; memmove takes overlapping ones.
                unsafe memmove(memory, memory + end - left, left)
            }
            end = left
        }
        if let start = bytes.baseAddress {
            // SAFETY: there is room behind `end`, and the bytes come from another buffer.
            unsafe memcpy(memory + end, start, count)
        }
        end += count
        unsafe view.set(start: memory + end - left - count, count: left + count)
    }

    /// Starts anew with bytes from elsewhere: what `view` shows.
    mutating func adopt(_ view: inout ByteView) {
        let bytes = unsafe view.bytes
        end = 0
        view.clear()
        unsafe append(bytes, to: &view)
    }

    private mutating func grow(to count: Int, keeping left: Int) {
        let larger = unsafe linux_memory(count, 4096, "memory for \(count) bytes of a stream")
        // SAFETY: both buffers hold what is left over.
        unsafe memcpy(larger, memory + end - left, left)
        unsafe free(memory)
        unsafe memory = larger
        capacity = count
    }
}

/// What stands at the front of a stream, wherever its technique has put it.
@safe
struct ByteView {
    private(set) var start: UnsafeRawPointer
    private(set) var count = 0

    init() {
        // Shown only with a count of zero.
        unsafe start = UnsafeRawPointer(bitPattern: 4096)!
    }

    var bytes: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(start: start, count: count) }

    mutating func set(start: UnsafeRawPointer, count: Int) {
        unsafe self.start = start
        self.count = count
    }

    mutating func clear() { count = 0 }

    mutating func advance(by passed: Int) {
        precondition(passed >= 0 && passed <= count, "advance by \(passed) with \(count) bytes there")
        unsafe start += passed
        count -= passed
    }
}

internal import CLinux
internal import Glibc

/// Bytes read from a descriptor and not gone through yet. What is left over at the end of the memory moves to its start
/// before the next read: at most one record, once per few megabytes.
@safe
struct GrowingBuffer: ~Copyable {
    private var memory: UnsafeMutableRawPointer
    private var capacity: Int
    private var start = 0
    private var end = 0
    /// Bytes gone through since the beginning.
    private(set) var position = 0

    init(capacity: Int) {
        self.capacity = capacity
        unsafe memory = linux_memory(capacity, 4096, "memory for \(capacity) bytes of a file")
    }

    deinit { unsafe free(memory) }

    var count: Int { end - start }

    var front: RawSpan {
        @_lifetime(borrow self)
        borrowing get {
            // SAFETY: `start ..< end` lies inside the memory, which this value owns and the span borrows.
            let span = unsafe RawSpan(_unsafeStart: memory + start, byteCount: end - start)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    mutating func advance(by count: Int) {
        precondition(count <= end - start, "advance by \(count) with \(end - start) bytes there")
        start += count
        position += count
    }

    /// Puts bytes behind those that are there. Make room first.
    mutating func append(_ more: [UInt8]) {
        precondition(more.count <= capacity - end, "\(more.count) bytes where \(capacity - end) fit")
        // SAFETY: the memory has room for as many bytes behind `end`.
        unsafe (memory + end).copyMemory(from: more, byteCount: more.count)
        end += more.count
    }

    /// One read of as much as there is room for: how many bytes, 0 at the end, or -1 with `errno`.
    mutating func read(_ descriptor: Int32) -> Int {
        // SAFETY: `end ..< capacity` lies inside the memory.
        let got = unsafe Glibc.read(descriptor, memory + end, capacity - end)
        if got > 0 { end += got }
        return got
    }

    /// Makes room so that `count` bytes can stand at the front, and one more than now.
    mutating func makeRoom(for count: Int) {
        if count > capacity {
            let larger = unsafe linux_memory(count, 4096, "memory for \(count) bytes of a file")
            // SAFETY: both pieces of memory hold what is left over.
            unsafe larger.copyMemory(from: memory + start, byteCount: end - start)
            unsafe free(memory)
            unsafe memory = larger
            capacity = count
        } else if capacity - start < count || end == capacity {
            // SAFETY: both ranges lie inside the memory; memmove takes overlapping ones.
            unsafe memmove(memory, memory + start, end - start)
        } else {
            return
        }
        end -= start
        start = 0
    }
}

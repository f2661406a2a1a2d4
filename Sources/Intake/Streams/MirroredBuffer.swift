internal import CLinux
internal import Glibc

/// A ring buffer that lies in memory twice in a row: what crosses its seam is contiguous, and nothing is ever moved.
@safe
struct MirroredBuffer: ~Copyable {
    private var memory: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    /// Bytes ever put here; the place is this modulo the capacity, a power of two.
    private var end = 0

    /// - Parameter capacity: Rounded up to a power of two of at least one page.
    init(capacity: Int) throws(IntakeError) {
        self.capacity = Self.rounded(capacity)
        unsafe memory = try Self.map(self.capacity)
    }

    deinit { unsafe linux_mirror_free(memory, capacity) }

    /// All room there is behind the bytes of `view` that are left, which are the last ones put here.
    func room(behind view: ByteView) -> UnsafeMutableRawBufferPointer {
        // SAFETY: from any place in the first half on, `capacity` bytes are mapped.
        unsafe UnsafeMutableRawBufferPointer(
            start: memory + (end & (capacity - 1)), count: capacity - view.count)
    }

    /// `count` bytes were put into the room.
    mutating func extend(_ view: inout ByteView, by count: Int) {
        precondition(view.count + count <= capacity, "\(count) bytes put where there is no room")
        end += count
        let left = view.count + count
        unsafe view.set(start: memory + ((end - left) & (capacity - 1)), count: left)
    }

    /// Makes sure that a message of `count` bytes fits.
    mutating func reserve(_ count: Int, keeping view: inout ByteView) throws(IntakeError) {
        guard count > capacity else { return }
        let larger = Self.rounded(count)
        let grown = unsafe try Self.map(larger)
        let left = view.count
        // SAFETY: what is left fits the smaller buffer, and therefore the larger one.
        unsafe memcpy(grown, view.start, left)
        unsafe linux_mirror_free(memory, capacity)
        unsafe memory = grown
        capacity = larger
        end = left
        unsafe view.set(start: grown, count: left)
    }

    private static func rounded(_ count: Int) -> Int {
        var capacity = 65_536
        while capacity < count { capacity *= 2 }
        return capacity
    }

    private static func map(_ capacity: Int) throws(IntakeError) -> UnsafeMutablePointer<UInt8> {
        guard let memory = unsafe linux_mirror_make(capacity) else {
            throw IntakeError("no ring buffer of \(capacity) bytes: \(IntakeError.reason())")
        }
        return unsafe memory
    }
}

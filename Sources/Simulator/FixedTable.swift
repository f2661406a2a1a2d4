internal import CLinux
internal import Glibc

/// A block of elements allocated once, all zero bits at first, on cache lines of its own. Every access is
/// checked against the bounds; there is no copy-on-write and no growth.
@safe
struct FixedTable<Element: BitwiseCopyable>: ~Copyable {
    private let base: UnsafeMutablePointer<Element>
    let count: Int

    /// - Parameter count: 1 or more. An element of zero bits must be a valid one.
    init(zeroed count: Int) {
        precondition(count > 0, "a table of \(count) elements")
        let wanted = count * MemoryLayout<Element>.stride
        // Big tables are looked into at random: with huge pages, where allowed, fewer of the looks miss.
        let alignment = wanted >= 4 << 20 ? 2 << 20 : 64
        let byteCount = (wanted + alignment - 1) / alignment * alignment
        guard let memory = unsafe aligned_alloc(alignment, byteCount) else {
            unsafe linux_end_for_want("memory for \(byteCount) bytes of simulator state", ENOMEM)
        }
        // SAFETY: fresh memory of that size; callers only use types for which zero bits are a value.
        if alignment > 64 { _ = unsafe madvise(memory, byteCount, MADV_HUGEPAGE) }
        unsafe memset(memory, 0, byteCount)
        unsafe base = memory.bindMemory(to: Element.self, capacity: count)
        self.count = count
    }

    deinit {
        // SAFETY: allocated in init, owned by this value alone.
        unsafe free(base)
    }

    subscript(index: Int) -> Element {
        @inline(__always) unsafeAddress {
            precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
            // SAFETY: the index is within the block, which lives as long as self.
            return unsafe UnsafePointer(base + index)
        }
        @inline(__always) unsafeMutableAddress {
            precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
            // SAFETY: the index is within the block, which lives as long as self.
            return unsafe base + index
        }
    }
}

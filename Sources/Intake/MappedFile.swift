internal import Glibc

/// A whole file in memory, read-only, without copying. It owns the mapping.
@safe
public struct MappedFile: ~Copyable, @unchecked Sendable {
    private let base: UnsafeMutableRawPointer?
    private let count: Int

    /// Maps what `descriptor` refers to and advises the kernel that it will be read in order.
    ///
    /// - Returns: `nil` when it is no regular file or cannot be mapped (then it can still be read as a stream).
    init?(descriptor: Int32) {
        var information = stat()
        // SAFETY: plain libc calls; the mapping is checked before it is kept.
        guard unsafe fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG else { return nil }
        count = Int(information.st_size)
        guard count > 0 else {
            unsafe base = nil
            return
        }
        let mapping = unsafe mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0)
        guard let mapping = unsafe mapping, unsafe mapping != MAP_FAILED else { return nil }
        unsafe base = mapping
        unsafe madvise(mapping, count, MADV_SEQUENTIAL)
    }

    deinit {
        if let base = unsafe base { unsafe munmap(base, count) }
    }

    var bytes: RawSpan {
        @_lifetime(borrow self)
        borrowing get {
            // SAFETY: the mapping lives as long as this value, which the span borrows.
            let span = unsafe RawSpan(_unsafeStart: UnsafeRawPointer(base ?? UnsafeMutableRawPointer(bitPattern: 8)!), byteCount: count)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }
}

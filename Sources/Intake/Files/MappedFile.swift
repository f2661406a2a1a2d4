internal import CLinux
internal import Glibc

/// A whole file in memory, read-only, without copying. It owns the mapping.
@safe
struct MappedFile: ~Copyable, @unchecked Sendable {
    private let base: UnsafeMutableRawPointer?
    private let count: Int
    /// What makes it harmless that somebody cuts the file.
    private let guarding: Int32

    private init(base: UnsafeMutableRawPointer?, count: Int, guarding: Int32) {
        unsafe self.base = base
        self.count = count
        self.guarding = guarding
    }

    /// Maps what `descriptor` refers to and advises the kernel that it will be read in order.
    ///
    /// - Returns: `nil` when it is no regular file or cannot be mapped (then it can still be read as a stream).
    static func map(_ descriptor: Int32) -> MappedFile? {
        var information = stat()
        // SAFETY: plain libc calls; the mapping is checked before it is kept.
        guard unsafe fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG else {
            return nil
        }
        let count = Int(information.st_size)
        guard count > 0 else { return unsafe MappedFile(base: nil, count: 0, guarding: -1) }
        let mapping = unsafe mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0)
        guard let mapping = unsafe mapping, unsafe mapping != MAP_FAILED else { return nil }
        unsafe madvise(mapping, count, MADV_SEQUENTIAL)
        let guarding = unsafe linux_guard_mapping(mapping, count)
        return unsafe MappedFile(base: mapping, count: count, guarding: guarding)
    }

    deinit {
        guard let base = unsafe base else { return }
        linux_unguard_mapping(guarding)
        unsafe munmap(base, count)
    }

    /// Brings what stands around `offset` into memory and into the page table at once, which costs less than a fault for
    /// every few pages. Where the kernel does not know how, the faults do it.
    ///
    /// - Returns: Where what was brought in ends.
    func populate(around offset: Int) -> Int {
        let start = offset & ~(Self.portion &- 1)
        let end = min(start &+ Self.portion, count)
        // SAFETY: the range lies within the mapping; nothing but the page table is changed.
        if let base = unsafe base { unsafe madvise(base + start, end &- start, Self.populateRead) }
        return end
    }

    /// Bytes at a time, a power of two of them: so few that a source is shown soon, and a thread can be stopped.
    private static let portion = 4 << 20
    /// `MADV_POPULATE_READ`, since Linux 5.14.
    private static let populateRead: Int32 = 22

    /// Somebody made the file shorter meanwhile; what is gone reads as zeros.
    var hasShrunk: Bool { linux_mapping_has_shrunk(guarding) != 0 }

    var bytes: RawSpan {
        @_lifetime(borrow self)
        borrowing get {
            // SAFETY: the mapping lives as long as this value, which the span borrows.
            let span = unsafe RawSpan(_unsafeBytes: UnsafeRawBufferPointer(start: base, count: count))
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }
}

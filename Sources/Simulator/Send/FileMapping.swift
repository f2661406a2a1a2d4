internal import CLinux
internal import Glibc

/// A whole file in memory, read-only, shared by every thread that sends from it.
@safe
final class FileMapping: @unchecked Sendable {
    private let base: UnsafeMutableRawPointer?
    let count: Int
    /// What makes it harmless that somebody cuts the file.
    private let guarding: Int32
    /// The file's own, to see at the end whether it became shorter within its last page.
    private let descriptor: Int32

    /// - Parameter descriptor: Of a regular file; only looked at.
    init(_ descriptor: Int32, label: String) throws(RecordingError) {
        var information = stat()
        // SAFETY: plain libc calls; the mapping is checked before it is kept.
        guard unsafe fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG else {
            throw RecordingError("\(label): is no regular file; send it from one")
        }
        count = Int(information.st_size)
        guard count > 0 else {
            throw RecordingError("\(label): is empty (0 bytes); nothing to send", .noData)
        }
        let mapping = unsafe mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0)
        guard let mapping = unsafe mapping, unsafe mapping != MAP_FAILED else {
            throw RecordingError("\(label): cannot be mapped: \(systemText(errno))")
        }
        guarding = unsafe linux_guard_mapping(mapping, count)
        self.descriptor = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
        unsafe base = mapping
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        guard let base = unsafe base else { return }
        linux_unguard_mapping(guarding)
        unsafe munmap(base, count)
    }

    /// Somebody made the file shorter meanwhile; what is gone reads as zeros.
    var hasShrunk: Bool {
        if linux_mapping_has_shrunk(guarding) != 0 { return true }
        var information = stat()
        // SAFETY: the structure outlives the call.
        return unsafe descriptor >= 0 && fstat(descriptor, &information) == 0 && information.st_size < count
    }

    var bytes: RawSpan {
        @_lifetime(borrow self)
        get {
            // SAFETY: the mapping lives as long as this object, which the span borrows.
            let span = unsafe RawSpan(_unsafeBytes: UnsafeRawBufferPointer(start: base, count: count))
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// A part of it; traps outside.
    @_lifetime(borrow self)
    func bytes(at offset: Int, count wanted: Int) -> RawSpan {
        let part = bytes.extracting(offset..<(offset + wanted))
        // SAFETY: the mapping lives as long as this object, which the span borrows.
        return unsafe _overrideLifetime(part, borrowing: self)
    }
}

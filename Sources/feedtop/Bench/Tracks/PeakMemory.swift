internal import Glibc

/// The most memory that this process had at a time, pages of mapped files included.
enum PeakMemory {
    /// Begins anew with what is there now. Where the kernel refuses, the peak stays that of the whole process.
    static func reset() {
        let descriptor = unsafe open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var command = UInt8(ascii: "5")
        // SAFETY: one byte is there, and one is written.
        _ = unsafe write(descriptor, &command, 1)
    }

    /// In bytes; `nil` when the kernel does not tell.
    static var now: UInt64? {
        guard let line = KernelText.line(of: "/proc/self/status", beginning: "VmHWM:") else { return nil }
        return line.split(whereSeparator: \.isWhitespace).compactMap { UInt64($0) }.first.map { $0 * 1024 }
    }
}

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
        let descriptor = unsafe open("/proc/self/status", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var text = [UInt8](repeating: 0, count: 4096)
        // SAFETY: the array has as many bytes as are asked for.
        let count = unsafe read(descriptor, &text, text.count)
        let lines = String(decoding: text.prefix(max(0, count)), as: UTF8.self).split(separator: "\n")
        guard let line = lines.first(where: { $0.hasPrefix("VmHWM:") }) else { return nil }
        return line.split(whereSeparator: \.isWhitespace).compactMap { UInt64($0) }.first.map { $0 * 1024 }
    }
}

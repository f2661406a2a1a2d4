internal import Glibc

/// What the kernel tells in lines of text.
enum KernelText {
    /// The first line of a file of its that begins so, among the first 4,096 bytes; `nil`: there is none.
    static func line(of path: String, beginning start: String) -> String? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var text = [UInt8](repeating: 0, count: 4096)
        // SAFETY: the array has as many bytes as are asked for.
        let count = unsafe read(descriptor, &text, text.count)
        let lines = String(decoding: text.prefix(max(0, count)), as: UTF8.self).split(separator: "\n")
        return lines.first { $0.hasPrefix(start) }.map { String($0) }
    }
}

import Glibc
import Market
import OrderFlow

/// The ledger as a file, for the exchange's ticket.
enum GapFile {
    /// Writes it into a new file of the current directory, named after the host's local time; no file is ever
    /// overwritten.
    ///
    /// - Returns: For the foot of the screen: the file's full path, or why there is none.
    static func save(_ text: String, at time: UInt64) -> String {
        let folder = currentFolder
        let stem = "\(folder)/feedtop-gaps-\(stamp(time))"
        for attempt in 1...99 {
            let path = attempt == 1 ? "\(stem).txt" : "\(stem)-\(attempt).txt"
            // SAFETY: Swift lends the path as a string that ends with a zero, for the time of each call.
            let file = unsafe open(
                path.systemPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o644)
            if file < 0, errno == EEXIST { continue }
            guard file >= 0 else { return "not saved: \(path): \(systemMessage(errno))" }
            let failure = writeAll(Array(text.utf8), to: file)
            close(file)
            guard failure == 0 else {
                unsafe unlink(path.systemPath)
                return "not saved: \(path): \(systemMessage(failure))"
            }
            return "saved \(path)"
        }
        return "not saved: \(stem).txt and 98 others of that second are there already"
    }

    /// `YYYYMMDD-HHMMSS`, local time.
    private static func stamp(_ nanoseconds: UInt64) -> String {
        var seconds = time_t(nanoseconds / 1_000_000_000)
        // SAFETY: both structures are read and written during the calls only, and `tm` has plain members but for
        // the name of its zone, which nothing here looks at.
        var local = unsafe tm()
        unsafe localtime_r(&seconds, &local)
        var text = [CChar](repeating: 0, count: 32)
        let count = unsafe strftime(&text, text.count, "%Y%m%d-%H%M%S", &local)
        return String(decoding: text.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static var currentFolder: String {
        var buffer = [CChar](repeating: 0, count: 4097)
        // SAFETY: the buffer is the array's own, for the time of the call; what is in it ends with a zero.
        guard unsafe getcwd(&buffer, buffer.count) != nil else { return "." }
        let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return PathText.text(bytes)
    }
}

import CNcurses
import Glibc
import OrderFlow

/// Looks about once a second whether the file of the theme that is shown has changed. Only its name counts, so it makes
/// no difference whether an editor writes into the file or puts another in its place.
struct ThemeWatch {
    /// What tells one state of a file from another.
    private struct Stamp: Equatable {
        var device: UInt
        var inode: UInt
        var size: Int
        var seconds: Int
        var nanoseconds: Int
    }

    static let interval: UInt64 = 1_000_000_000
    private(set) var choice: ThemeChoice
    private var stamp: Stamp?
    private var nextLook: UInt64 = 0

    init(_ choice: ThemeChoice) {
        self.choice = choice
        stamp = choice.path.flatMap(Self.stamp)
    }

    /// When to look again, in ns of the monotonic clock; never for a theme in the program itself.
    var deadline: UInt64 { choice.path == nil ? .max : nextLook }

    /// The theme as it is now, if its file has changed since the last look. A file that is gone for a while, as when an
    /// editor renames, has not changed: the looks stay.
    mutating func look(_ now: UInt64) -> Result<ThemeFile, ThemeError>? {
        guard let path = choice.path, now >= nextLook else { return nil }
        nextLook = now &+ Self.interval
        guard let found = Self.stamp(path), found != stamp else { return nil }
        stamp = found
        do throws(ThemeError) { return .success(try choice.load()) } catch { return .failure(error) }
    }

    private static func stamp(_ path: String) -> Stamp? {
        var status = stat()
        // SAFETY: Swift lends the path as a string that ends with a zero; the status is written during the call only.
        guard unsafe stat(path.systemPath, &status) == 0 else { return nil }
        return Stamp(
            device: UInt(status.st_dev), inode: UInt(status.st_ino), size: Int(status.st_size),
            seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec)
    }
}

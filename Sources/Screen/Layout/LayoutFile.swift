import Glibc
import OrderFlow

/// The file in which the layout is kept: `layout.toml` in the program's state directory. It is a convenience, so
/// nothing about it ever fails the program.
public struct LayoutFile: Sendable {
    public let path: String
    /// As it was read; where the file says nothing, or nothing of use, as it is when new.
    public let layout: Layout
    /// What is wrong with the file, where, and what to do about it; `nil`: nothing.
    public let problem: String?

    static let longest = 1 << 16

    /// Reads the file, if there is one.
    public init(reading path: String) {
        self.path = path
        let bytes: [UInt8]
        switch Self.read(path) {
        case .missing:
            (layout, problem) = (Layout(), nil)
            return
        case .refused(let reason):
            layout = Layout()
            problem = "\(path) cannot be read: \(reason); the layout of the last run is left out"
            return
        case .bytes(let read): bytes = read
        }
        guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
            layout = Layout()
            problem = "\(path) is not a text file; --reset-layout removes it"
            return
        }
        let (read, wrong) = Layout.parse(text)
        layout = read
        problem = wrong.map { "\(path):\($0.line): \($0.reason); --reset-layout forgets it all" }
    }

    /// `$XDG_STATE_HOME/feedtop/layout.toml`, or below `~/.local/state` (XDG Base Directory Specification); `nil`
    /// where there is no home, or only one that is not absolute.
    public static var standardPath: String? {
        let home = environment("HOME").map { "\($0)/.local/state" }
        let named = environment("XDG_STATE_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
        guard let folder = named ?? home, folder.hasPrefix("/") else { return nil }
        return "\(folder)/feedtop/layout.toml"
    }

    /// Removes the file.
    ///
    /// - Returns: Why it could not be, for a person; `nil`: it is gone.
    public static func forget(_ path: String) -> String? {
        // SAFETY: Swift lends the path as a string that ends with a zero, for the time of the call.
        let result = unsafe unlink(path.systemPath)
        guard result != 0, errno != ENOENT, errno != ENOTDIR else { return nil }
        return "--reset-layout: \(path) cannot be removed: \(systemMessage(errno)); remove it by hand"
    }

    private enum Content {
        case missing
        case refused(String)
        case bytes([UInt8])
    }

    /// A pipe or a device in its place must not hold the program up, and a file has to be of a sensible size.
    private static func read(_ path: String) -> Content {
        // SAFETY: as above.
        let file = unsafe open(path.systemPath, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard file >= 0 else {
            return errno == ENOENT || errno == ENOTDIR ? .missing : .refused(systemMessage(errno))
        }
        defer { close(file) }
        var facts = stat()
        // SAFETY: the facts are written during the call only.
        guard unsafe fstat(file, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            return .refused("it is no regular file")
        }
        var bytes = [UInt8](repeating: 0, count: longest + 1)
        var count = 0
        while count < bytes.count {
            // SAFETY: the buffer is the array's own, for the time of the call; `count` lies inside it.
            let taken = unsafe bytes.withUnsafeMutableBytes {
                unsafe Glibc.read(file, $0.baseAddress! + count, $0.count - count)
            }
            if taken < 0, errno == EINTR { continue }
            guard taken >= 0 else { return .refused(systemMessage(errno)) }
            if taken == 0 { return .bytes(Array(bytes.prefix(count))) }
            count += taken
        }
        return .refused("it is longer than \(longest) bytes, which no layout is")
    }
}

extension LayoutFile {
    /// Writes the layout, where it is another one than was read: whole, or not at all. Where it cannot be written
    /// nothing is, and nothing is said.
    public func keep(_ layout: Layout) {
        guard layout != self.layout else { return }
        guard let slash = path.lastIndex(of: "/") else { return }
        Self.makeFolders(String(path[..<slash]))
        let draft = "\(path).\(getpid())"
        // SAFETY: Swift lends paths as strings that end with a zero, for the time of each call.
        unsafe unlink(draft.systemPath)
        let file = unsafe open(draft.systemPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { return }
        let isWritten = writeAll(Array(layout.text.utf8), to: file) == 0
        let isClosed = close(file) == 0
        guard isWritten, isClosed, unsafe rename(draft.systemPath, path.systemPath) == 0 else {
            unsafe unlink(draft.systemPath)
            return
        }
    }

    /// The folder and those above it, for the person alone, as the specification asks for.
    private static func makeFolders(_ path: String) {
        var made = ""
        for name in path.split(separator: "/") {
            made += "/\(name)"
            // SAFETY: as above.
            unsafe mkdir(made.systemPath, 0o700)
        }
    }
}

/// Writes it all.
///
/// - Returns: 0, or the system's error number.
func writeAll(_ bytes: [UInt8], to file: Int32) -> Int32 {
    var done = 0
    while done < bytes.count {
        // SAFETY: the buffer is the array's own, for the time of the call; `done` lies inside it.
        let count = unsafe bytes.withUnsafeBytes {
            unsafe write(file, $0.baseAddress! + done, $0.count - done)
        }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return count < 0 ? errno : ENOSPC }
        done += count
    }
    return 0
}

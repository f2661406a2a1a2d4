internal import Glibc
internal import Intake

/// A synthetic day file without a name, which is gone with this value, or with the process however that ends.
///
/// This very program writes it, started once more, so that what making it takes is not in this process's memory; it
/// writes into a pipe, so that it ends when nobody reads on.
struct GeneratedFile: ~Copyable {
    private let descriptor: Int32

    /// What opens it as a file of its own.
    var path: String { "/proc/self/fd/\(descriptor)" }

    deinit { close(descriptor) }

    /// - Parameter settings: Of `feedtop generate`.
    init(_ settings: [String]) throws(Failure) {
        var feed = try PipeEnds()
        var words = try PipeEnds()
        let child = try Self.spawn(["generate", "-"] + settings, output: feed.write, errors: words.write)
        feed.closeWrite()
        words.closeWrite()
        var plain: Int32 = -1
        var failure: Failure?
        do throws(IntakeError) {
            plain = try PlainFile.open("/proc/self/fd/\(feed.read)").descriptor
        } catch { failure = Failure(error) }
        // If it still writes, it learns that nobody reads.
        feed.closeRead()
        let said = words.readAll()
        var status: Int32 = 0
        while unsafe waitpid(child, &status, 0) < 0, errno == EINTR {}
        if failure == nil, status != 0 {
            let line = said.split(separator: "\n").last.map { String($0) } ?? "it was ended"
            let words = line.hasPrefix("feedtop: ") ? String(line.dropFirst(9)) : line
            failure = Failure(line: words, code: status & 0x7F == 0 ? (status >> 8) & 0xFF : 1)
        }
        if let failure {
            if plain >= 0 { close(plain) }
            throw failure
        }
        descriptor = plain
    }

    private static func spawn(
        _ words: [String], output: Int32, errors: Int32
    ) throws(Failure) -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        var child = pid_t()
        // SAFETY: the actions are initialised before use and destroyed after; the argument array ends with nil.
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, errors, 2)
        var arguments: [UnsafeMutablePointer<CChar>?] =
            unsafe (["feedtop"] + words).map { (word: String) in unsafe strdup(word) } + [nil]
        defer { for index in unsafe arguments.indices { unsafe free(arguments[index]) } }
        let code = unsafe posix_spawn(&child, "/proc/self/exe", &actions, nil, &arguments, environ)
        guard code == 0 else {
            // SAFETY: strerror returns a zero-terminated text; the message is copied at once.
            throw .failed("the generator cannot be started: \(unsafe String(cString: strerror(code)))")
        }
        return child
    }
}

/// Both ends of a pipe that no child inherits.
private struct PipeEnds: ~Copyable {
    private(set) var read: Int32
    private(set) var write: Int32

    init() throws(Failure) {
        var ends: (Int32, Int32) = (-1, -1)
        let refused = unsafe withUnsafeMutableBytes(of: &ends) { bytes in
            // SAFETY: a pair of Int32 lies in memory as an array of two.
            unsafe pipe(bytes.assumingMemoryBound(to: Int32.self).baseAddress!)
        }
        guard refused == 0 else { throw .failed("no pipe for the generator") }
        _ = fcntl(ends.0, F_SETFD, FD_CLOEXEC)
        _ = fcntl(ends.1, F_SETFD, FD_CLOEXEC)
        (read, write) = ends
    }

    deinit {
        for end in [read, write] where end >= 0 { close(end) }
    }

    mutating func closeRead() {
        close(read)
        read = -1
    }

    mutating func closeWrite() {
        close(write)
        write = -1
    }

    /// Everything until the other end is closed.
    func readAll() -> String {
        var text: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            // SAFETY: the array has as many bytes as are asked for.
            let count = unsafe Glibc.read(read, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return String(decoding: text, as: UTF8.self) }
            text += chunk[..<count]
        }
    }
}

internal import CLinux
internal import Capture
internal import Glibc
internal import Ring
internal import Synchronization

/// The system's own gzip, zstd, xz, bzip2 or lz4 as a child process that turns one descriptor into another.
struct Decompressor: ~Copyable, Sendable {
    /// The decompressed bytes. Whoever reads them closes it.
    let output: Int32
    private let child: pid_t
    private let complaints: Int32
    private let name: String

    /// - Parameters:
    ///   - input: The compressed bytes; owned from here on.
    ///   - prefix: Bytes that were read from `input` already and cannot be read again (a pipe).
    ///   - label: The source's name, for errors.
    init(_ compression: Compression, input: Int32, prefix: [UInt8], label: String) throws(IntakeError) {
        name = compression.command
        var (childInput, feed): (Int32, Int32) = (input, -1)
        if !prefix.isEmpty { (childInput, feed) = try Self.pipePair(label) }
        let (output, childOutput) = try Self.pipePair(label)
        // A file rather than a pipe: however much the child complains, it never waits for a reader.
        let complaints = unsafe linux_memory_file("complaints")
        guard complaints >= 0 else {
            throw IntakeError("\(label): no file in memory to unpack it with: \(IntakeError.reason())")
        }
        var actions = unsafe posix_spawn_file_actions_t()
        var child = pid_t()
        // SAFETY: the actions are initialised before use and destroyed after; the argument array ends with nil.
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, childInput, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, childOutput, 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, complaints, 2)
        var arguments: [UnsafeMutablePointer<CChar>?] =
            unsafe ([compression.command] + compression.arguments).map { unsafe strdup($0) } + [nil]
        defer { for index in unsafe arguments.indices { unsafe free(arguments[index]) } }
        var attributes = posix_spawnattr_t()
        var noSignals = sigset_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        // The receiver thread has its signals blocked; the child must not inherit that.
        unsafe sigemptyset(&noSignals)
        unsafe posix_spawnattr_setsigmask(&attributes, &noSignals)
        // Nor what this program ignores.
        var usual = sigset_t()
        unsafe sigemptyset(&usual)
        unsafe sigaddset(&usual, SIGXFSZ)
        unsafe posix_spawnattr_setsigdefault(&attributes, &usual)
        unsafe posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        let failure = unsafe posix_spawnp(&child, name, &actions, &attributes, &arguments, environ)
        close(childInput)
        close(childOutput)
        guard failure == 0 else {
            for descriptor in [output, complaints, feed, feed >= 0 ? input : -1] where descriptor >= 0 {
                close(descriptor)
            }
            throw IntakeError(
                "\(label): it is compressed by \(name), and the command '\(name)' cannot be run "
                    + "(\(IntakeError.reason(failure))); install \(name) or decompress the file first")
        }
        self.output = output
        self.complaints = complaints
        self.child = child
        // It ends by itself, with its input or with the child.
        if feed >= 0 {
            WorkerThread(name: "feeder", carrying: FeederEnds(input, feed, prefix)) { $0.run() }.detach()
        }
    }

    /// Waits for the child.
    ///
    /// - Parameter isReadToEnd: Its output was read to the end. If not, it may be waiting for more input, and is ended.
    /// - Returns: What it complained about, if it failed by itself; `nil` when all went well.
    consuming func finish(isReadToEnd: Bool) -> String? {
        if !isReadToEnd { kill(child, SIGKILL) }
        var status: Int32 = 0
        while unsafe waitpid(child, &status, 0) < 0, errno == EINTR {}
        var text = [UInt8](repeating: 0, count: 4096)
        // SAFETY: the array has as many bytes as are asked for.
        let count = unsafe pread(complaints, &text, text.count, 0)
        close(complaints)
        text.removeLast(text.count - max(0, count))
        guard isReadToEnd, status != 0 else { return nil }
        let words = String(decoding: text, as: UTF8.self).split(whereSeparator: \.isNewline).map { line in
            line.filter { !$0.isWhitespace || $0 == " " }.trimmingSpaces()
        }
        return words.filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// A pipe whose ends the child does not inherit by accident.
    private static func pipePair(_ label: String) throws(IntakeError) -> (read: Int32, write: Int32) {
        var ends: (Int32, Int32) = (-1, -1)
        let failure = unsafe withUnsafeMutableBytes(of: &ends) { bytes in
            // SAFETY: a pair of Int32 lies in memory as an array of two.
            unsafe pipe(bytes.assumingMemoryBound(to: Int32.self).baseAddress!)
        }
        guard failure == 0 else {
            throw IntakeError("\(label): no pipe to unpack it with: \(IntakeError.reason())")
        }
        _ = fcntl(ends.0, F_SETFD, FD_CLOEXEC)
        _ = fcntl(ends.1, F_SETFD, FD_CLOEXEC)
        return ends
    }
}

extension StringProtocol {
    fileprivate func trimmingSpaces() -> String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}

/// Copies a pipe whose beginning was read already into the child's input.
private struct FeederEnds: ~Copyable, Sendable {
    let input: Int32
    let output: Int32
    let prefix: [UInt8]

    init(_ input: Int32, _ output: Int32, _ prefix: [UInt8]) {
        self.input = input
        self.output = output
        self.prefix = prefix
    }

    consuming func run() {
        var chunk = prefix
        var count = prefix.count
        while count > 0, put(chunk, count) {
            if chunk.count < 65_536 { chunk = [UInt8](repeating: 0, count: 65_536) }
            // SAFETY: the chunk has as many bytes as are asked for.
            repeat { count = unsafe read(input, &chunk, chunk.count) } while count < 0 && errno == EINTR
        }
        close(output)
        close(input)
    }

    private func put(_ chunk: [UInt8], _ count: Int) -> Bool {
        var done = 0
        while done < count {
            let written = unsafe chunk.withUnsafeBytes { bytes in
                // SAFETY: `done ..< count` lies inside the chunk.
                unsafe write(output, bytes.baseAddress! + done, count - done)
            }
            if written < 0, errno == EINTR { continue }
            if written <= 0 { return false }
            done += written
        }
        return true
    }
}

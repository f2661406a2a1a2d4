internal import Glibc
internal import Simulator

/// The benchmark's sender, as this process sees it: this very program started once more, a socket for its commands.
struct SenderProcess: ~Copyable {
    private let child: pid_t
    private let channel: Int32

    /// Starts it, and waits until it has made its messages.
    static func start() throws(Failure) -> SenderProcess {
        var ends: (Int32, Int32) = (-1, -1)
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let refused = unsafe withUnsafeMutableBytes(of: &ends) { bytes in
            // SAFETY: a pair of Int32 lies in memory as an array of two.
            unsafe socketpair(AF_UNIX, kind, 0, bytes.assumingMemoryBound(to: Int32.self).baseAddress!)
        }
        guard refused == 0 else { throw .failed("no socket pair for the benchmark's sender") }
        var actions = unsafe posix_spawn_file_actions_t()
        var child = pid_t()
        // SAFETY: the actions are initialised before use and destroyed after; the argument array ends with nil.
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, ends.1, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, ends.1, 1)
        var arguments: [UnsafeMutablePointer<CChar>?] =
            unsafe ["feedtop", "bench", "sender"].map { (word: String) in unsafe strdup(word) } + [nil]
        defer { for index in unsafe arguments.indices { unsafe free(arguments[index]) } }
        let code = unsafe posix_spawn(&child, "/proc/self/exe", &actions, nil, &arguments, environ)
        Glibc.close(ends.1)
        guard code == 0 else {
            Glibc.close(ends.0)
            // SAFETY: strerror returns a zero-terminated text; the message is copied at once.
            throw .failed(
                "the benchmark's sender cannot be started: \(unsafe String(cString: strerror(code)))")
        }
        let sender = SenderProcess(child: child, channel: ends.0)
        let greeting = try sender.answer()
        guard greeting == "ready" else { throw .failed("the benchmark's sender says '\(greeting)'") }
        return sender
    }

    deinit {
        Glibc.close(channel)
        // It ends with its input, but not while it sends.
        kill(child, SIGKILL)
        var status: Int32 = 0
        while unsafe waitpid(child, &status, 0) < 0, errno == EINTR {}
    }

    /// - Returns: The TCP port it listens on.
    func listen() throws(Failure) -> UInt16 {
        let words = try ask("listen").split(separator: " ")
        guard words.count == 2, words[0] == "port", let port = UInt16(words[1]) else {
            throw .failed("the benchmark's sender does not listen")
        }
        return port
    }

    func accept() throws(Failure) { _ = try ask("accept") }
    func aim(at port: UInt16) throws(Failure) { _ = try ask("aim \(port)") }
    func close() throws(Failure) { _ = try ask("close") }

    /// Sends as told, and waits until that is done.
    ///
    /// - Parameters:
    ///   - messages: In all since the connection began.
    ///   - rate: Messages a second; 0: as fast as it goes.
    func send(
        messages: UInt64 = .max, nanoseconds: UInt64, rate: UInt64, batchBits: UInt64
    ) throws(Failure) -> LoopReport {
        let line = try ask("send \(messages) \(nanoseconds) \(rate) \(batchBits)")
        guard let report = LoopReport(line: line) else {
            throw .failed("the benchmark's sender says '\(line)'")
        }
        return report
    }

    private func ask(_ command: String) throws(Failure) -> String {
        var line = command + "\n"
        let sent = line.withUTF8 { bytes in
            // SAFETY: the pointer and the count are the text's own.
            unsafe Glibc.send(channel, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        }
        guard sent == line.utf8.count else { throw .failed("the benchmark's sender is gone") }
        let answer = try answer()
        guard !answer.hasPrefix("error ") else { throw .failed(String(answer.dropFirst(6))) }
        return answer
    }

    private func answer() throws(Failure) -> String {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while true {
            // SAFETY: one byte is asked for, and there is room for one.
            let count = unsafe read(channel, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1 else { throw .failed("the benchmark's sender has ended early") }
            if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
            line.append(byte)
        }
    }
}

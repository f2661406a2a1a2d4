import Foundation

/// Starts programs as a shell would: with no signal blocked or ignored.
/// (`Process` passes on the test runner's signal mask, and a descriptor by which it learns of the end.)
enum Child {
    static func spawn(
        _ path: String, _ arguments: [String], environment: [String: String] = [:], input: Int32,
        output: Int32, errors: Int32
    ) throws -> pid_t {
        try spawn(path, arguments, environment, flags: 0) { actions in
            posix_spawn_file_actions_adddup2(&actions, input, 0)
            posix_spawn_file_actions_adddup2(&actions, output, 1)
            posix_spawn_file_actions_adddup2(&actions, errors, 2)
        }
    }

    /// In a session of its own, on the terminal with that device name.
    static func spawn(
        _ path: String, _ arguments: [String], environment: [String: String], terminal: String
    ) throws -> pid_t {
        let newSession: Int32 = 0x80  // POSIX_SPAWN_SETSID, which Glibc's module hides
        return try spawn(path, arguments, environment, flags: newSession) { actions in
            // The first terminal that a session's leader opens becomes its own.
            for stream in 0...2 as ClosedRange<Int32> {
                posix_spawn_file_actions_addopen(&actions, stream, terminal, O_RDWR, 0)
            }
        }
    }

    private static func spawn(
        _ path: String, _ arguments: [String], _ environment: [String: String], flags: Int32,
        _ streams: (inout posix_spawn_file_actions_t) -> Void
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        streams(&actions)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(
            &attributes, Int16(Int32(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) | flags))
        // Nothing is kept between runs, and least of all in the home of whoever runs the tests, unless a test says so; and
        // colours are as they are where nobody asked for others.
        let merged = ProcessInfo.processInfo.environment
            .filter { !["NO_COLOR", "COLORTERM"].contains($0.key) }
            .merging(["XDG_STATE_HOME": "/dev/null"]) { $1 }
            .merging(environment) { $1 }
        var words = ([path] + arguments).map { strdup($0) } + [nil]
        var variables = merged.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in words + variables { free(text) } }
        var child = pid_t()
        let failure = posix_spawn(&child, path, &actions, &attributes, &words, &variables)
        guard failure == 0 else { throw POSIXError(POSIXErrorCode(rawValue: failure) ?? .EIO) }
        return child
    }

    /// Seconds that all threads of a process have run, to the nanosecond (Linux, `schedstat`).
    static func processorTime(_ pid: pid_t) -> Double {
        let folder = "/proc/\(pid)/task"
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return threads.reduce(0) { sum, thread in
            let text = (try? String(contentsOfFile: "\(folder)/\(thread)/schedstat", encoding: .utf8)) ?? ""
            return sum + (text.split(separator: " ").first.flatMap { Double($0) } ?? 0) / 1e9
        }
    }

    /// Waits for the end: exit code and signal, as a shell tells them.
    static func wait(_ child: pid_t) -> (code: Int32, signal: Int32) {
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? ((status >> 8) & 0xFF, 0) : (128 + signal, signal)
    }

    /// Runs to the end.
    ///
    /// - Parameter seconds: Killed after so long: a hang is a failure, never a hung test run.
    static func run(
        _ path: String, _ arguments: [String], environment: [String: String] = [:], input: Data? = nil,
        seconds: Double = 120
    ) throws -> Program.Result {
        let (stdin, stdout, stderr) = (try Pipe2(), try Pipe2(), try Pipe2())
        let child = try spawn(
            path, arguments, environment: environment, input: stdin.read, output: stdout.write,
            errors: stderr.write)
        close(stdin.read)
        close(stdout.write)
        close(stderr.write)
        let limit = DispatchWorkItem { kill(child, SIGKILL) }
        DispatchQueue.global().asyncAfter(deadline: .now() + seconds, execute: limit)
        signal(SIGPIPE, SIG_IGN)
        Thread.detachNewThread {
            if let input { try? FileHandle(fileDescriptor: stdin.write).write(contentsOf: input) }
            close(stdin.write)
        }
        let errors = Mailbox<Data>()
        Thread.detachNewThread {
            errors.put(FileHandle(fileDescriptor: stderr.read).readDataToEndOfFile())
            close(stderr.read)
        }
        let text = FileHandle(fileDescriptor: stdout.read).readDataToEndOfFile()
        close(stdout.read)
        let end = wait(child)
        limit.cancel()
        return Program.Result(
            output: String(decoding: text, as: UTF8.self),
            errors: String(decoding: errors.wait(), as: UTF8.self),
            code: end.code, signal: end.signal)
    }
}

/// A pipe that no child inherits by accident.
struct Pipe2 {
    let read: Int32
    let write: Int32

    init() throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw POSIXError(.EMFILE) }
        (read, write) = (ends[0], ends[1])
        _ = fcntl(read, F_SETFD, FD_CLOEXEC)
        _ = fcntl(write, F_SETFD, FD_CLOEXEC)
    }
}

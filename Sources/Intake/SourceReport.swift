public import Capture
public import Synchronization

/// What the receiver tells about its source as a whole: counters that anyone may read at any time, and words.
public final class SourceReport: Sendable {
    /// Records of a capture, or datagrams of a socket.
    public let packets = Atomic<UInt64>(0)
    /// Bytes of those packets as captured (with their headers), or of the stream.
    public let bytes = Atomic<UInt64>(0)
    /// Bytes of the file gone through; with `size` the progress.
    public let position = Atomic<UInt64>(0)
    /// Bytes of the file; 0: not known (a pipe, a socket).
    public let size = Atomic<UInt64>(0)
    /// Bytes after the last whole record or message.
    public let truncatedBytes = Atomic<UInt64>(0)
    /// The receiver has come to its end.
    public let isFinished = Atomic<Bool>(false)

    private let words = Mutex(Words())

    struct Words: Sendable {
        var skipped: [String: UInt64] = [:]
        var notes: [String] = []
        var failure: IntakeError?
        var technique = ""
    }

    public init() {}

    /// Frames that were not taken, by reason.
    public var skipped: [String: UInt64] { words.withLock { $0.skipped } }
    /// What the user should know, a line each.
    public var notes: [String] { words.withLock { $0.notes } }
    /// Why it ended early, if it did.
    public var failure: IntakeError? { words.withLock { $0.failure } }
    /// How bytes are received: `mapped file`, `recvmmsg`, …
    public var technique: String { words.withLock { $0.technique } }

    func set(technique: String) { words.withLock { $0.technique = technique } }
    func set(skipped: [String: UInt64]) { words.withLock { $0.skipped = skipped } }
    func note(_ line: String) { words.withLock { if !$0.notes.contains(line) { $0.notes.append(line) } } }
    func fail(_ error: IntakeError) { words.withLock { if $0.failure == nil { $0.failure = error } } }
}

internal import Synchronization

/// What the receiver tells about its source as a whole: counters that anyone may read at any time, and words.
public final class SourceReport: Sendable {
    private let counters = Counters()

    /// Records of a capture, or datagrams of a socket.
    public internal(set) var packets: UInt64 {
        get { counters.packets.load(ordering: .relaxed) }
        set { counters.packets.store(newValue, ordering: .relaxed) }
    }
    /// Bytes of those packets as captured (with their headers), or of the stream.
    public internal(set) var bytes: UInt64 {
        get { counters.bytes.load(ordering: .relaxed) }
        set { counters.bytes.store(newValue, ordering: .relaxed) }
    }
    /// Bytes of the file gone through; with `size` the progress.
    public internal(set) var position: UInt64 {
        get { counters.position.load(ordering: .relaxed) }
        set { counters.position.store(newValue, ordering: .relaxed) }
    }
    /// Bytes of the file; 0: not known (a pipe, a socket).
    public internal(set) var size: UInt64 {
        get { counters.size.load(ordering: .relaxed) }
        set { counters.size.store(newValue, ordering: .relaxed) }
    }
    /// Bytes after the last whole record or message.
    public internal(set) var truncatedBytes: UInt64 {
        get { counters.truncatedBytes.load(ordering: .relaxed) }
        set { counters.truncatedBytes.store(newValue, ordering: .relaxed) }
    }
    /// System calls made to receive, waiting for more included.
    public internal(set) var systemCalls: UInt64 {
        get { counters.systemCalls.load(ordering: .relaxed) }
        set { counters.systemCalls.store(newValue, ordering: .relaxed) }
    }
    /// Connections that came to be after the first.
    public internal(set) var reconnects: UInt64 {
        get { counters.reconnects.load(ordering: .relaxed) }
        set { counters.reconnects.store(newValue, ordering: .relaxed) }
    }
    /// Packets whose time is the one that a tap wrote into them.
    public internal(set) var tapTimes: UInt64 {
        get { counters.tapTimes.load(ordering: .relaxed) }
        set { counters.tapTimes.store(newValue, ordering: .relaxed) }
    }
    /// The receiver has come to its end.
    public internal(set) var isFinished: Bool {
        get { counters.isFinished.load(ordering: .acquiring) }
        set { counters.isFinished.store(newValue, ordering: .releasing) }
    }

    private let words = Mutex(Words())

    private struct Counters: ~Copyable, Sendable {
        let packets = Atomic<UInt64>(0)
        let bytes = Atomic<UInt64>(0)
        let position = Atomic<UInt64>(0)
        let size = Atomic<UInt64>(0)
        let truncatedBytes = Atomic<UInt64>(0)
        let systemCalls = Atomic<UInt64>(0)
        let reconnects = Atomic<UInt64>(0)
        let tapTimes = Atomic<UInt64>(0)
        let isFinished = Atomic<Bool>(false)
    }

    private struct Words: Sendable {
        var skipped: [String: UInt64] = [:]
        var notes: [String] = []
        var failure: IntakeError?
        var technique = ""
        var state = ""
        var clock: ReceiveClock?
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

    /// What the receiver waits for just now, such as a server that is gone; empty: nothing out of the ordinary.
    public var state: String { words.withLock { $0.state } }

    /// Which time of a frame counts as that of its receipt; `nil`: no frames come.
    public var clock: ReceiveClock? { words.withLock { $0.clock } }

    func set(clock: ReceiveClock) { words.withLock { $0.clock = clock } }
    func set(state: String) { words.withLock { $0.state = state } }
    func set(technique: String) { words.withLock { $0.technique = technique } }
    func set(skipped: [String: UInt64]) { words.withLock { $0.skipped = skipped } }
    func note(_ line: String) { words.withLock { if !$0.notes.contains(line) { $0.notes.append(line) } } }
    func fail(_ error: IntakeError) { words.withLock { if $0.failure == nil { $0.failure = error } } }
}

/// What the source is and how far it is: everything the screen says that is not in a snapshot.
public struct SourceStatus: Sendable, Equatable {
    public enum Kind: Sendable {
        case live, replay
    }

    public enum Phase: Sendable {
        case running, paused, ended, failed
    }

    /// The source as the person named it.
    public var source = ""
    public var kind = Kind.live
    public var phase = Phase.running
    /// Replay speed; 1 is the capture's own pace, infinity is as fast as it goes.
    public var speed = 1.0
    /// How much of a file has been read, 0...1; `nil`: not known.
    public var progress: Double?
    /// A line for the foot of the screen; with phase `failed`, the error.
    public var notice: String?
    /// How often the connection was lost and made again.
    public var reconnects: UInt64 = 0
    /// How bytes come in: `recvmmsg`, `mapped file`, …
    public var receive = ""
    public var feedCount = 1
    /// The kernel tells how many datagrams it dropped. Where it does not, the figure is unknown, not 0.
    public var knowsKernelDrops = false
    /// The transport numbers its messages. Where it does not, gaps are unknown, not 0.
    public var knowsSequence = true

    public init() {}
}

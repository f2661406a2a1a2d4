/// What the source is and how far it is: everything the screen says that is not in a snapshot.
public struct SourceStatus: Sendable, Equatable {
    public enum Kind: Sendable {
        case live, replay
    }

    public enum Phase: Sendable {
        /// `seeking`: on the way to another place of a replay, as fast as it goes.
        case running, paused, seeking, ended, failed
    }

    /// The source as the person named it.
    public var source = ""
    public var kind = Kind.live
    public var phase = Phase.running
    /// Replay speed; 1 is the capture's own pace, infinity is as fast as it goes.
    public var speed = 1.0
    /// How much of a file has been read, 0...1; `nil`: not known.
    public var progress: Double?
    /// With phase `seeking`: how much of the way is done, 0...1; `nil`: not known.
    public var seekProgress: Double?
    /// The source can be read again from its start, so that a replay can go back.
    public var canGoBack = false
    /// The feed time for which a replay waits in a hole of its file, ns since the epoch; `nil`: nothing is waited for.
    public var nextDue: UInt64?
    /// A line for the foot of the screen; with phase `failed`, the error.
    public var notice: String?
    /// How often the connection was lost and made again.
    public var reconnects: UInt64 = 0
    /// How bytes come in: `recvmmsg`, `mapped file`, …
    public var receive = ""
    /// Whose times the packets have, where it is not the capture's own: `tap clock`; empty: its own.
    public var clock = ""
    public var feedCount = 1
    /// The kernel tells how many datagrams it dropped. Where it does not, the figure is unknown, not 0.
    public var knowsKernelDrops = false
    /// How far the books are behind the source is measured. In a picture of a file nothing waits for anything.
    public var knowsBacklog = true
    /// The transport numbers its messages. Where it does not, gaps are unknown, not 0.
    public var knowsSequence = true

    /// Why gaps are not known, where that is so.
    var whyUnnumbered: String {
        knowsSequence ? "its messages are not numbered" : "this transport does not number its messages"
    }

    public init() {}
}

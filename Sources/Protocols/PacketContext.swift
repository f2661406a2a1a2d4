/// What the receiver knows of a packet (or stretch of a stream) before it is read.
@frozen
public struct PacketContext: Sendable {
    /// Which feed of the source, in order of appearance.
    public var feed: UInt16
    /// Which line of the feed.
    public var line: UInt8
    /// When the network saw it, ns since the epoch; 0: not known.
    public var received: UInt64
    /// When this program could first read it, host clock, ns since the epoch.
    public var intake: UInt64
    /// The kernel dropped something on this line since its packet before: a gap there is the kernel's.
    public var followsKernelDrop: Bool

    @inlinable
    public init(
        feed: UInt16, line: UInt8 = 0, received: UInt64, intake: UInt64, followsKernelDrop: Bool = false
    ) {
        self.feed = feed
        self.line = line
        self.received = received
        self.intake = intake
        self.followsKernelDrop = followsKernelDrop
    }
}

public import OrderFlow

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
    /// Why messages are lost that are missing right before the packet: the kernel dropped something on this line since
    /// its packet before, or the capture lacks something; where neither is known, the wire.
    public var gapCause: LossCause
    /// That it came has been told already, before it was known what it is.
    public var isTold = false

    @inlinable
    public init(
        feed: UInt16, line: UInt8 = 0, received: UInt64, intake: UInt64, gapCause: LossCause = .wire
    ) {
        self.feed = feed
        self.line = line
        self.received = received
        self.intake = intake
        self.gapCause = gapCause
    }
}

/// What the front of the bytes holds.
@frozen
public enum CaptureStep: Sendable, Equatable {
    /// A packet, and how many bytes the record takes in all.
    case packet(CapturedPacket, consumed: Int)
    /// Something that is no packet (a header, a statistics block): skip these bytes.
    case skip(consumed: Int)
    /// The record is not whole: this many bytes from the front are needed.
    case needsMore(Int)
}

/// One captured frame, as a range of the bytes given to `next`.
@frozen
public struct CapturedPacket: Sendable, Equatable {
    /// Nanoseconds since the epoch; 0: the record carries no time.
    public var timestamp: UInt64
    /// Where the frame begins, from the front.
    public var offset: Int
    /// Bytes stored.
    public var count: Int
    /// Bytes on the wire.
    public var originalCount: Int
    public var linkType: LinkType

    @inlinable
    public init(timestamp: UInt64, offset: Int, count: Int, originalCount: Int, linkType: LinkType) {
        self.timestamp = timestamp
        self.offset = offset
        self.count = count
        self.originalCount = originalCount
        self.linkType = linkType
    }

    /// Whether the snap length cut the frame: fewer bytes were stored than went over the wire.
    @inlinable public var isCut: Bool { count < originalCount }
}

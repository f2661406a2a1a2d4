/// Where a feed stands in its sender's numbering.
@frozen
public struct SequencePlace: Sendable, Equatable {
    /// How often the sender has begun anew since the source's first byte.
    public var life: Int
    /// The first number of this life, and the one that comes next; 0: not known.
    public var first: UInt64
    public var next: UInt64

    @inlinable
    public init(life: Int = 0, first: UInt64 = 0, next: UInt64 = 0) {
        self.life = life
        self.first = first
        self.next = next
    }
}

/// Messages that a feed waits for.
@frozen
public struct OpenGap: Sendable, Equatable {
    public var session: SessionIdentity
    public var first: UInt64
    public var count: UInt64
    /// When that was noticed, ns since the epoch.
    public var noticed: UInt64
    /// No line can bring them any more.
    public var isOnEveryLine: Bool

    @inlinable
    public init(
        session: SessionIdentity, first: UInt64, count: UInt64, noticed: UInt64, isOnEveryLine: Bool
    ) {
        self.session = session
        self.first = first
        self.count = count
        self.noticed = noticed
        self.isOnEveryLine = isOnEveryLine
    }
}

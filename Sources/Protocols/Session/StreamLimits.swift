/// How far one call of ``StreamDecoder/decode(_:_:_:into:)`` may go. It never goes further than 65,535 bytes.
@frozen
public struct StreamLimits: Sendable {
    /// At most this many messages, 1 or more.
    public var messages: Int
    /// Stop before the first message whose own time stamp is later than this (ns since the epoch).
    public var until: UInt64
    /// Stop before the first message that bears this number or passes it, in ``life`` alone (-1: in any); `nil`: no
    /// number stops it. No number may mean that, for a message may bear any.
    public var before: UInt64?
    public var life: Int

    @inlinable
    public init(messages: Int = 1024, until: UInt64 = .max, before: UInt64? = nil, life: Int = -1) {
        self.messages = messages
        self.until = until
        self.before = before
        self.life = life
    }

    /// Whether the message that bears `number` is the one to stop before, where `place` is.
    @inlinable
    public func isReached(by number: UInt64, at place: SequencePlace) -> Bool {
        guard let before else { return false }
        return number >= before && place.next <= before && (life < 0 || life == place.life)
    }
}

/// How far it went, and why it stopped.
@frozen
public struct StreamProgress: Sendable, Equatable {
    @frozen
    public enum Stop: Sendable, Equatable {
        /// The next message is not whole: this many bytes from the new front are needed to go on.
        case needsMore(Int)
        /// The message limit was met, or the 65,535 bytes of a stretch.
        case limit
        /// The next message is stamped later than `until`: with this time.
        case notDue(UInt64)
        /// The next message is the one to stop before.
        case reached
    }
    /// Bytes read from the front.
    public var consumed: Int
    public var stop: Stop

    @inlinable
    public init(consumed: Int, stop: Stop) {
        self.consumed = consumed
        self.stop = stop
    }
}

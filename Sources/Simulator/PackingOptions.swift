/// How messages are put into datagrams.
public struct PackingOptions: Sendable, Equatable {
    /// Payload bytes of a datagram at most, 100 to 65,507.
    public var maximumBytes = 1_400
    /// A message later than the datagram's first by more than this goes into the next one, ns.
    public var flushAfter: UInt64 = 20_000
    /// From a datagram's last message to its sending: at least, and randomly up to as much again, ns.
    public var sendDelay: UInt64 = 4_000
    /// MoldUDP64's session id as a number, shown with ten digits.
    public var session: UInt64 = 1
    /// A datagram is closed before each of these sequence numbers. Ascending.
    public var boundaries: [UInt64] = []
    /// Failures of the sender, by rising message counts.
    public var restarts: [SenderRestart] = []

    public init() {}
}

/// The sender fails and begins anew: sequence 1, empty books, and for ITCH another start of day.
public struct SenderRestart: Sendable, Equatable {
    public enum Style: Sendable, Equatable {
        /// MoldUDP64 under a new session id, one more than the old.
        case newSession
        /// The old session id; MoldUDP64 announces it by a heartbeat whose next sequence is 1.
        case sameSession
    }

    /// Happens after this many messages since the start, or since the restart before.
    public var afterMessages: UInt64
    public var style: Style

    public init(afterMessages: UInt64, style: Style = .newSession) {
        self.afterMessages = afterMessages
        self.style = style
    }
}

/// Datagrams one after another, each with the moment at which it is sent: what a capture writer or a live
/// sender takes.
public protocol DatagramFlow: ~Copyable {
    /// Makes the next datagram; its bytes are in ``bytes`` until the call after. `nil`: that was the last.
    mutating func next() -> DatagramFacts?
    /// The UDP payload of the datagram last made.
    var bytes: RawSpan { @_lifetime(borrow self) get }
    /// Messages that its datagrams have carried so far, before faults.
    var messages: UInt64 { get }
    /// Messages due before this moment (ns since the epoch) that are not made yet are put off until it.
    mutating func skip(to timestamp: UInt64)
}

/// What a datagram is, apart from its bytes.
public struct DatagramFacts: Sendable, Equatable {
    public enum Kind: Sendable {
        case data, heartbeat, endOfSession
    }

    public var kind: Kind
    /// When it is sent: nanoseconds since the Unix epoch. Never before the datagram that goes before it.
    public var time: UInt64
    /// 0 at first, one more after each restart of the sender.
    public var session: Int
    /// Of its first message; the next expected one for a heartbeat or an end of session.
    public var sequence: UInt64
    /// Messages inside.
    public var messages: Int

    public init(kind: Kind, time: UInt64, session: Int, sequence: UInt64, messages: Int) {
        self.kind = kind
        self.time = time
        self.session = session
        self.sequence = sequence
        self.messages = messages
    }

    /// The sequence numbers of its messages; empty without messages.
    public var sequences: Range<UInt64> { sequence..<(sequence + UInt64(messages)) }
}

extension DatagramFlow where Self: ~Copyable {
    /// Calls `visit` for every datagram that is left.
    public mutating func forEach<Failure: Error>(
        _ visit: (DatagramFacts, RawSpan) throws(Failure) -> Void
    ) throws(Failure) {
        while let facts = next() { try visit(facts, bytes) }
    }
}

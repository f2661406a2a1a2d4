public import OrderFlow

/// Turns single messages into events. Framing and sequence belong to the session layer around it.
public protocol MessageCodec: ~Copyable {
    /// No message of the protocol is longer, in bytes.
    static var longestMessage: Int { get }

    /// A packet (or stretch of a stream) begins that the network saw at `received` (ns since the epoch; 0:
    /// not known).
    mutating func begin(received: UInt64)
    /// The message's own time stamp, ns since the epoch; 0 when it has none that could be meant.
    mutating func time(of message: RawSpan) -> UInt64
    /// One message, whole: exactly one event that counts (or one `malformedMessage`), perhaps with
    /// continuations.
    mutating func decode<Sink: EventSink & ~Copyable>(_ message: RawSpan, into sink: inout Sink)
    /// The session is over and another begins: what was learnt for one session alone is forgotten.
    mutating func startOver()
}

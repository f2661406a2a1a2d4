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
    /// Decodes records, each a 16-bit big-endian length and so many bytes, as ``decode(_:into:)`` would one after the
    /// other, but faster; it may stop before any of them.
    ///
    /// - Parameters:
    ///   - offset: Where the first begins.
    ///   - end: No record that ends behind this is decoded.
    ///   - most: So many records at most.
    mutating func decodeRecords<Sink: EventSink & ~Copyable>(
        _ bytes: RawSpan, from offset: Int, to end: Int, atMost most: Int, into sink: inout Sink
    ) -> RecordRun
    /// The session is over and another begins: what was learnt for one session alone is forgotten.
    mutating func startOver()
}

extension MessageCodec where Self: ~Copyable {
    @inlinable
    public mutating func decodeRecords<Sink: EventSink & ~Copyable>(
        _ bytes: RawSpan, from offset: Int, to end: Int, atMost most: Int, into sink: inout Sink
    ) -> RecordRun { RecordRun(offset: offset) }
}

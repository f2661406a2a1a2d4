internal import OrderFlow

/// A sink as a receiver drives it, packet by packet and batch by batch.
protocol ReceiverSink: EventSink, ~Copyable {
    /// Nobody takes events any more.
    var isAbandoned: Bool { get }
    /// Before each packet of a live source: `byteCount` payload bytes are about to be read.
    mutating func beginPacket(byteCount: Int)
    /// Hands on everything accepted so far; `now` is the host's clock.
    mutating func publish(at now: UInt64)
    /// When a live source is silent: tells what is owed as soon as there is room.
    mutating func settleWhenIdle(at now: UInt64)
    /// Something is owed.
    var owesNotice: Bool { get }
    /// At the end of the source: tells what is still owed.
    mutating func settle()
    /// From here on asks `gate` before each event; `nil`: asks nobody. Only a sink that can publish in the middle of
    /// a packet heeds it.
    mutating func watch(_ gate: ReplayGate?)
}

extension ReceiverSink where Self: ~Copyable {
    mutating func watch(_ gate: ReplayGate?) {}
}

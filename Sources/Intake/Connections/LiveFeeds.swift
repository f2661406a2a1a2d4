internal import OrderFlow
internal import Protocols

/// A feed of messages while it is read. It outlives the connections that bring it.
struct MessageFeed {
    let decoder: StreamDecoder
    let number: UInt16
    var pacer: Pacer?
    /// The sink asks the pacer's gate.
    var isWatched = false
    /// What comes is stamped with the time when it was first readable: a socket's bytes have no other.
    var isStamped = false
}

/// The feeds of a stream that may break off and come again: found out once, at its first bytes.
struct LiveFeeds<Sink: ReceiverSink & ~Copyable>: ~Copyable {
    /// As its feed is named.
    let name: String
    /// As errors name it.
    let label: String
    let isStamped: Bool
    var messages: MessageFeed?
    var capture: CaptureReader<Sink>?
    /// The first bytes of a stream whose format is not found out.
    var firstBytes: [UInt8] = []

    init(name: String, label: String, isStamped: Bool) {
        self.name = name
        self.label = label
        self.isStamped = isStamped
    }
}

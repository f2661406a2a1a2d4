/// The event that goes before the events of one packet, read by name.
///
/// A stream without packets (a day file, TCP) is cut into stretches of at most 65,535 bytes, each begun the same way
/// with ``isPacket`` false.
extension OrderEvent {
    /// - Parameters:
    ///   - feed: Which feed of the source, in order of appearance.
    ///   - sequence: Of the packet's first message; 0 when the transport has none.
    ///   - messages: Message blocks the packet says it holds, at most 65,535.
    ///   - bytes: Payload bytes, at most 65,535.
    ///   - received: When the network saw it (kernel or capture time stamp), ns since the epoch; 0: not known.
    ///   - intake: When this program could first read it, on the host's clock, ns since the epoch.
    ///   - line: Which line of the feed it came on.
    @inlinable
    public static func packet(
        feed: UInt16, sequence: UInt64, messages: Int, bytes: Int, received: UInt64, intake: UInt64,
        line: UInt8 = 0, isPacket: Bool = true
    ) -> OrderEvent {
        OrderEvent(
            .packet, type: line, instrument: feed, reference: sequence, price: Int64(bitPattern: intake),
            quantity: UInt32(truncatingIfNeeded: min(bytes, 0xFFFF)) << 16
                | UInt32(truncatingIfNeeded: min(messages, 0xFFFF)),
            timestamp: received, quiet: !isPacket)
    }

    @inlinable public var packetFeed: UInt16 { instrument }
    @inlinable public var packetSequence: UInt64 { reference }
    @inlinable public var packetMessages: Int { Int(quantity & 0xFFFF) }
    @inlinable public var packetBytes: Int { Int(quantity >> 16) }
    @inlinable public var packetReceived: UInt64 { timestamp }
    @inlinable public var packetIntake: UInt64 { UInt64(bitPattern: price) }
    @inlinable public var packetLine: UInt8 { messageType }
    @inlinable public var isPacket: Bool { !isQuiet }
}

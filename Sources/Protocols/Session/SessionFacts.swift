public import OrderFlow

/// Session facts as events. `received` is the packet's own time, ns since the epoch; 0: not known.
extension OrderEvent {
    /// `count` messages from `first` on never came before this packet; `count` is 1 or more.
    @inlinable
    static func gap(from first: UInt64, count: UInt64, _ context: PacketContext) -> OrderEvent {
        .gap(
            from: first, through: first &+ count &- 1, cause: context.gapCause, received: context.received)
    }

    @inlinable
    static func duplicate(from first: UInt64, count: UInt64, received: UInt64) -> OrderEvent {
        OrderEvent(
            .duplicate, reference: first, quantity: UInt32(clamping: count), timestamp: received)
    }

    /// A packet of `messages` messages that is none of the feed's.
    @inlinable
    static func stray(sequence: UInt64, messages: Int, received: UInt64) -> OrderEvent {
        OrderEvent(
            .duplicate, type: DuplicateKind.stray.rawValue, reference: sequence,
            quantity: UInt32(clamping: messages), timestamp: received)
    }

    @inlinable
    static func reset(next: UInt64, isInMiddle: Bool = false, received: UInt64) -> OrderEvent {
        OrderEvent(.reset, reference: next, timestamp: received, quiet: isInMiddle)
    }

    @inlinable
    static func malformedPacket(lost: Int, received: UInt64) -> OrderEvent {
        OrderEvent(.malformedPacket, quantity: UInt32(clamping: lost), timestamp: received)
    }

    /// The match number of an execution or trade.
    @inlinable
    static func match(_ number: UInt64, of trade: OrderEvent) -> OrderEvent {
        OrderEvent(
            .match, type: trade.messageType, instrument: trade.instrument, reference: number,
            price: trade.price, quantity: trade.quantity, timestamp: trade.timestamp, continuation: true)
    }

    /// One message of a sound frame could not be read.
    ///
    /// - Parameter changesBooks: Whether messages of its type do.
    @inlinable
    static func malformedMessage(type: UInt8, changesBooks: Bool) -> OrderEvent {
        OrderEvent(.malformedMessage, type: type, quantity: 1, quiet: !changesBooks)
    }
}

extension PacketContext {
    /// When it came, as well as is known, ns since the epoch.
    @inlinable
    var moment: UInt64 { received == 0 ? intake : received }

    /// Goes before the events of a datagram.
    @inlinable
    func packet(sequence: UInt64, messages: Int, bytes: Int) -> OrderEvent {
        .packet(
            feed: feed, sequence: sequence, messages: messages, bytes: isTold ? 0 : bytes, received: received,
            intake: intake, line: line, isPacket: !isTold)
    }

    /// Begins (0 messages, 0 bytes) and closes (with what it had) a stretch of a stream; see
    /// ``StreamDecoder``.
    @inlinable
    func stretch(sequence: UInt64, messages: Int = 0, bytes: Int = 0) -> OrderEvent {
        .packet(
            feed: feed, sequence: sequence, messages: messages, bytes: isTold ? 0 : bytes, received: received,
            intake: intake, line: line, isPacket: false)
    }
}

/// A stretch of a stream has at most so many bytes, since a packet event counts them in 16 bits.
@usableFromInline let longestStretch = 0xFFFF

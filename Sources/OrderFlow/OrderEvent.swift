/// One thing that happened on a feed, in 32 bytes: two to a cache line, trivially copyable, owned.
///
/// The fields mean what ``EventKind`` says for the event's kind. Prices are raw integers at the feed's decimal scale;
/// timestamps are nanoseconds since the Unix epoch, UTC (0: the message carries none).
///
/// Every message of a feed becomes one event, or one event followed by continuations; so counting the events that
/// ``isMessage`` counts the messages, each under its wire type.
@frozen
public struct OrderEvent: BitwiseCopyable, Sendable, Equatable {
    public var reference: UInt64
    public var price: Int64
    public var timestamp: UInt64
    public var quantity: UInt32
    public var instrument: UInt16
    /// The message's type byte on the wire: `A`, `8`, or 1 for an order update.
    public var messageType: UInt8
    /// Kind in the low five bits, flags above.
    public var tag: UInt8

    @inlinable
    public init(
        _ kind: EventKind, type messageType: UInt8 = 0, instrument: UInt16 = 0, side: Side = .buy,
        reference: UInt64 = 0, price: Int64 = 0, quantity: UInt32 = 0, timestamp: UInt64 = 0,
        continuation: Bool = false, quiet: Bool = false
    ) {
        self.reference = reference
        self.price = price
        self.timestamp = timestamp
        self.quantity = quantity
        self.instrument = instrument
        self.messageType = messageType
        tag =
            kind.rawValue | side.rawValue << 7 | (continuation ? Self.continuationFlag : 0)
            | (quiet ? Self.quietFlag : 0)
    }

    @usableFromInline static let kindMask: UInt8 = 0x1F
    @usableFromInline static let quietFlag: UInt8 = 0x20
    @usableFromInline static let continuationFlag: UInt8 = 0x40

    @inlinable public var kind: EventKind {
        // SAFETY: there are 32 kinds without payload, numbered from 0 in order of declaration, which is how a frozen
        // enumeration lies in memory; so any five bits are one. `init(rawValue:)` is a call and a jump table.
        unsafe unsafeBitCast(tag & Self.kindMask, to: EventKind.self)
    }
    @inlinable public var side: Side { tag & 0x80 == 0 ? .buy : .sell }
    /// Belongs to the message of the event before it.
    @inlinable public var isContinuation: Bool { tag & Self.continuationFlag != 0 }
    /// The same as part of a message that is counted elsewhere.
    public var asContinuation: OrderEvent {
        var event = self
        event.tag |= Self.continuationFlag
        return event
    }
    /// Not printable (executions, trades) or not yet the end of its event (levels).
    @inlinable public var isQuiet: Bool { tag & Self.quietFlag != 0 }
    /// Stands for one message of the feed.
    @inlinable public var isMessage: Bool {
        // The flag makes the number greater than any kind.
        tag & (Self.kindMask | Self.continuationFlag) <= EventKind.skipped.rawValue
    }
    /// 1 for a message, else 0: for sums, without a branch that nobody could predict.
    @inlinable public var messageCount: UInt64 {
        (UInt64(tag & (Self.kindMask | Self.continuationFlag)) &- UInt64(EventKind.skipped.rawValue) &- 1)
            >> 63
    }
}

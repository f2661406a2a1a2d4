/// What an event says. At most 32 kinds, so that a kind shares its byte with the flags of ``OrderEvent``.
@frozen
public enum EventKind: UInt8, Sendable, CaseIterable {
    // Orders (order-level feeds)
    /// A new order: reference, price, quantity, side.
    case add
    /// An execution of `quantity` at the order's own price; flag `quiet`: not printable.
    case execute
    /// An execution of `quantity` at `price`; flag `quiet`: not printable (not a trade, not volume).
    case executeAtPrice
    /// `quantity` leaves the order, which keeps its place.
    case reduce
    /// The order leaves the book.
    case delete
    /// First half of a replace: `reference` is the order that leaves. A `replace` always follows at once.
    case replacing
    /// Second half of a replace: `reference` is the new order; side and instrument come from the one that left.
    case replace
    /// The order is set to price, quantity and side, whether known or not; quantity 0 deletes it.
    case update

    // Price levels and quotes
    /// The level at `price` now holds `quantity` (0: gone); flag `quiet`: more updates of this event follow.
    case level
    /// One side of a top of book is replaced: quantity 0 is no quote on that side.
    case quote

    // Trades and status
    /// A trade that changes no book (hidden, cross, or reported apart from the book).
    case trade
    /// Follows an execution or trade as a continuation: `reference` is its match number.
    case match
    /// A trade is void: `reference` is its match number; `quantity` 0 means it is known by that number alone.
    case bust
    /// The trading status of one instrument; see ``TradingStatus``.
    case status
    /// The instrument is halted on (or released by) this venue alone; `quantity` 1 or 0.
    case operationalHalt
    /// Names an instrument: up to 24 bytes of UTF-8 in reference, price and timestamp; see ``SymbolName``.
    case instrument
    /// A well-formed message that changes nothing here.
    case notice
    /// A well-formed message of a type unknown to us.
    case skipped

    // Packets and session facts
    /// A packet (or a stretch of a stream) begins; its events follow until the next one. See ``PacketEvent``.
    case packet
    /// Messages `reference ... price` (bit pattern) never came, on any line. See ``LossCause``.
    case gap
    /// `quantity` messages from `reference` on were dropped: they had come before, or their packet is a stray. See
    /// ``DuplicateKind``.
    case duplicate
    /// The sender began anew: books, trades and volumes of the feed start over. `reference` is the next sequence; flag
    /// `quiet`: it goes on in the middle of a session, numbered from there.
    case reset
    /// Nothing but a sign of life; `reference` is the sequence the next message will have.
    case heartbeat
    /// The sender said that the session is over.
    case endOfSession
    /// `quantity` messages could not be read though their frame was sound; flag `quiet`: none that changes a book.
    case malformedMessage
    /// The rest of a packet could not be read; `quantity` messages of it are known to be lost.
    case malformedPacket
    /// The receiver made everything before this visible; `timestamp` is the host's clock.
    case published
    /// The ring was full: `quantity` messages, `reference ... price` where they are numbered, were dropped here.
    case shed
    /// The kernel dropped `reference` datagrams since the last such event, for want of buffer; `instrument`: line.
    case kernelDrop
    /// Messages `reference ... price` did not come on one line of several, though another may have them.
    case lineGap
    /// Messages `reference ... price`, given up or asked for, came after all. See ``FillSource``.
    case filled
    /// `quantity` messages came first on line `messageType`, `timestamp` ns before line `instrument` brought them.
    case lead

    /// A part of an order, or all of it, was executed.
    @inlinable public var isExecution: Bool { self == .execute || self == .executeAtPrice }
}

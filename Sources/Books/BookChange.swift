package import OrderFlow

/// What one market event did, or half of one: in 64 bytes, written by the one function that changes the book. Whoever
/// wants to know what happened (tape, order flow, crossings, one instrument apart) reads these and looks nothing up.
package struct BookChange: BitwiseCopyable, Equatable {
    /// Why the book changed, or did not.
    package enum Cause: UInt8, Sendable, BitwiseCopyable {
        /// An order joins: a new one, or one that an update told.
        case add
        case execute
        /// A part of an order, or all of it, is cancelled.
        case cancel
        /// An order leaves to make room: for its successor, or for another one with the same reference.
        case leave
        /// The successor of an order joins.
        case replace
        /// The level at a price is set, or one side as a whole.
        case level
        /// A trade that changes no book.
        case trade
        case bust
        /// The trading status of the instrument: its number is the quantity, the one before the difference.
        case status
        /// On this venue alone; quantity 1 or 0.
        case halt
        /// Nothing here.
        case none
    }

    /// Whoever reads them in another module does so without a call.
    package struct Marks: OptionSet, Sendable, BitwiseCopyable {
        package let rawValue: UInt16
        @inlinable package init(rawValue: UInt16) { self.rawValue = rawValue }
        /// All of these.
        @inlinable package func has(_ marks: Marks) -> Bool { rawValue & marks.rawValue == marks.rawValue }
        @inlinable package static var sell: Marks { Marks(rawValue: 1) }
        /// The side is known.
        @inlinable package static var side: Marks { Marks(rawValue: 2) }
        /// The price is known.
        @inlinable package static var price: Marks { Marks(rawValue: 4) }
        /// Not printable: no trade that counts.
        @inlinable package static var quiet: Marks { Marks(rawValue: 8) }
        /// The order is not in the book.
        @inlinable package static var unknown: Marks { Marks(rawValue: 16) }
        /// The level has less than before.
        @inlinable package static var less: Marks { Marks(rawValue: 32) }
        /// The side had, and has, a best price.
        @inlinable package static var hadBest: Marks { Marks(rawValue: 64) }
        @inlinable package static var hasBest: Marks { Marks(rawValue: 128) }
        /// The book did not change, for want of memory.
        @inlinable package static var refused: Marks { Marks(rawValue: 256) }
        /// An event of its own, not a part of the one before.
        @inlinable package static var message: Marks { Marks(rawValue: 512) }
        /// Counts as a trade, at ``tradePrice``.
        @inlinable package static var traded: Marks { Marks(rawValue: 1024) }
        /// The message told the time itself.
        @inlinable package static var stamped: Marks { Marks(rawValue: 2048) }
        static var sellSide: Marks { Marks(rawValue: 1 | 2) }
        static var bests: Marks { Marks(rawValue: 64 | 128) }
        static var tradedOrLess: Marks { Marks(rawValue: 1024 | 32) }
    }

    /// Of the order; of a bust the match number.
    package var reference: UInt64 = 0
    /// Of the level that changed, or of the trade or bust.
    package var price: Int64 = 0
    /// What was executed or traded for; elsewhere the price of the order's level.
    package var tradePrice: Int64 = 0
    /// The message's own time, else its packet's, else the latest that the feed told.
    package var time: UInt64 = 0
    /// The best price on its side, before and after, where the marks say that there is one.
    package var bestBefore: Int64 = 0
    package var bestAfter: Int64 = 0
    /// What was executed, cancelled, added or traded; of a level what it has now; of a status its number.
    package var quantity: UInt32 = 0
    /// By how much the level at the price changed; see ``delta``. Of a status and a halt: the one before.
    package var difference: UInt32 = 0
    package var instrument: UInt16 = 0
    package var marks = Marks(rawValue: 0)
    package var messageType: UInt8 = 0
    package var cause = Cause.none
    /// Orders more or less at the level.
    package var orders: Int8 = 0

    package init() {}

    @inline(__always) package var side: Side? {
        marks.contains(.side) ? marks.contains(.sell) ? .sell : .buy : nil
    }

    /// By how much the quantity at the price changed; what does not fit 32 bits is cut to them.
    package var delta: Int64 { marks.contains(.less) ? -Int64(difference) : Int64(difference) }
}

/// The changes of some events, in order, where somebody reads them.
package struct BookLane: ~Copyable {
    /// An event comes to two changes at most.
    package static let capacity = 64
    @usableFromInline var changes = PageArray<BookChange>()
    package private(set) var count = 0

    /// - Parameter isRead: Somebody does; else nothing is kept.
    package init(isRead: Bool) { if isRead { _ = changes.grow(to: Self.capacity) } }

    @inline(__always)
    mutating func append(_ change: BookChange) {
        guard changes.count > 0 else { return }
        changes[count] = change
        count &+= 1
    }

    package mutating func removeAll() { count = 0 }

    @inlinable
    package subscript(index: Int) -> BookChange { changes[index] }
}

package import OrderFlow

/// What is kept of one instrument, in two cache lines: what every message touches is in the first.
package struct Instrument: BitwiseCopyable {
    /// By the side's number.
    var sides: InlineArray<2, BookSide>
    package var messages: UInt64
    /// Feed time of the last message.
    package var updated: UInt64
    private var marks: UInt8
    private var statusByte: UInt8
    /// Sign of the last trade's move.
    package private(set) var lastTick: Int8
    /// Messages in the second before that of `updated`.
    private var messagesInSecondBefore: UInt32
    /// `messages` when the second of `updated` began.
    private var messagesBeforeSecond: UInt64

    package private(set) var last: Int64
    package private(set) var high: Int64
    package private(set) var low: Int64
    package private(set) var trades: UInt64
    package private(set) var volume: UInt64
    package private(set) var lastSize: UInt32
    /// The feed's losses when each side was last replaced as a whole; see ``InstrumentTable``.
    private var bidLosses: UInt32
    private var askLosses: UInt32
    /// Rounds the size up to 128 bytes.
    private var padding: UInt64

    private static let seenMark: UInt8 = 1
    private static let activeMark: UInt8 = 2
    private static let tradedMark: UInt8 = 4
    private static let haltedHereMark: UInt8 = 8
    private static let crossedMark: UInt8 = 16

    /// Any message was about it.
    @inline(__always) package var isSeen: Bool { marks & Self.seenMark != 0 }
    /// It has or had an order, a level, a quote or a trade: a row of the table.
    @inline(__always) package var isActive: Bool { marks & Self.activeMark != 0 }
    /// It traded: `last`, `high` and `low` mean something.
    @inline(__always) package var hasTraded: Bool { marks & Self.tradedMark != 0 }
    /// Both.
    @inline(__always) var isInPlay: Bool { ~marks & (Self.seenMark | Self.activeMark) == 0 }
    @inline(__always) mutating func markSeen() { marks |= Self.seenMark }
    @inline(__always) mutating func markActive() { marks |= Self.activeMark }

    package var status: TradingStatus {
        get { TradingStatus(rawValue: statusByte) ?? .unknown }
        set { statusByte = newValue.rawValue }
    }
    /// Halted on this venue alone.
    package var isHaltedHere: Bool {
        get { marks & Self.haltedHereMark != 0 }
        set { marks = newValue ? marks | Self.haltedHereMark : marks & ~Self.haltedHereMark }
    }
    /// Its crossing is in the event log and has not ended; kept only for somebody who watches.
    package var isCrossed: Bool {
        get { marks & Self.crossedMark != 0 }
        set { marks = newValue ? marks | Self.crossedMark : marks & ~Self.crossedMark }
    }

    /// Counts a message at feed time `clock`, which lies in the second that began at `second`.
    @inline(__always)
    mutating func count(at clock: UInt64, second: UInt64) {
        if updated < second {
            let isAdjacent = updated >= second &- ExchangeTime.nanosecondsPerSecond
            messagesInSecondBefore =
                isAdjacent ? UInt32(truncatingIfNeeded: messages &- messagesBeforeSecond) : 0
            messagesBeforeSecond = messages
        }
        updated = clock
        messages &+= 1
    }

    /// Counts from nothing; the rate goes on.
    mutating func resetMessages() {
        messagesBeforeSecond &-= messages
        messages = 0
    }

    /// Messages in the whole second before the one that began at `second`.
    package func rate(before second: UInt64) -> UInt64 {
        if updated >= second { return UInt64(messagesInSecondBefore) }
        return second - updated <= ExchangeTime.nanosecondsPerSecond ? messages &- messagesBeforeSecond : 0
    }

    /// One trade that counts.
    @inline(__always)
    mutating func trade(_ price: Int64, _ quantity: UInt32) {
        if hasTraded {
            lastTick = price > last ? 1 : price < last ? -1 : 0
            high = max(high, price)
            low = min(low, price)
        } else {
            marks |= Self.tradedMark
            (high, low) = (price, price)
        }
        last = price
        lastSize = quantity
        trades &+= 1
        volume &+= UInt64(quantity)
    }

    /// A trade that counted is void. What it did to last, high and low cannot be told any more and stays.
    mutating func bust(_ quantity: UInt32) {
        trades -= min(trades, 1)
        volume -= min(volume, UInt64(quantity))
    }

    /// One side was replaced as a whole, after so many losses.
    @inline(__always)
    mutating func refresh(_ side: Side, after losses: UInt32) {
        switch side {
        case .buy: bidLosses = losses
        case .sell: askLosses = losses
        }
    }

    /// Both sides were replaced since the loss of that number.
    package func isRefreshed(after losses: UInt32) -> Bool { bidLosses == losses && askLosses == losses }

    init() {
        sides = InlineArray(repeating: BookSide())
        (messages, updated, messagesBeforeSecond) = (0, 0, 0)
        (statusByte, marks, lastTick) = (0, 0, 0)
        (last, high, low, trades, volume) = (0, 0, 0, 0, 0)
        (lastSize, messagesInSecondBefore, bidLosses, askLosses, padding) = (0, 0, 0, 0, 0)
    }
}

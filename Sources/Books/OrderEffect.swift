import OrderFlow

/// What an event about an order does to it. The one place that says what an add, an execution, a cancellation, a
/// replacement or an update means; whoever keeps orders, wherever they are, only carries it out.
struct OrderEffect {
    /// The quantity that the order had, and has then; 0: it is not in the book.
    let held: UInt64
    private(set) var left: UInt64
    let joins: Bool
    let price: Int64
    let instrument: UInt16
    /// 0 or 1; see ``Side``.
    let side: UInt64
    /// A part of the order, or all of it, is executed.
    let isExecution: Bool
    /// An update tells another price or side.
    private var isMoved = false
    /// Not 0 when it is not as simple as that, and ``exceptions(_:on:leaving:)`` says why.
    private let odd: UInt64

    /// - Parameters:
    ///   - order: The live order of that reference; quantity 0: there is none.
    ///   - leaving: The order that left for the `replace` that this is; quantity 0: none.
    @inline(__always)
    init(_ event: OrderEvent, on order: RestingOrder, leaving: RestingOrder) {
        let kind = UInt64(event.kind.rawValue)
        let wanted = UInt64(event.quantity)
        held = UInt64(order.quantity)
        isExecution = Self.executing &>> kind & 1 != 0
        if Self.joining &>> kind & 1 != 0 {
            // A replace is of the same instrument, on the same side, as the order that left.
            let isReplace = event.kind == .replace
            (joins, left, price) = (true, wanted, event.price)
            side = isReplace ? leaving.sideNumber : UInt64(event.tag >> 7)
            instrument = isReplace ? leaving.instrument : event.instrument
            odd = held | Bits.isZero(wanted) | (isReplace ? Bits.isZero(UInt64(leaving.quantity)) : 0)
        } else if event.kind == .update {
            // It joins if it is not there yet; else it stays where it is, with another quantity, or goes.
            (joins, left) = (held == 0, wanted)
            isMoved =
                held != 0 && wanted != 0
                && (order.price != event.price || order.sideNumber != UInt64(event.tag >> 7))
            price = joins ? event.price : order.price
            side = joins ? UInt64(event.tag >> 7) : order.sideNumber
            instrument = joins ? event.instrument : order.instrument
            let isOther = event.instrument != instrument && event.instrument != 0
            odd = isMoved || isOther || joins && wanted == 0 ? 1 : 0
        } else {
            // The rest stays, and of a cancelled or replaced order nothing.
            let shrinks = 0 &- (Self.shrinking &>> kind & 1)
            (joins, left, price) = (false, shrinks & (held &- wanted), order.price)
            (side, instrument) = (order.sideNumber, order.instrument)
            let other = event.instrument == 0 ? 0 : UInt64(event.instrument ^ order.instrument)
            odd = Bits.isZero(held) | left >> 32 | other
        }
    }

    /// What has to be seen to first.
    struct Exceptions: OptionSet {
        let rawValue: UInt8
        /// An order joins under the reference of one that is live, which leaves; or an update moves it to another price or
        /// side, which is a leave and a join.
        static let displaces = Exceptions(rawValue: 1)
        /// The order is not in the book.
        static let unknown = Exceptions(rawValue: 2)
        /// Nothing joins: without quantity, or instead of an order that was not there.
        static let nothing = Exceptions(rawValue: 4)
        /// More is taken than there was.
        static let excess = Exceptions(rawValue: 8)
        /// The message names another instrument than its order has, which keeps its own.
        static let mismatch = Exceptions(rawValue: 16)
    }

    /// There are none.
    @inline(__always) var isPlain: Bool { odd == 0 }

    /// - Parameter event: The one that this was made of, and so are the others.
    func exceptions(_ event: OrderEvent, on order: RestingOrder, leaving: RestingOrder) -> Exceptions {
        let (isThere, isNothing) = (held > 0, event.quantity == 0)
        var found = Exceptions(rawValue: 0)
        if !isThere, !joins || event.kind == .update && isNothing { found.insert(.unknown) }
        if joins, event.kind != .update {
            if isNothing || event.kind == .replace && leaving.quantity == 0 { found.insert(.nothing) }
        }
        if joins && isThere || isMoved { found.insert(.displaces) }
        if isThere, left >> 32 != 0 { found.insert(.excess) }
        if !joins, isThere, event.instrument != 0, event.instrument != order.instrument {
            found.insert(.mismatch)
        }
        return found
    }

    /// All that there was is taken.
    mutating func takeAll() { left = 0 }

    private static let joining = bit(.add) | bit(.replace)
    private static let executing = bit(.execute) | bit(.executeAtPrice)
    private static let shrinking = executing | bit(.reduce)
    private static func bit(_ kind: EventKind) -> UInt64 { 1 << UInt64(kind.rawValue) }

    @inline(__always) static func isExecution(_ kind: EventKind) -> Bool { executing &>> UInt64(kind.rawValue) & 1 != 0 }
    /// Orders more or less: 1, 0 or -1.
    @inline(__always) var orders: Int {
        joins ? 1 : left == 0 ? -1 : 0
    }
    /// What is taken from an order.
    @inline(__always) var taken: UInt32 { UInt32(truncatingIfNeeded: held &- left) }
    @inline(__always)
    func tradePrice(_ event: OrderEvent) -> Int64 { event.kind == .executeAtPrice ? event.price : price }
}

/// Answers in all bits, so that they can be asked on without a branch.
enum Bits {
    /// All ones if a number below 2^63 is 0, else zeros.
    @inline(__always)
    static func isZero(_ number: UInt64) -> UInt64 { isNegative(number &- 1) }
    /// All ones if the highest bit is set.
    @inline(__always)
    static func isNegative(_ number: UInt64) -> UInt64 {
        UInt64(bitPattern: Int64(bitPattern: number) >> 63)
    }
}

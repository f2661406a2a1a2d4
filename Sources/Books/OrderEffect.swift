import OrderFlow

/// What an event about an order does to it. The one place that says what an add, an execution, a cancellation, a
/// replacement or an update means; whoever keeps orders, wherever they are, only carries it out.
///
/// Most kinds go through the same instructions, for which kind comes next nobody can predict, and a wrong guess costs a
/// processor as much as the work itself. A mask is all ones or zeros.
struct OrderEffect {
    /// The quantity that the order had, and has then; 0: it is not in the book.
    let held: UInt64
    private(set) var left: UInt64
    /// Mask: it joins.
    let joins: UInt64
    let price: Int64
    let instrument: UInt16
    /// 0 or 1; see ``Side``.
    let side: UInt64
    /// Mask: a part of the order, or all of it, is executed.
    private let executes: UInt64
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
        let held = UInt64(order.quantity)
        var joins = 0 &- (Self.joining &>> kind & 1)
        let shrinks = 0 &- (Self.shrinking &>> kind & 1)
        var left = joins & wanted | shrinks & (held &- wanted)
        var (newSide, newInstrument) = (UInt64(event.tag >> 7), event.instrument)
        var odd: UInt64 = 0
        if event.kind == .update {
            // It joins if it is not there yet; else it stays where it is, with another quantity, or goes.
            (joins, left) = (Bits.isZero(held), wanted)
            isMoved = held != 0 && wanted != 0 && (order.price != event.price || order.sideNumber != newSide)
            odd = isMoved ? 1 : 0
        } else if event.kind == .replace {
            // It is of the same instrument, on the same side, as the order that left.
            (newSide, newInstrument) = (leaving.sideNumber, leaving.instrument)
            odd = leaving.quantity == 0 ? 1 : 0
        }
        // Who joins must not be there, and have a quantity; all others must be there, and have enough.
        odd |= (Bits.isZero(held) ^ joins) | left >> 32 | joins & Bits.isZero(left)
        let named = UInt64(event.instrument)
        odd |= ~joins & ~Bits.isZero(named) & (named ^ UInt64(order.instrument))
        (self.held, self.left, self.joins) = (held, left, joins)
        price = Int64(bitPattern: joins & UInt64(bitPattern: event.price) | ~joins & UInt64(bitPattern: order.price))
        side = joins & newSide | ~joins & order.sideNumber
        instrument = UInt16(
            truncatingIfNeeded: joins & UInt64(newInstrument) | ~joins & UInt64(order.instrument))
        executes = 0 &- (Self.executing &>> kind & 1)
        self.odd = odd
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
        let (isThere, isNothing, isJoin) = (held > 0, event.quantity == 0, joins != 0)
        var found = Exceptions(rawValue: 0)
        if !isThere, !isJoin || event.kind == .update && isNothing { found.insert(.unknown) }
        if isJoin, event.kind != .update {
            if isNothing || event.kind == .replace && leaving.quantity == 0 { found.insert(.nothing) }
        }
        if isJoin && isThere || isMoved { found.insert(.displaces) }
        if isThere, left >> 32 != 0 { found.insert(.excess) }
        if !isJoin, isThere, event.instrument != 0, event.instrument != order.instrument {
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

    /// Mask: an event of that kind may put an order in.
    @inline(__always)
    static func mayJoin(_ kind: EventKind) -> UInt64 {
        0 &- ((joining | bit(.update)) &>> UInt64(kind.rawValue) & 1)
    }
    @inline(__always) var isExecution: Bool { executes != 0 }
    @inline(__always) static func isExecution(_ kind: EventKind) -> Bool { executing &>> UInt64(kind.rawValue) & 1 != 0 }
    /// Orders more or less: 1, 0 or -1.
    @inline(__always) var orders: Int {
        Int(bitPattern: UInt(truncatingIfNeeded: (joins & 1) &- (~joins & Bits.isZero(left) & 1)))
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

import CLinux
import OrderFlow

/// What nearly every message of a feed touches, by address: the young orders, the states of the instruments, and the
/// levels near the touch. It holds until one of the tables grows; so whoever changes them otherwise makes it anew.
///
/// All kinds go through the same instructions: which kind comes next, which side it is on, whether a level begins or
/// ends, nobody could predict, and a wrong guess costs a processor as much as the work itself.
@safe
struct HotBooks {
    private let orders: UnsafeMutablePointer<YoungOrder>
    private let orderMask: Int
    private let tagShift: UInt64
    private let youngFrom: UInt64
    /// So many references from there on are sure to be free for a new order.
    private let joinable: UInt64
    private let old: OrderHash.Places
    private let states: UnsafeMutablePointer<InstrumentState>
    let stateCount: Int
    private let levels: UnsafeMutablePointer<UInt64>
    private let bits: UnsafeMutablePointer<UInt64>
    private let ticks: Tick.Table
    private let masks: KindMasks.Table

    /// A free place, for where there are no orders yet. Nothing is ever written there, for the table is full.
    private nonisolated(unsafe) static let nowhere: UnsafeMutablePointer<YoungOrder> = {
        let place = UnsafeMutablePointer<YoungOrder>.allocate(capacity: 1)
        unsafe place.initialize(to: YoungOrder(content: 0, identity: 0))
        return unsafe place
    }()

    @inline(__always)
    init(_ orders: borrowing OrderTable, _ instruments: borrowing InstrumentTable) {
        unsafe self.orders = orders.young.count > 0 ? orders.young.address(of: 0) : Self.nowhere
        orderMask = max(1, orders.young.count) - 1
        tagShift = orders.bits
        youngFrom = orders.youngFrom
        joinable = orders.joinable
        old = orders.oldPlaces
        unsafe states = instruments.firstState
        stateCount = instruments.capacity
        unsafe levels = instruments.windows.levels.start
        unsafe bits = instruments.windows.bits.start
        ticks = instruments.ticks
        masks = instruments.masks
    }

    // SAFETY, of all that follows: places of orders are masked to the array; states and levels are asked for only of
    // instruments below `stateCount`, and every side has the runs of levels that its shape tells; the two sides lie first
    // in a state.

    @inline(__always)
    private func order(_ reference: UInt64) -> UnsafeMutablePointer<YoungOrder> {
        unsafe orders + (Int(truncatingIfNeeded: reference) & orderMask)
    }

    @inline(__always)
    private func side(_ number: UInt64, of state: UnsafeMutablePointer<InstrumentState>)
        -> UnsafeMutablePointer<NearSide>
    {
        unsafe UnsafeMutableRawPointer(state).assumingMemoryBound(to: NearSide.self)
            + Int(truncatingIfNeeded: number)
    }

    /// The word of the level with so many ticks, were it in the window, and the one with its bit.
    @inline(__always)
    private func words(_ near: NearSide, _ ticks: UInt64)
        -> (level: UnsafeMutablePointer<UInt64>, bits: UnsafeMutablePointer<UInt64>)
    {
        let place = Int(truncatingIfNeeded: ticks & near.mask)
        return unsafe (
            levels + (near.run &* LevelWindows.runWidth &+ place),
            bits + (near.run &+ place >> 6)
        )
    }

    /// The instrument has a state, and an order, a level, a quote or a trade, or had one.
    @inline(__always)
    func isInPlay(_ instrument: UInt16) -> Bool {
        unsafe Int(instrument) < stateCount && states[Int(instrument)].isInPlay
    }

    /// Where an instrument's state lies, which must have one.
    @inline(__always)
    func state(_ instrument: UInt16) -> UnsafeMutablePointer<InstrumentState> {
        precondition(Int(instrument) < stateCount, "instrument \(instrument) of \(stateCount)")
        return unsafe states + Int(instrument)
    }

    /// Brings close what events to come will touch: of the `far` ones the order's place and the instrument, and of the
    /// `near` ones, of which those have arrived by now, the level.
    @inline(never)
    func lookAhead(_ events: Span<OrderEvent>, far: Range<Int>, near: Range<Int>) {
        for place in far {
            let event = events[place]
            unsafe linux_prefetch(order(event.reference))
            unsafe linux_prefetch(states + Int(event.instrument))
        }
        for place in near { lookCloser(at: events[place]) }
    }

    /// Brings close the level that an event to come will touch, whatever kind it is, and with a guess for the side of a
    /// replace; and what it may want of the old: its order, or a place for one that is in its way.
    @inline(__always)
    private func lookCloser(at event: OrderEvent) {
        let (instrument, reference) = (event.instrument, event.reference)
        guard Int(instrument) < stateCount else { return }
        let kind = masks[event.kind]
        let order = unsafe order(reference).pointee
        let isFree = Bits.isZero(UInt64(order.quantity))
        let joins = kind.joins | kind.sets & isFree
        let isOther = (order.identity >> YoungOrder.identityBits) ^ (reference &>> tagShift)
        let price = joins & UInt64(bitPattern: event.price) | ~joins & order.content >> 32
        let side = (joins & UInt64(event.tag >> 7) | ~joins & order.identity) & 1
        let near = unsafe self.side(side, of: states + Int(instrument)).pointee
        let words = unsafe words(near, ticks[near.tickCode].count(in: Int64(bitPattern: price)))
        unsafe linux_prefetch(words.level)
        unsafe linux_prefetch(words.bits)
        // Who joins finds its place free, and who is there already is there.
        if (isFree ^ joins) | isOther & ~joins == 0 { return }
        if ~isFree & joins != 0 {
            old.prefetch(
                (order.identity >> YoungOrder.identityBits) &<< tagShift
                    | UInt64(truncatingIfNeeded: Int(truncatingIfNeeded: reference) & orderMask))
        }
        if reference < youngFrom { old.prefetch(reference) }
    }

    /// What an event does, found to be as usual but for its level.
    @safe
    struct Change {
        fileprivate let order: UnsafeMutablePointer<YoungOrder>
        fileprivate let bits: UnsafeMutablePointer<UInt64>
        fileprivate let level: UnsafeMutablePointer<UInt64>
        fileprivate let content: UInt64
        fileprivate let identity: UInt64
        fileprivate let bit: UInt64
        /// The order as it was, if another replaces it; else one of quantity 0.
        let leaving: YoungOrder
        /// The order's price and side.
        let price: Int64
        fileprivate let sideNumber: UInt64
        var side: Side { sideNumber == 0 ? .buy : .sell }
        /// By how much its level changes, wrapping around, and by how many orders: 1, 0 or -1.
        let quantity: UInt64
        let orders: UInt64
        /// The level is outside the window.
        let isFar: Bool
    }

    /// Finds out what an event about an order does.
    ///
    /// - Parameters:
    ///   - event: Of an instrument that is in play; one more order fits.
    ///   - leaving: The order that the `replacing` before took out; quantity 0: none.
    /// - Returns: `nil` when anything about it is not as usual.
    @inline(__always)
    func change(_ event: OrderEvent, _ leaving: YoungOrder) -> Change? {
        let kind = masks[event.kind]
        let state = unsafe state(event.instrument)
        let reference = event.reference
        let order = unsafe order(reference)
        let (content, identity) = unsafe (order.pointee.content, order.pointee.identity)
        let held = content & 0xFFFF_FFFF
        let wanted = UInt64(event.quantity)
        let tag = reference &>> tagShift
        let own = tag << YoungOrder.identityBits | UInt64(event.instrument) << 1
        var newSide = UInt64(event.tag >> 7)
        if event.kind == .replace {
            // It is of the same instrument, on the same side.
            guard leaving.quantity > 0, leaving.instrument == event.instrument else { return nil }
            newSide = leaving.identity & 1
        }

        // Who is there already must be the order that is meant, and hold enough. Who joins must find its place free, be
        // sure not to be live elsewhere, fit, and have a quantity.
        var (joins, left) = (kind.joins, kind.joins & wanted | kind.shrinks & (held &- wanted))
        var isMoved: UInt64 = 0
        if event.kind == .update {
            // Who is not there yet joins; who is stays at its price and on its side, with no more than before, or goes.
            (joins, left) = (Bits.isZero(held), wanted)
            let isElsewhere = content >> 32 ^ UInt64(bitPattern: event.price) | (identity ^ newSide) & 1
            isMoved = ~joins & ~Bits.isZero(wanted) & (isElsewhere | (held &- wanted) >> 32)
        }
        let isNothing = Bits.isZero(left)
        let isOther = (identity ^ own) >> 1 | tag >> (64 - YoungOrder.identityBits)
        var isStranger: UInt64 = reference &- youngFrom < joinable ? 0 : 1
        // References that do not rise have to be looked for.
        if isStranger & joins != 0, reference < youngFrom, joinable > 0, !old.has(reference) {
            isStranger = 0
        }
        let mayNotJoin = isStranger | isNothing | UInt64(bitPattern: event.price) >> 32
        let odd =
            Bits.isZero(held) ^ joins | left >> 32 | isOther & ~joins | mayNotJoin & joins | isMoved
        guard odd == 0 else { return nil }

        let sideNumber = (joins & newSide | ~joins & identity) & 1
        let price = joins & UInt64(bitPattern: event.price) | ~joins & content >> 32
        let near = unsafe side(sideNumber, of: state).pointee
        let tick = ticks[near.tickCode]
        let count = tick.count(in: Int64(bitPattern: price))
        let words = unsafe words(near, count)
        return unsafe Change(
            order: order, bits: words.bits, level: words.level, content: left | price << 32,
            identity: own | sideNumber, bit: 1 &<< count,
            leaving: YoungOrder(content: content & kind.leaves, identity: identity),
            price: Int64(bitPattern: price), sideNumber: sideNumber, quantity: left &- held,
            orders: isNothing &- joins, isFar: near.beyond(Int64(bitPattern: price), count, tick) != 0)
    }

    /// Changes the level, which is in the window.
    ///
    /// - Returns: `false`, with nothing changed, when it does not fit its word.
    @inline(__always)
    private func changeLevel(_ change: Change) -> Bool {
        let word = unsafe change.level.pointee &+ change.quantity &+ change.orders &* NearLevel.order
        guard word & NearLevel.beyond == 0 else { return false }
        unsafe change.level.pointee = word
        unsafe change.bits.pointee = change.bits.pointee & ~change.bit | change.bit & ~Bits.isZero(word)
        return true
    }

    /// Changes the order, once its level is.
    @inline(__always)
    func changeOrder(_ change: Change) {
        unsafe change.order.pointee = YoungOrder(content: change.content, identity: change.identity)
    }

    /// What an execution is beside the quantity that goes: a trade, if it counts as one.
    @inline(__always)
    func trade(_ event: OrderEvent, at price: Int64) -> Traded {
        guard !event.isQuiet, event.quantity > 0 else { return Traded() }
        unsafe state(event.instrument).pointee.trade(
            event.kind == .execute ? price : event.price, event.quantity)
        return Traded(instrument: event.instrument, quantity: event.quantity)
    }

    /// Applies events that are as usual and whose levels are in the windows, up to the first that is not.
    ///
    /// - Parameters:
    ///   - events: At `range`, all of instruments in play and of kinds about orders. As many orders as events fit.
    ///   - orderCount: The live orders.
    ///   - leaving: The order that a `replacing` took out, for the `replace` behind it.
    ///   - traded: The last execution.
    /// - Returns: The index of the first event that was not applied.
    @inline(never)
    func apply(
        _ events: Span<OrderEvent>, _ range: Range<Int>, _ orderCount: inout Int, _ leaving: inout YoungOrder,
        _ traded: inout Traded
    ) -> Int {
        var index = range.lowerBound
        var (count, left) = (orderCount, leaving)
        while index < range.upperBound {
            let event = events[index]
            guard let change = change(event, left), !change.isFar, changeLevel(change) else { break }
            changeOrder(change)
            count &+= Int(truncatingIfNeeded: change.orders)
            left = change.leaving
            if event.kind.isExecution { traded = trade(event, at: change.price) }
            index &+= 1
        }
        (orderCount, leaving) = (count, left)
        return index
    }
}

/// The trade of the message before, for a match number that may follow; quantity 0: none that counted.
struct Traded: BitwiseCopyable {
    var instrument: UInt16 = 0
    var quantity: UInt32 = 0
}

/// Answers in all bits, so that they can be asked on without a branch.
enum Bits {
    /// All ones if a number below 2^63 is 0, else zeros.
    @inline(__always)
    static func isZero(_ number: UInt64) -> UInt64 {
        UInt64(bitPattern: Int64(bitPattern: number &- 1) >> 63)
    }
}

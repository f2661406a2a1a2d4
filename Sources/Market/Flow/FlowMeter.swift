import OrderFlow

/// The order flow by kind and side: the session, and the last 60 whole seconds of feed time one by one.
///
/// Each call does a bounded amount of work, whatever the times are: what lies less than ten seconds back counts in
/// the current second, and a longer step back begins anew (the session stays).
struct FlowMeter {
    /// Two places for each kind; see ``TapedMessage/cell``.
    private typealias Cells = InlineArray<16, FlowCount>
    private static let slots: UInt64 = 64
    static let history: UInt64 = 60

    private struct Second {
        /// Counted from the epoch.
        var second: UInt64 = 0
        /// Seconds told before a step back are of another run; 0: none.
        var run: UInt64 = 0
        var cells = Cells(repeating: FlowCount())
    }

    private var current = Cells(repeating: FlowCount())
    /// The session but for the current second.
    private var past = Cells(repeating: FlowCount())
    private var seconds: [Second] = []
    /// When the current second began, ns since the epoch; 0: no time was told yet.
    private var start: UInt64 = 0
    /// The first second of the run, counted from the epoch.
    private var first: UInt64 = 0
    private var run: UInt64 = 0
    /// A new session began: its clock is its own, and a step back is no lateness.
    private var isRestarted = false

    /// Takes the memory for the seconds.
    mutating func open() { seconds = Array(repeating: Second(), count: Int(Self.slots)) }

    /// Counts a message in the second that began at `second`. One about an order that is not in the book has no side
    /// and counts nowhere.
    @inline(__always)
    mutating func count(_ message: TapedMessage, second: UInt64) {
        if second != start { step(to: second) }
        let kind = message.kind
        guard message.side != nil || kind == .trade else { return }
        let cell = message.cell
        current[cell].messages &+= 1
        let isCounted = kind != .level && !(kind == .trade && message.isSilent)
        current[cell].quantity &+= isCounted ? UInt64(message.quantity) : 0
    }

    /// What is told next may lie anywhere.
    mutating func restart() { isRestarted = true }

    @inline(never)
    private mutating func step(to told: UInt64) {
        if run == 0 {
            // What came before the first time was told counts with it.
            begin(told)
            return
        }
        if !isRestarted, told < start, start - told < FeedClock.tolerance { return }
        isRestarted = false
        if seconds.isEmpty { return }
        let second = start / FeedClock.second
        seconds[Int(second % Self.slots)] = Second(second: second, run: run, cells: current)
        Self.add(current, to: &past)
        current = Cells(repeating: FlowCount())
        if told < start { begin(told) } else { start = told }
    }

    private mutating func begin(_ told: UInt64) {
        start = told
        first = told / FeedClock.second
        run += 1
    }

    private static func add(_ cells: Cells, to sum: inout Cells) {
        for index in cells.indices {
            sum[index].messages &+= cells[index].messages
            sum[index].quantity &+= cells[index].quantity
        }
    }

    /// The flow since the start.
    var session: FlowTotals {
        var sum = past
        Self.add(current, to: &sum)
        return Self.totals(sum)
    }

    /// The flow of a second; none when it is not among those remembered.
    private func cells(of second: UInt64) -> Cells {
        if second == start / FeedClock.second { return current }
        let kept = seconds[Int(second % Self.slots)]
        return kept.second == second && kept.run == run ? kept.cells : Cells(repeating: FlowCount())
    }

    /// The seconds at a feed time, which may be later than the last message.
    func fill(_ detail: inout FlowDetail, at time: UInt64) {
        detail.session = session
        guard run > 0, !seconds.isEmpty else { return }
        let now = max(start, time) / FeedClock.second
        let age = now - first
        for back in stride(from: min(Self.history, age), to: 0, by: -1) {
            detail.seconds.append(Self.totals(cells(of: now - back)))
        }
        // The first second was probably met in its midst, so it is not a whole one.
        if age >= 2 { detail.lastSecond = detail.seconds.last }
        if age >= 11 {
            var sum = Cells(repeating: FlowCount())
            for back in 1...10 { Self.add(cells(of: now - UInt64(back)), to: &sum) }
            detail.lastTen = Self.totals(sum)
        }
    }

    private static func totals(_ cells: Cells) -> FlowTotals {
        func side(_ side: Side) -> SideFlow {
            func count(_ kind: FlowKind) -> FlowCount { cells[Int(kind.rawValue) * 2 + Int(side.rawValue)] }
            var flow = SideFlow()
            flow.adds = count(.add)
            flow.cancels = count(.cancel)
            flow.executions = count(.execute)
            flow.replaces = count(.replace)
            flow.levels = count(.level)
            return flow
        }
        var totals = FlowTotals()
        totals.buy = side(.buy)
        totals.sell = side(.sell)
        totals.trades = cells[Int(FlowKind.trade.rawValue) * 2]
        return totals
    }
}

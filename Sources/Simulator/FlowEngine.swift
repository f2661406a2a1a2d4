/// The synthetic exchange itself: instruments, live orders, and the choice of what happens next. Each step is
/// one message. Nothing is allocated after the start.
struct FlowEngine: ~Copyable {
    var random: SeededGenerator
    var symbols: FixedTable<SymbolState>
    /// 64 levels for each symbol.
    var levels: FixedTable<PriceLevel>
    var orders: OrderPool
    let activity: AliasTable
    let choices: FlowChoices
    let crossesOnPurpose: Bool
    /// A replaced order keeps its reference (order-update) instead of getting a new one (ITCH).
    let keepsReference: Bool

    var lastReference: UInt64 = 0
    var lastMatch: UInt64 = 0
    /// A match number that may still be broken; 0: none.
    var breakableMatch: UInt64 = 0
    var breakableSymbol = 0
    private var population: PopulationPlan
    private var wanted = 0
    /// Far fewer orders live than a steady day is to hold: prices stand, since where they move, orders must go.
    private(set) var isBuilding = false
    private var step: UInt64 = 0
    /// An aggressor that goes on to the next order.
    var sweep = Sweep()
    /// Orders that cross on purpose, and when they go.
    var crossers: [Crosser] = []

    struct Sweep {
        var symbol = 0
        var isSell = false
        var shares: UInt32 = 0
    }

    struct Crosser {
        var slot: UInt32
        var reference: UInt64
        var until: UInt64
    }

    /// - Parameter steps: Of the whole day; `nil`: endless.
    init(_ settings: ExchangeSettings, universe: SymbolUniverse, steps: Int?, onlyOrders: Bool) {
        random = SeededGenerator(seed: settings.seed ^ 0x0F10_0F10_0F10_0F10)
        let count = universe.listings.count
        symbols = FixedTable(zeroed: count)
        for index in 0..<count { symbols[index] = SymbolState(universe.listings[index], random: &random) }
        levels = FixedTable(zeroed: count * Int(SymbolState.levels))
        orders = OrderPool(population: settings.population, lifetimes: settings.lifetimes)
        activity = AliasTable(weights: universe.listings.map(\.weight))
        choices = FlowChoices(settings.mix, onlyOrders: onlyOrders)
        crossesOnPurpose = settings.crossesOnPurpose
        keepsReference = onlyOrders
        population = PopulationPlan(peak: settings.population, steps: steps, isSteady: settings.isSteady)
        crossers.reserveCapacity(16)
    }

    /// The next message belongs to the same matching event as the one before.
    var isSweeping: Bool { sweep.shares > 0 }

    mutating func next() -> FlowAction {
        if step & 255 == 0 {
            wanted = population.wanted(at: step)
            isBuilding = population.isSteady && orders.live < wanted &- wanted / 16
        }
        step &+= 1
        if sweep.shares > 0, let action = continueSweep() { return action }
        if !crossers.isEmpty, let action = uncross() { return action }
        let bits = random.next()
        let choice = UInt32(truncatingIfNeeded: bits) & 0xFFFF
        if choice < choices.turnover {
            return wantsAdd(bits >> 16) ? add() : delete()
        }
        if choice < choices.replaces { return replace() }
        if choice < choices.executions { return execute() ?? add() }
        if choice < choices.executionsAtPrice { return executeAtPrice() ?? add() }
        if choice < choices.cancels { return cancel() }
        if choice < choices.trades { return trade() ?? add() }
        if keepsReference { return add() }
        return FlowAction(kind: .notice, symbol: activity.pick(random.next()))
    }

    /// Adds and deletes are even when as many orders live as are wanted; some sixteenth more or less decides
    /// it.
    @inline(__always)
    private func wantsAdd(_ bits: UInt64) -> Bool {
        if orders.isFull { return false }
        let lack = ((wanted &- orders.live) &* 32_768) >> population.toleranceBits
        let threshold = 32_768 + max(-30_000, min(30_000, lack))
        return Int(truncatingIfNeeded: bits & 0xFFFF) < threshold
    }

    /// References ascend with small gaps, as on NASDAQ.
    @inline(__always)
    mutating func nextReference(_ bits: UInt64) -> UInt64 {
        lastReference &+= 1 &+ (bits & 15 == 0 ? (bits >> 4) & 3 : 0)
        return lastReference
    }

    @inline(__always)
    mutating func nextMatch() -> UInt64 {
        lastMatch &+= 1
        return lastMatch
    }

    /// The number of a crosser's last step.
    func stepsFromNow(_ count: UInt64) -> UInt64 { step &+ count }

    private mutating func uncross() -> FlowAction? {
        guard let first = crossers.first, first.until <= step else { return nil }
        crossers.removeFirst()
        let order = orders.slots[Int(first.slot)]
        guard order.isLive, order.reference == first.reference else { return nil }
        return delete(first.slot)
    }
}

/// What a random number of 16 bits stands for: each bound is where its choice ends.
struct FlowChoices {
    /// Adds and deletes.
    let turnover: UInt32
    let replaces, executions, executionsAtPrice, cancels, trades: UInt32

    init(_ mix: FlowMix, onlyOrders: Bool) {
        // An aggressor often goes on to further orders, so fewer are begun than there are executions.
        let begun = mix.executions * 0.62
        let notices = onlyOrders ? 0 : mix.imbalances
        let hidden = onlyOrders ? 0 : mix.trades
        let others = mix.replaces + begun + mix.executionsAtPrice + mix.cancels + hidden + notices
        let adding = 100 - others - (mix.executions - begun)
        var sum = 0.0
        func bound(_ share: Double) -> UInt32 {
            sum += share
            return UInt32(sum / (adding + others) * 65_536 + 0.5)
        }
        turnover = bound(adding)
        replaces = bound(mix.replaces)
        executions = bound(begun)
        executionsAtPrice = bound(mix.executionsAtPrice)
        cancels = bound(mix.cancels)
        trades = bound(hidden)
    }
}

/// How many orders should live at each step: books are built early, stand, and thin out before the close; or, steady,
/// as many as are wanted as soon as they can be, and until the end.
struct PopulationPlan {
    private let peak: Int
    private let built: Int
    private let thinning: Int
    private let steps: Int
    let isSteady: Bool
    /// Orders too many or too few at which it no longer adds or deletes by halves, as a power of two.
    let toleranceBits: Int

    init(peak: Int, steps: Int?, isSteady: Bool) {
        self.peak = peak
        self.isSteady = isSteady
        self.steps = steps ?? .max
        built = max(1, min(peak * 3, (steps ?? .max) / 4))
        thinning = steps.map { $0 - $0 / 5 } ?? .max
        let tolerance = isSteady ? min(max(1, peak / 16), 1023) : max(16, peak / 16)
        toleranceBits = Int.bitWidth - tolerance.leadingZeroBitCount
    }

    func wanted(at step: UInt64) -> Int {
        if isSteady { return peak }
        let step = Int(truncatingIfNeeded: step)
        if step < built { return Int(Double(peak) * Double(step) / Double(built)) }
        if step <= thinning { return peak }
        return Int(Double(peak) * max(0.04, Double(steps - step) / Double(max(1, steps - thinning))))
    }
}

/// What the exchange says between orders: imbalances, and now and then each of the rare messages in turn, so
/// that a long day has every type of them.
struct NoticeScript {
    private enum Rare: CaseIterable {
        case participant, retail, shortSale, pause, pauseImbalance, collar, pauseCross, release
        case halt, haltQuotation, haltRelease, operationalHalt, operationalRelease
        case broken, intradayCross, quotingPeriod, directListing, breakerLevels, breakerStatus

        /// In every 64th round only: a listing or a market-wide circuit breaker is no everyday event.
        var isSeldom: Bool {
            switch self {
            case .quotingPeriod, .directListing, .breakerLevels, .breakerStatus: true
            default: false
            }
        }
        static let all = allCases
    }

    private var random: SeededGenerator
    private let interval: Int
    private var countdown: Int
    private var turn = 0
    /// The instrument of the turn's pauses and halts.
    private var symbol = 0

    /// - Parameter flow: Messages between start and end of day; `nil`: endless.
    init(seed: UInt64, flow: Int?) {
        random = SeededGenerator(seed: seed ^ 0x4073_4073_4073_4073)
        interval = max(32, min(4_096, (flow ?? .max) / 64))
        countdown = interval
    }

    @inline(__always)
    mutating func isRareDue() -> Bool {
        countdown &-= 1
        return countdown == 0
    }

    mutating func imbalance(
        _ symbol: Int, _ engine: inout FlowEngine, _ encoder: ITCHEncoder, _ time: UInt64,
        _ buffer: inout MessageBuffer
    ) {
        let state = engine.symbols[symbol]
        let bits = random.next()
        encoder.imbalance(
            symbol, bits & 1 == 0 ? "O" : "C", paired: (bits >> 8) & 0xFFFF, unpaired: (bits >> 24) & 0xFFF,
            price: state.price(state.middle), tick: UInt32(state.tickSize), time, &buffer)
    }

    /// The next of the rare messages.
    mutating func rare(
        _ engine: inout FlowEngine, _ encoder: ITCHEncoder, _ time: UInt64, _ buffer: inout MessageBuffer
    ) {
        countdown = interval
        let round = turn / Rare.all.count
        let rare = Rare.all[turn % Rare.all.count]
        turn &+= 1
        chooseSymbol(rare, engine)
        if rare.isSeldom, round % 64 != 0 {
            encoder.retailInterest(symbol, "A", time, &buffer)
            return
        }
        let state = engine.symbols[symbol]
        let price = state.price(state.middle)
        switch rare {
        case .participant: encoder.participantPosition(symbol, time, &buffer)
        case .retail: encoder.retailInterest(symbol, random.below(2) == 0 ? "B" : "S", time, &buffer)
        case .shortSale: encoder.shortSale(symbol, "1", time, &buffer)
        case .pause:
            engine.symbols[symbol].isHalted = true
            encoder.tradingAction(symbol, "P", "LUDP", time, &buffer)
        case .pauseImbalance:
            encoder.imbalance(
                symbol, "H", paired: 100 * random.below(500), unpaired: 100 * random.below(50), price: price,
                tick: UInt32(state.tickSize), time, &buffer)
        case .collar: encoder.auctionCollar(symbol, price: price, time, &buffer)
        case .pauseCross: cross("H", price, &engine, encoder, time, &buffer)
        case .halt:
            engine.symbols[symbol].isHalted = true
            encoder.tradingAction(symbol, "H", "T1", time, &buffer)
        case .haltQuotation: encoder.tradingAction(symbol, "Q", "T3", time, &buffer)
        case .release, .haltRelease:
            engine.symbols[symbol].isHalted = false
            encoder.tradingAction(symbol, "T", "", time, &buffer)
        case .operationalHalt: encoder.operationalHalt(symbol, "H", time, &buffer)
        case .operationalRelease: encoder.operationalHalt(symbol, "T", time, &buffer)
        case .broken:
            // Without a trade to break there is nothing to say but that nobody is interested.
            guard engine.breakableMatch != 0 else {
                return encoder.retailInterest(symbol, "N", time, &buffer)
            }
            encoder.brokenTrade(engine.breakableSymbol, match: engine.breakableMatch, time, &buffer)
            engine.breakableMatch = 0
        case .intradayCross: cross("I", price, &engine, encoder, time, &buffer)
        case .quotingPeriod: encoder.quotingPeriod(symbol, price: price, time, &buffer)
        case .directListing: encoder.directListing(symbol, price: price, time, &buffer)
        case .breakerLevels: encoder.breakerLevels(time, &buffer)
        case .breakerStatus: encoder.breakerStatus("1", time, &buffer)
        }
    }

    private mutating func cross(
        _ kind: Unicode.Scalar, _ price: UInt32, _ engine: inout FlowEngine, _ encoder: ITCHEncoder,
        _ time: UInt64, _ buffer: inout MessageBuffer
    ) {
        let match = engine.nextMatch()
        encoder.crossTrade(
            symbol, kind, shares: 100 * (1 + random.below(500)), price: price, match: match, time, &buffer)
    }

    /// A pause or halt concerns one instrument from its first message to its last.
    private mutating func chooseSymbol(_ rare: Rare, _ engine: borrowing FlowEngine) {
        switch rare {
        case .pauseImbalance, .collar, .pauseCross, .release, .haltQuotation, .haltRelease,
            .operationalRelease:
            return
        default: symbol = engine.activity.pick(random.next())
        }
    }
}

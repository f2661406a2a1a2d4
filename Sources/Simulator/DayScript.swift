/// What the exchange says before the first order and after the last: a fixed list for a number of symbols.
struct DayScript {
    private let symbols: Int
    /// Where each part of the opening ends.
    private let directoryEnd, actionsEnd, shortSalesEnd, participantsEnd: Int
    let openingCount: Int
    let closingCount: Int

    init(symbols: Int) {
        self.symbols = symbols
        directoryEnd = 1 + symbols
        actionsEnd = directoryEnd + symbols
        shortSalesEnd = actionsEnd + Self.every(9, of: symbols)
        participantsEnd = shortSalesEnd + Self.every(3, of: symbols)
        openingCount = participantsEnd + 3 + Self.every(8, of: symbols)
        closingCount = Self.every(16, of: symbols) + 3
    }

    /// Messages of both, the shortest day.
    var count: Int { openingCount + closingCount }

    private static func every(_ nth: Int, of count: Int) -> Int { (count + nth - 1) / nth }

    /// The exchange takes a moment before the system events.
    func isPausing(_ step: Int) -> Bool { step >= participantsEnd && step < participantsEnd + 3 }

    func opening(
        _ step: Int, _ engine: inout FlowEngine, _ encoder: ITCHEncoder, _ time: UInt64,
        _ buffer: inout MessageBuffer
    ) {
        switch step {
        case 0: encoder.system("O", time, &buffer)
        case ..<directoryEnd: encoder.directory(step - 1, time, &buffer)
        case ..<actionsEnd: encoder.tradingAction(step - directoryEnd, "T", "", time, &buffer)
        case ..<shortSalesEnd: encoder.shortSale((step - actionsEnd) * 9, "0", time, &buffer)
        case ..<participantsEnd: encoder.participantPosition((step - shortSalesEnd) * 3, time, &buffer)
        case participantsEnd: encoder.system("S", time, &buffer)
        case participantsEnd + 1: encoder.breakerLevels(time, &buffer)
        case participantsEnd + 2: encoder.system("Q", time, &buffer)
        default: cross((step - participantsEnd - 3) * 8, "O", &engine, encoder, time, &buffer)
        }
    }

    func closing(
        _ step: Int, _ engine: inout FlowEngine, _ encoder: ITCHEncoder, _ time: UInt64,
        _ buffer: inout MessageBuffer
    ) {
        switch closingCount - step {
        case 3: encoder.system("M", time, &buffer)
        case 2: encoder.system("E", time, &buffer)
        case 1: encoder.system("C", time, &buffer)
        default: cross(step * 16, "C", &engine, encoder, time, &buffer)
        }
    }

    private func cross(
        _ symbol: Int, _ kind: Unicode.Scalar, _ engine: inout FlowEngine, _ encoder: ITCHEncoder,
        _ time: UInt64,
        _ buffer: inout MessageBuffer
    ) {
        let state = engine.symbols[symbol]
        encoder.crossTrade(
            symbol, kind, shares: 100 * engine.random.below(2_000), price: state.price(state.middle),
            match: engine.nextMatch(), time, &buffer)
    }
}

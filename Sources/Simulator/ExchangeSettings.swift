internal import OrderFlow

/// What a synthetic trading day is like. Two exchanges with equal settings send equal messages.
public struct ExchangeSettings: Sendable, Equatable {
    /// Everything random follows from it.
    public var seed: UInt64 = 1
    /// Messages of the whole day, start and end of day included; `nil`: until stopped, or just before
    /// midnight.
    public var messages: Int? = 1_000_000
    /// Instruments, 1 to 65,535 (a stock locate has 16 bits).
    public var symbols = 1_000
    /// The trading day, in days since 1970-01-01. By default 2019-12-30.
    public var tradingDay = 18_260
    /// When the day's first message is sent, nanoseconds after midnight in New York. By default 09:29:59.
    public var startTime: UInt64 = 34_199_000_000_000
    /// Messages per second, on the mean.
    public var meanRate: Double = 100_000
    /// 0: messages come independently of each other; 1: in bursts of some 40 within microseconds, with quiet
    /// between.
    public var burstiness: Double = 0.5
    /// Orders live at the same time, about, from when so many have come until the end of the day; `nil`: what suits
    /// the other settings once the books are built (about 125 for each symbol, at most a tenth of the messages), and
    /// ever fewer before the close.
    public var liveOrders: Int? = nil
    public var lifetimes: OrderLifetimes = .youngFirst
    public var mix = FlowMix.nasdaq
    /// Now and then an order rests at or through the other side for some messages. Otherwise bid < ask at all
    /// times.
    public var crossesOnPurpose = false

    public init() {}

    /// A day of `messages` messages, with as many symbols as such a day carries: 8,000 from a million
    /// messages on.
    public init(messages: Int, seed: UInt64 = 1) {
        self.messages = messages
        self.seed = seed
        symbols = min(8_000, max(1, messages / 125))
    }
}

/// Which of the live orders are cancelled and replaced.
public enum OrderLifetimes: String, Sendable, CaseIterable {
    /// Most orders go soon after they came, few stay all day; as on a real exchange.
    case youngFirst = "young-first"
    /// Every live order is as likely as any other; hard on caches.
    case uniform
}

/// Shares of message types in percent, once the books are built. The rest are adds and deletes, in balance.
public struct FlowMix: Sendable, Equatable {
    public var replaces: Double
    public var executions: Double
    public var executionsAtPrice: Double
    public var cancels: Double
    /// Trades against hidden orders.
    public var trades: Double
    /// Net order imbalance indications, and other notices that change no book.
    public var imbalances: Double

    public init(
        replaces: Double, executions: Double, executionsAtPrice: Double, cancels: Double, trades: Double,
        imbalances: Double
    ) {
        self.replaces = replaces
        self.executions = executions
        self.executionsAtPrice = executionsAtPrice
        self.cancels = cancels
        self.trades = trades
        self.imbalances = imbalances
    }

    /// As on NASDAQ on 2019-12-30: 44 % adds, 43 % deletes, 8 % replaces, 3 % executions and cancels.
    public static let nasdaq = FlowMix(
        replaces: 8, executions: 2.1, executionsAtPrice: 0.1, cancels: 1, trades: 0.5, imbalances: 1.2)
    /// More replaces and cancels than any real day has.
    public static let restless = FlowMix(
        replaces: 20, executions: 4, executionsAtPrice: 0.5, cancels: 8, trades: 0.5, imbalances: 0.5)

    var total: Double { replaces + executions + executionsAtPrice + cancels + trades + imbalances }
    var parts: [Double] { [replaces, executions, executionsAtPrice, cancels, trades, imbalances] }
}

/// Settings that no day can have.
public enum SettingsError: Error, Equatable, Sendable {
    case symbols(Int)
    case meanRate(Double)
    case burstiness(Double)
    case startTime(UInt64)
    case tradingDay(Int)
    case liveOrders(Int)
    case mix(Double)
    /// The start and end of day alone take more messages than the day may have.
    case tooFewMessages(Int, symbols: Int, least: Int)
    /// The day would be over before so many orders live.
    case tooFewForLiveOrders(Int, messages: Int, least: Int)
}

extension SettingsError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .symbols(let count): "\(count) symbols; a stock locate can number 1 to 65535"
        case .meanRate(let rate): "a mean rate of \(rate) messages/s; give 0.01 to 100000000"
        case .burstiness(let value): "a burstiness of \(value); give 0 (even) to 1 (bursts)"
        case .startTime(let time): "a start \(time) ns after midnight; the day has 86400000000000 ns"
        case .tradingDay(let day): "day \(day) after 1970-01-01; give 0 to 200000"
        case .liveOrders(let count): "\(count) live orders; give 1 to 100000000"
        case .mix(let total):
            "a message mix of \(total) % without adds and deletes; they need at least 20 % of their own"
        case .tooFewMessages(let messages, let symbols, let least):
            "\(messages) messages; the start and end of a day with \(symbols) symbols alone take \(least): "
                + "give more messages or fewer symbols"
        case .tooFewForLiveOrders(let live, let messages, let least):
            "\(messages) messages; until \(live) orders live at the same time, a day takes about \(least): "
                + "give more messages or fewer live orders"
        }
    }
}

extension ExchangeSettings {
    /// The last moment at which a day can still send, nanoseconds after midnight: a second is kept for its
    /// end.
    static let latestTime = ExchangeTime.nanosecondsPerDay - 1_000_000_000

    /// The UTC moment of the trading day's midnight in New York, ns since the epoch.
    public var midnight: UInt64 { ExchangeTime.easternMidnight(days: tradingDay) }

    /// Sets the trading day and the start to a moment, ns since the epoch.
    public mutating func start(at timestamp: UInt64) {
        tradingDay = ExchangeTime.easternDay(at: timestamp)
        startTime = timestamp &- midnight
    }

    /// A day with an end holds as many orders as were asked for as soon as it can.
    var isSteady: Bool { liveOrders != nil && messages != nil }

    /// The standing population of live orders.
    var population: Int {
        if let liveOrders { return liveOrders }
        let bySymbols = max(500, symbols * 125)
        guard let messages else { return bySymbols }
        return max(16, min(bySymbols, messages / 10))
    }

    /// Of settings that are valid otherwise: each order that is to live takes about one and a half messages, since others go meanwhile.
    ///
    /// - Parameter scripted: Messages of the start and end of the day.
    func validateRoom(scripted: Int) throws(SettingsError) {
        guard isSteady, let liveOrders, let messages else { return }
        let least = scripted + liveOrders + liveOrders / 2
        if messages < least { throw .tooFewForLiveOrders(liveOrders, messages: messages, least: least) }
    }

    func validate() throws(SettingsError) {
        guard (1...65_535).contains(symbols) else { throw .symbols(symbols) }
        guard (0.01...100_000_000).contains(meanRate) else { throw .meanRate(meanRate) }
        guard (0...1).contains(burstiness) else { throw .burstiness(burstiness) }
        guard startTime < Self.latestTime else { throw .startTime(startTime) }
        guard (0...200_000).contains(tradingDay) else { throw .tradingDay(tradingDay) }
        guard (1...100_000_000).contains(population) else { throw .liveOrders(population) }
        guard mix.parts.allSatisfy({ $0 >= 0 }), mix.total <= 80 else { throw .mix(mix.total) }
    }
}

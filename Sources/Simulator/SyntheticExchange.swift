internal import OrderFlow

/// A day of a NASDAQ-like exchange as ITCH 5.0 messages: start of day, flow, end of day.
///
/// The flow keeps these promises: every order that is executed, cancelled, deleted or replaced is live, and
/// never by more shares than are left; executions take the order first in line at the best price; bid < ask
/// after each message (but see ``ExchangeSettings/crossesOnPurpose``); references and match numbers ascend;
/// times never step back.
public struct SyntheticExchange: ~Copyable, MessageSource {
    private enum Phase { case opening, flow, closing, over }

    public private(set) var settings: ExchangeSettings
    /// The instruments, in the order of their stock locates.
    public let symbolNames: [String]
    public private(set) var messages: UInt64 = 0
    private var phase = Phase.opening
    private var script: DayScript
    private var step = 0
    private var flowLeft: Int
    private var engine: FlowEngine
    private var clock: MessageClock
    private var notices: NoticeScript
    private let encoder: ITCHEncoder
    private let midnight: UInt64

    public init(_ settings: ExchangeSettings) throws(SettingsError) {
        try settings.validate()
        let script = DayScript(symbols: settings.symbols)
        if let messages = settings.messages, messages < script.count {
            throw .tooFewMessages(messages, symbols: settings.symbols, least: script.count)
        }
        try settings.validateRoom(scripted: script.count)
        self.init(valid: settings, script: script)
    }

    private init(valid settings: ExchangeSettings, script: DayScript) {
        self.settings = settings
        self.script = script
        midnight = settings.midnight
        var random = SeededGenerator(seed: settings.seed)
        let universe = SymbolUniverse(count: settings.symbols, random: &random)
        encoder = ITCHEncoder(names: universe.listings.map(\.name))
        symbolNames = encoder.names.map { SymbolName(padded: $0).description }
        let flow = settings.messages.map { max(0, $0 - script.count) }
        flowLeft = flow ?? .max
        engine = FlowEngine(settings, universe: universe, steps: flow, onlyOrders: false)
        clock = MessageClock(settings)
        notices = NoticeScript(seed: settings.seed, flow: flow)
    }

    /// Nanoseconds after midnight in New York, as on the wire.
    public var timeOfDay: UInt64 { clock.now }
    public var timestamp: UInt64 { midnight &+ clock.now }

    public mutating func next(into buffer: inout MessageBuffer) -> Int {
        let start = buffer.count
        if phase == .flow, flowLeft > 0, clock.now < ExchangeSettings.latestTime {
            flow(&buffer)
        } else {
            administrate(&buffer)
        }
        messages &+= buffer.count > start ? 1 : 0
        return buffer.count &- start
    }

    public mutating func skip(to timestamp: UInt64) {
        clock.skip(to: min(timestamp &- min(midnight, timestamp), ExchangeSettings.latestTime))
    }

    public mutating func restart() {
        var fresh = settings
        fresh.seed = settings.seed &+ 1
        fresh.startTime = min(clock.now, ExchangeSettings.latestTime - 1)
        fresh.messages = settings.messages.map { max($0 - Int(messages), script.count) }
        self = SyntheticExchange(valid: fresh, script: DayScript(symbols: settings.symbols))
    }

    @inline(__always)
    private mutating func flow(_ buffer: inout MessageBuffer) {
        flowLeft &-= 1
        if !engine.isSweeping {
            clock.tick()
            if notices.isRareDue() {
                notices.rare(&engine, encoder, clock.now, &buffer)
                return
            }
        }
        let action = engine.next()
        if action.kind == .notice {
            notices.imbalance(action.symbol, &engine, encoder, clock.now, &buffer)
        } else {
            encoder.encode(action, clock.now, into: &buffer)
        }
    }

    /// The scripted start and end of the day.
    private mutating func administrate(_ buffer: inout MessageBuffer) {
        switch phase {
        case .opening:
            clock.pause(mean: script.isPausing(step) ? 1_000_000 : 4_000)
            script.opening(step, &engine, encoder, clock.now, &buffer)
            step += 1
            if step == script.openingCount { phase = .flow }
        case .flow:
            phase = .closing
            step = 0
            administrate(&buffer)
        case .closing:
            clock.pause(mean: 4_000)
            script.closing(step, &engine, encoder, clock.now, &buffer)
            step += 1
            if step == script.closingCount { phase = .over }
        case .over:
            return
        }
    }
}

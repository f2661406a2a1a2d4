internal import OrderFlow

/// One instrument's order-update stream (43 bytes a message, or 48 as some senders pad it), with the same
/// sort of flow as ``SyntheticExchange``: orders come, are set to another price or quantity, shrink by
/// executions and cancels, and go. A price or quantity change keeps the order's id.
public struct OrderUpdateExchange: ~Copyable, MessageSource {
    /// Bytes of a message on the wire.
    public enum MessageLength: Int, Sendable, CaseIterable {
        case packed = 43
        case padded = 48
    }

    public private(set) var settings: ExchangeSettings
    public let length: MessageLength
    public private(set) var messages: UInt64 = 0
    private var engine: FlowEngine
    private var clock: MessageClock
    private let midnight: UInt64

    /// - Parameter settings: `symbols` is taken as 1; `messages` are all order updates.
    public init(_ settings: ExchangeSettings, length: MessageLength = .packed) throws(SettingsError) {
        var one = settings
        one.symbols = 1
        try one.validate()
        try one.validateRoom(scripted: 0)
        if let messages = settings.messages, messages < 1 {
            throw .tooFewMessages(messages, symbols: 1, least: 1)
        }
        self.init(valid: one, length: length)
    }

    private init(valid settings: ExchangeSettings, length: MessageLength) {
        self.settings = settings
        self.length = length
        midnight = settings.midnight
        var random = SeededGenerator(seed: settings.seed)
        let universe = SymbolUniverse(count: 1, random: &random)
        engine = FlowEngine(settings, universe: universe, steps: settings.messages, onlyOrders: true)
        clock = MessageClock(settings)
    }

    public var timestamp: UInt64 { midnight &+ clock.now }

    public mutating func next(into buffer: inout MessageBuffer) -> Int {
        if let limit = settings.messages, messages >= UInt64(limit) { return 0 }
        if clock.now >= ExchangeSettings.latestTime { return 0 }
        if !engine.isSweeping { clock.tick() }
        let action = engine.next()
        messages &+= 1

        let at = buffer.reserve(length.rawValue)
        buffer.store(little: UInt8(1), at: at)
        buffer.store(little: UInt16(length.rawValue), at: at &+ 1)
        buffer.store(little: messages, at: at &+ 3)
        buffer.store(little: timestamp, at: at &+ 11)
        buffer.store(little: action.reference, at: at &+ 19)
        buffer.store(little: Int64(action.price), at: at &+ 27)
        buffer.store(little: action.remaining, at: at &+ 35)
        // The side and three bytes of padding.
        buffer.store(little: UInt32(action.isSell ? 1 : 0), at: at &+ 39)
        if length == .padded {
            buffer.store(little: UInt32(0), at: at &+ 43)
            buffer.store(little: UInt8(0), at: at &+ 47)
        }
        return length.rawValue
    }

    public mutating func skip(to timestamp: UInt64) {
        clock.skip(to: min(timestamp &- min(midnight, timestamp), ExchangeSettings.latestTime))
    }

    public mutating func restart() {
        var fresh = settings
        fresh.seed = settings.seed &+ 1
        fresh.startTime = min(clock.now, ExchangeSettings.latestTime - 1)
        fresh.messages = settings.messages.map { $0 - Int(messages) }
        self = OrderUpdateExchange(valid: fresh, length: length)
    }
}

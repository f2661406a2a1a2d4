public import OrderFlow

/// How messages are framed and sequenced.
public enum Transport: String, Sendable, CaseIterable {
    /// Whole messages back to back in each datagram, the sequence in the message itself.
    case datagram
    /// Whole messages back to back in a byte stream.
    case stream
    case moldUDP64 = "moldudp64"
    case binaryFile = "binaryfile"
    case soupBinTCP = "soupbintcp"
    case iexTP = "iex-tp"

    /// Comes in packets rather than as a stream.
    public var isPacketed: Bool {
        switch self {
        case .datagram, .moldUDP64, .iexTP: true
        case .stream, .binaryFile, .soupBinTCP: false
        }
    }
}

/// What the messages say. The raw value is the name on the command line and in output.
public enum FeedProtocol: String, Sendable, CaseIterable {
    case orderUpdate = "order-update"
    case itch50 = "itch-5.0"
    case iexTOPS = "iex-tops"
    case iexDEEP = "iex-deep"

    /// Implied decimals of a raw price.
    public var priceScale: UInt8 { 4 }
    /// Times count from midnight; the date comes from elsewhere.
    public var countsFromMidnight: Bool { self == .itch50 }
    /// Shown in US Eastern time unless asked otherwise.
    public var isEastern: Bool { self != .orderUpdate }
    /// What the specification calls its messages, by type.
    public var typeNames: [UInt8: String] {
        switch self {
        case .orderUpdate: [OrderUpdate.type: "Order Update"]
        case .itch50: Dictionary(uniqueKeysWithValues: ITCH.types.map { ($0.shape.type, $0.name) })
        case .iexTOPS: Self.named { IEX.name(ofType: $0, isDEEP: false) }
        case .iexDEEP: Self.named { IEX.name(ofType: $0, isDEEP: true) }
        }
    }

    private static func named(_ name: (UInt8) -> String?) -> [UInt8: String] {
        var names: [UInt8: String] = [:]
        for type in UInt8.min...UInt8.max { names[type] = name(type) }
        return names
    }

    /// Its books build up message by message; those of quotes do not.
    public var buildsBooks: Bool { self != .iexTOPS }
    /// Books come as orders, so that levels have order counts.
    public var isOrderLevel: Bool { self == .orderUpdate || self == .itch50 }
}

/// A transport and a protocol that travel together.
public struct FeedFormat: Sendable, Hashable {
    public let transport: Transport
    public let content: FeedProtocol

    public init(_ transport: Transport, _ content: FeedProtocol) {
        self.transport = transport
        self.content = content
    }
}

/// What a decoder must be told because the wire does not say it.
public struct FeedOptions: Sendable {
    /// The trading day, in days since 1970-01-01, for feeds that count from midnight and a source without
    /// time stamps.
    public var day: Int?
    /// The instrument's name, for a feed that is one instrument (`order-update`).
    public var symbol: SymbolName
    /// How many lines the feed comes on, at most ``mostLines``.
    public var lines = 1
    /// A request server answers: packets on the line after the last are its answers.
    public var isFillable = false

    public static let mostLines = 7

    public init(day: Int? = nil, symbol: SymbolName = SymbolName()) {
        self.day = day
        self.symbol = symbol
    }
}

import OrderFlow

/// A message as the tape keeps it, in 40 bytes: names are looked up when it is shown.
struct TapedMessage: BitwiseCopyable {
    /// Feed time, ns since the epoch; 0: the feed had told none.
    var time: UInt64
    var reference: UInt64
    private var rawPrice: Int64 = 0
    private(set) var quantity: UInt32 = 0
    let feed: UInt16
    var instrument: UInt16
    let messageType: UInt8
    private var kindByte: UInt8 = 0
    private var marks: UInt8 = 0
    private var changeByte: UInt8 = 0
    /// The second of the feed's clock, counted from the epoch: the low 32 bits.
    let second: UInt32

    private static let sellMark: UInt8 = 1
    private static let sideMark: UInt8 = 2
    private static let priceMark: UInt8 = 4
    private static let silentMark: UInt8 = 8
    /// The upper half of the marks counts the feed's resets.
    private static let sessionShift: UInt8 = 4

    /// - Parameters:
    ///   - clock: The feed's, brought up to the message.
    ///   - resets: Of the feed so far.
    @inline(__always)
    init(_ event: OrderEvent, feed: UInt16, time: UInt64, clock: FeedClock, resets: UInt64) {
        self.time = time
        self.feed = feed
        second = Self.second(clock)
        marks = Self.session(resets) << Self.sessionShift
        reference = event.reference
        instrument = event.instrument
        messageType = event.messageType
    }

    @inline(__always)
    mutating func set(_ kind: FlowKind, _ side: Side?, _ price: Int64?, _ quantity: UInt32) {
        kindByte = kind.rawValue
        self.quantity = quantity
        if let side { marks |= Self.sideMark | side.rawValue }
        if let price {
            marks |= Self.priceMark
            rawPrice = price
        }
    }

    /// What a message of kind `status` tells.
    mutating func set(_ change: StatusChange) {
        switch change {
        case .trading(let status): changeByte = status.rawValue
        case .haltedHere(let isHalted): changeByte = isHalted ? 0x81 : 0x80
        case .bust: changeByte = 0x82
        }
    }

    /// Not printable: no trade that counts.
    @inline(__always) mutating func markSilent() { marks |= Self.silentMark }
    @inline(__always) var isSilent: Bool { marks & Self.silentMark != 0 }

    @inline(__always)
    static func second(_ clock: FeedClock) -> UInt32 {
        UInt32(truncatingIfNeeded: clock.secondStart / FeedClock.second)
    }

    /// Tells a session of a feed from the fifteen before it.
    @inline(__always)
    static func session(_ resets: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: resets) & 0xF }
    var session: UInt8 { marks >> Self.sessionShift }

    @inline(__always) var kind: FlowKind { FlowKind(rawValue: kindByte) ?? .status }
    @inline(__always) var key: InstrumentKey { InstrumentKey(feed: feed, instrument: instrument) }
    @inline(__always) var price: Int64? { marks & Self.priceMark != 0 ? rawPrice : nil }
    @inline(__always) var side: Side? {
        marks & Self.sideMark == 0 ? nil : marks & Self.sellMark == 0 ? .buy : .sell
    }
    /// Where ``FlowMeter`` counts it: two places for each kind.
    @inline(__always) var cell: Int { Int(kindByte) &* 2 &+ Int(marks & Self.sellMark) }

    /// The price of a trade that counts.
    var tradePrice: Int64? {
        (kind == .execute && side != nil || kind == .trade) && !isSilent && quantity > 0 ? price : nil
    }

    var change: StatusChange? {
        guard kind == .status else { return nil }
        return switch changeByte {
        case 0x80, 0x81: .haltedHere(changeByte == 0x81)
        case 0x82: .bust
        default: .trading(TradingStatus(rawValue: changeByte) ?? .unknown)
        }
    }
}

extension TapeEntry {
    init(_ message: TapedMessage, number: UInt64, _ naming: Naming) {
        self.init()
        self.number = number
        time = message.time
        key = message.key
        symbol = naming.symbol
        priceScale = naming.priceScale
        kind = message.kind
        messageType = message.messageType
        side = message.side
        price = message.price
        quantity = UInt64(message.quantity)
        reference = message.reference
        change = message.change
    }
}

import Books
import OrderFlow

/// A message as the tape keeps it, in 40 bytes: names are looked up when it is shown.
struct TapedMessage: BitwiseCopyable {
    /// Feed time, ns since the epoch; 0: the feed had told none.
    let time: UInt64
    let reference: UInt64
    private var rawPrice: Int64
    private(set) var quantity: UInt32
    let feed: UInt16
    let instrument: UInt16
    let messageType: UInt8
    private var kindByte: UInt8
    private var marks: UInt8
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
    ///   - second: Of the feed's clock, counted from the epoch.
    ///   - session: Of the feed; see ``session(_:)``.
    /// - Returns: `nil`: the change is no message of its own, or nothing for the tape.
    @inline(__always)
    init?(_ change: BookChange, feed: UInt16, second: UInt32, session: UInt8) {
        guard let kind = Self.kind(of: change.cause) else { return nil }
        time = change.time
        reference = change.reference
        self.feed = feed
        self.second = second
        instrument = change.instrument
        messageType = change.messageType
        kindByte = kind.rawValue
        quantity = change.quantity
        if case .execute = change.cause { rawPrice = change.tradePrice } else { rawPrice = change.price }
        // The lowest four mean the same there.
        let told = UInt8(truncatingIfNeeded: change.marks.rawValue) & (1 << Self.sessionShift - 1)
        marks = session << Self.sessionShift | told
        if case .status = kind { tell(change) }
    }

    @inline(__always)
    private static func kind(of cause: BookChange.Cause) -> FlowKind? {
        switch cause {
        case .add: .add
        case .execute: .execute
        case .cancel: .cancel
        case .replace: .replace
        case .level: .level
        case .trade: .trade
        case .bust, .status, .halt: .status
        case .leave, .none: nil
        }
    }

    /// What a message of kind `status` tells.
    private mutating func tell(_ change: BookChange) {
        switch change.cause {
        case .status: (changeByte, quantity) = (UInt8(truncatingIfNeeded: quantity), 0)
        case .halt: (changeByte, quantity) = (quantity != 0 ? 0x81 : 0x80, 0)
        default: changeByte = 0x82
        }
    }

    /// Not printable: no trade that counts.
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

/// The name of an instrument: up to 24 bytes, in line, without trailing spaces.
@frozen
public struct SymbolName: BitwiseCopyable, Sendable, Hashable {
    public var high: UInt64 = 0
    public var middle: UInt64 = 0
    public var low: UInt64 = 0

    @inlinable public init() {}

    @inlinable
    public init(high: UInt64, middle: UInt64 = 0, low: UInt64 = 0) {
        self.high = high
        self.middle = middle
        self.low = low
    }

    /// Eight bytes as they stand on the wire (`AAPL    `), read big-endian; trailing spaces fall away.
    @inlinable
    public init(padded word: UInt64) {
        var kept = word
        var shift: UInt64 = 0
        while shift < 64, (kept >> shift) & 0xFF == 0x20 || (kept >> shift) & 0xFF == 0 {
            kept &= ~(0xFF << shift)
            shift += 8
        }
        high = kept
    }

    /// The first 24 bytes of `text` in UTF-8, cut between characters.
    public init(_ text: String) {
        var name = text
        while name.utf8.count > 24 { name.removeLast() }
        for (index, byte) in name.utf8.enumerated() {
            let bits = UInt64(byte) << UInt64(56 - index % 8 * 8)
            switch index / 8 {
            case 0: high |= bits
            case 1: middle |= bits
            default: low |= bits
            }
        }
    }

    /// The bytes, in order, without the zeros at the end.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        for word in [high, middle, low] {
            for index in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(56 - index * 8))) }
        }
        while bytes.last == 0 { bytes.removeLast() }
        return bytes
    }
}

extension SymbolName: Comparable {
    /// Byte order, which for ASCII symbols is alphabetical order.
    @inlinable
    public static func < (left: SymbolName, right: SymbolName) -> Bool {
        (left.high, left.middle, left.low) < (right.high, right.middle, right.low)
    }
}

extension SymbolName: CustomStringConvertible {
    /// Invalid UTF-8 is shown as U+FFFD. Control characters stay: whoever draws or prints takes care of them.
    public var description: String { String(decoding: bytes, as: UTF8.self) }
}

extension OrderEvent {
    /// Names an instrument of the current feed and tells its price scale (implied decimals). Always a continuation:
    /// its fields hold the name, so the message's time stands in the event before it.
    @inlinable
    public static func instrument(
        _ index: UInt16, named name: SymbolName, scale: UInt8, type: UInt8 = 0
    ) -> OrderEvent {
        OrderEvent(
            .instrument, type: type, instrument: index, reference: name.high,
            price: Int64(bitPattern: name.middle), quantity: UInt32(scale), timestamp: name.low,
            continuation: true)
    }

    @inlinable public var symbolName: SymbolName {
        SymbolName(high: reference, middle: UInt64(bitPattern: price), low: timestamp)
    }
    @inlinable public var priceScale: UInt8 { UInt8(truncatingIfNeeded: quantity) }

    @inlinable
    public static func status(
        _ status: TradingStatus, instrument: UInt16, type: UInt8, timestamp: UInt64
    ) -> OrderEvent {
        OrderEvent(
            .status, type: type, instrument: instrument, quantity: UInt32(status.rawValue),
            timestamp: timestamp)
    }

    @inlinable public var tradingStatus: TradingStatus {
        TradingStatus(rawValue: UInt8(truncatingIfNeeded: quantity)) ?? .unknown
    }
}

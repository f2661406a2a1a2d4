public import Wire

/// NASDAQ TotalView-ITCH 5.0: one view per message that means something to a book or an instrument.
///
/// Source: Nasdaq TotalView-ITCH 5.0 specification. Big-endian, unsigned; prices have 4 implied decimals. A message has the
/// length of its type, neither more nor less: of another length it is another protocol's or damaged, and is not read.
public enum ITCH {
    /// Nanoseconds that a day's time stamps stay below.
    @inlinable static var day: UInt64 { 86_400_000_000_000 }
    /// The shortest message, which holds every field of ``Header``.
    @inlinable static var shortestMessage: Int { 12 }

    /// How long a message of a type is, in bytes; 0 for a type that the specification does not know.
    public static func byteCount(ofType type: UInt8) -> Int {
        switch type {
        case UInt8(ascii: "A"): AddOrder.byteCount
        case UInt8(ascii: "F"): AttributedAddOrder.byteCount
        case UInt8(ascii: "E"): OrderExecuted.byteCount
        case UInt8(ascii: "C"): OrderExecutedWithPrice.byteCount
        case UInt8(ascii: "X"): OrderCancel.byteCount
        case UInt8(ascii: "D"): OrderDelete.byteCount
        case UInt8(ascii: "U"): OrderReplace.byteCount
        case UInt8(ascii: "P"): Trade.byteCount
        case UInt8(ascii: "Q"): CrossTrade.byteCount
        case UInt8(ascii: "B"): BrokenTrade.byteCount
        case UInt8(ascii: "R"): StockDirectory.byteCount
        case UInt8(ascii: "H"): StockTradingAction.byteCount
        case UInt8(ascii: "h"): OperationalHalt.byteCount
        case UInt8(ascii: "S"): 12  // System Event
        case UInt8(ascii: "W"): 12  // MWCB Status
        case UInt8(ascii: "Y"): 20  // Reg SHO restriction
        case UInt8(ascii: "N"): 20  // Retail Interest
        case UInt8(ascii: "L"): 26  // Market Participant Position
        case UInt8(ascii: "K"): 28  // IPO Quoting Period Update
        case UInt8(ascii: "V"): 35  // MWCB Decline Levels
        case UInt8(ascii: "J"): 35  // LULD Auction Collar
        case UInt8(ascii: "O"): 48  // Direct Listing with Capital Raise
        case UInt8(ascii: "I"): 50  // Net Order Imbalance
        default: 0
        }
    }

    /// Whether messages of a type change a book.
    @usableFromInline
    static func changesBooks(_ type: UInt8) -> Bool { "AFECXDU".utf8.contains(type) }

    /// The same as a table; 0 for a type that the specification does not know.
    private static let byteCounts: ByteTable<UInt8> = {
        let table = ByteTable<UInt8>(filledWith: 0)
        for type in UInt8.min...UInt8.max { table[type] = UInt8(byteCount(ofType: type)) }
        return table
    }()

    /// Whether `message`, not empty, has the length of its type.
    @usableFromInline
    static func hasItsLength(_ message: RawSpan) -> Bool {
        message.byteCount == Int(byteCounts[message.byte(at: 0)])
    }

    /// What every message begins with.
    public struct Header: ~Escapable {
        @usableFromInline let bytes: RawSpan

        @inlinable @_lifetime(copy bytes)
        public init?(_ bytes: RawSpan) {
            guard bytes.byteCount >= ITCH.shortestMessage else { return nil }
            self.bytes = bytes
        }

        @inlinable public var type: UInt8 { bytes.byte(at: 0) }
        /// Index of the stock for the day; 0: about no single stock.
        @inlinable public var locate: UInt16 { bytes.bigEndian(at: 1) }
        @inlinable public var tracking: UInt16 { bytes.bigEndian(at: 3) }
        /// Nanoseconds since midnight, US Eastern time: 48 bits, of which the load takes two bytes too many
        /// in front.
        @inlinable public var sinceMidnight: UInt64 {
            let word: UInt64 = bytes.bigEndian(at: 3)
            return word & 0xFFFF_FFFF_FFFF
        }
    }
}

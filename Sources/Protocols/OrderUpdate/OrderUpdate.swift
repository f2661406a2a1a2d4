public import OrderFlow
public import Wire

/// An order is set to price, quantity and side: 43 bytes, little-endian, packed.
///
/// Source: OrderUpdate feed, "Header" and "Order update". Prices have 4 implied decimals.
public struct OrderUpdate: ~Escapable {
    public static let byteCount = 43
    public static let type: UInt8 = 1
    @usableFromInline let bytes: RawSpan

    /// `nil` when `bytes` are fewer. More may follow: senders that do not pack write 48.
    @inlinable @_lifetime(copy bytes)
    public init?(_ bytes: RawSpan) {
        guard bytes.byteCount >= Self.byteCount else { return nil }
        self.bytes = bytes
    }

    @inlinable public var orderID: UInt64 { bytes.littleEndian(at: 19) }
    @inlinable public var price: Int64 { bytes.littleEndian(at: 27) }
    /// 0: the order leaves the book.
    @inlinable public var quantity: UInt32 { bytes.littleEndian(at: 35) }
    /// `nil` for a code that is neither 0, buy, nor 1, sell.
    @inlinable public var side: Side? { Side(rawValue: bytes.byte(at: 39)) }

    /// What every message begins with, whatever its type.
    public struct Header: ~Escapable {
        public static let byteCount = 19
        @usableFromInline let bytes: RawSpan

        @inlinable @_lifetime(copy bytes)
        public init?(_ bytes: RawSpan) {
            guard bytes.byteCount >= Self.byteCount else { return nil }
            self.bytes = bytes
        }

        @inlinable public var type: UInt8 { bytes.byte(at: 0) }
        /// Bytes of the whole message, these included.
        @inlinable public var length: UInt16 { bytes.littleEndian(at: 1) }
        @inlinable public var sequence: UInt64 { bytes.littleEndian(at: 3) }
        /// Nanoseconds since the Unix epoch, UTC.
        @inlinable public var timestamp: UInt64 { bytes.littleEndian(at: 11) }
    }
}

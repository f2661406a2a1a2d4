public import Wire

extension IEX {
    /// A message in place. Its type says which fields it has: whoever reads one has seen that it is as long as its type.
    public struct Message: ~Escapable {
        @usableFromInline let bytes: RawSpan

        /// `nil` when `bytes` are fewer than every message has.
        @inlinable @_lifetime(copy bytes)
        public init?(_ bytes: RawSpan) {
            guard bytes.byteCount >= IEX.shortestMessage else { return nil }
            self.bytes = bytes
        }

        @inlinable public var type: UInt8 { bytes.byte(at: 0) }
        /// Flags, status or event, by type.
        @inlinable public var detail: UInt8 { bytes.byte(at: 1) }
        /// Nanoseconds since the Unix epoch.
        @inlinable public var timestamp: Int64 { bytes.littleEndian(at: 2) }
        /// Of all but a system event: eight characters, padded with spaces.
        @inlinable public var symbol: UInt64 { bytes.bigEndian(at: 10) }
        /// Of `8` (buy) and `5` (sell), a price level of DEEP (0: it is gone), a trade `T`, `B`, which says that one is void,
        /// and the bid of a quote `Q` of TOPS (0: no bid).
        @inlinable public var size: UInt32 { bytes.littleEndian(at: 18) }
        @inlinable public var price: Int64 { bytes.littleEndian(at: 22) }
        /// Of `T` and `B`.
        @inlinable public var tradeID: UInt64 { bytes.littleEndian(at: 30) }
        /// Of `Q`.
        @inlinable public var askPrice: Int64 { bytes.littleEndian(at: 30) }
        /// 0: no ask.
        @inlinable public var askSize: UInt32 { bytes.littleEndian(at: 38) }
    }
}

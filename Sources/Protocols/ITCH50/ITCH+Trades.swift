public import Wire

/// Trades that no displayed order shows. Specification: "Trade Messages".
extension ITCH {
    /// `P`: a match against a hidden order.
    public struct Trade: ~Escapable {
        public static let byteCount = 44
        @usableFromInline let bytes: RawSpan

        /// `nil` when `bytes` are fewer.
        @inlinable @_lifetime(copy bytes)
        public init?(_ bytes: RawSpan) {
            guard bytes.byteCount >= 44 else { return nil }
            self.bytes = bytes
        }

        @inlinable public var reference: UInt64 { bytes.bigEndian(at: 11) }
        /// Always `B` since 2014: no information.
        @inlinable public var side: UInt8 { bytes.byte(at: 19) }
        @inlinable public var shares: UInt32 { bytes.bigEndian(at: 20) }
        /// Eight characters, padded with spaces.
        @inlinable public var stock: UInt64 { bytes.bigEndian(at: 24) }
        @inlinable public var price: UInt32 { bytes.bigEndian(at: 32) }
        @inlinable public var match: UInt64 { bytes.bigEndian(at: 36) }
    }

    /// `Q`: the bulk print of an auction.
    public struct CrossTrade: ~Escapable {
        public static let byteCount = 40
        @usableFromInline let bytes: RawSpan

        /// `nil` when `bytes` are fewer.
        @inlinable @_lifetime(copy bytes)
        public init?(_ bytes: RawSpan) {
            guard bytes.byteCount >= 40 else { return nil }
            self.bytes = bytes
        }

        /// 0: no cross took place.
        @inlinable public var shares: UInt64 { bytes.bigEndian(at: 11) }
        /// Eight characters, padded with spaces.
        @inlinable public var stock: UInt64 { bytes.bigEndian(at: 19) }
        @inlinable public var price: UInt32 { bytes.bigEndian(at: 27) }
        @inlinable public var match: UInt64 { bytes.bigEndian(at: 31) }
        @inlinable public var crossType: UInt8 { bytes.byte(at: 39) }
    }

    /// `B`: a trade is void.
    public struct BrokenTrade: ~Escapable {
        public static let byteCount = 19
        @usableFromInline let bytes: RawSpan

        /// `nil` when `bytes` are fewer.
        @inlinable @_lifetime(copy bytes)
        public init?(_ bytes: RawSpan) {
            guard bytes.byteCount >= 19 else { return nil }
            self.bytes = bytes
        }

        @inlinable public var match: UInt64 { bytes.bigEndian(at: 11) }
    }
}

public import Wire

/// Messages about a symbol. Every one begins with type, one byte of flags or status, time, symbol.
extension IEX {
    /// What every message begins with.
    public struct Head: ~Escapable {
        public static let byteCount = 10
        @usableFromInline let bytes: RawSpan

        /// `nil` when `bytes` are fewer.
        @inlinable @_lifetime(copy bytes)
        public init?(_ bytes: RawSpan) {
            guard bytes.byteCount >= 10 else { return nil }
            self.bytes = bytes
        }

        @inlinable public var type: UInt8 { bytes.byte(at: 0) }
        /// Flags, status or event, by type.
        @inlinable public var detail: UInt8 { bytes.byte(at: 1) }
        /// Nanoseconds since the Unix epoch.
        @inlinable public var timestamp: Int64 { bytes.littleEndian(at: 2) }
    }

    /// What the messages about one symbol begin with.
    public struct SymbolHead: ~Escapable {
        public static let byteCount = 18
        @usableFromInline let bytes: RawSpan

        /// `nil` when `bytes` are fewer.
        @inlinable @_lifetime(copy bytes)
        public init?(_ bytes: RawSpan) {
            guard bytes.byteCount >= 18 else { return nil }
            self.bytes = bytes
        }

        /// Eight characters, padded with spaces.
        @inlinable public var symbol: UInt64 { bytes.bigEndian(at: 10) }
    }

    /// `8` (buy) and `5` (sell): a price level has a new size. DEEP.
    public struct LevelUpdate: ~Escapable {
        public static let byteCount = 30
        @usableFromInline let bytes: RawSpan

        /// `nil` when `bytes` are fewer.
        @inlinable @_lifetime(copy bytes)
        public init?(_ bytes: RawSpan) {
            guard bytes.byteCount >= 30 else { return nil }
            self.bytes = bytes
        }

        /// Bit 0: the event is complete.
        @inlinable public var flags: UInt8 { bytes.byte(at: 1) }
        /// 0: the level is gone.
        @inlinable public var size: UInt32 { bytes.littleEndian(at: 18) }
        @inlinable public var price: Int64 { bytes.littleEndian(at: 22) }
    }

    /// `Q`: the whole top of book. TOPS.
    public struct QuoteUpdate: ~Escapable {
        public static let byteCount = 42
        @usableFromInline let bytes: RawSpan

        /// `nil` when `bytes` are fewer.
        @inlinable @_lifetime(copy bytes)
        public init?(_ bytes: RawSpan) {
            guard bytes.byteCount >= 42 else { return nil }
            self.bytes = bytes
        }

        @inlinable public var flags: UInt8 { bytes.byte(at: 1) }
        /// 0: no bid.
        @inlinable public var bidSize: UInt32 { bytes.littleEndian(at: 18) }
        @inlinable public var bidPrice: Int64 { bytes.littleEndian(at: 22) }
        @inlinable public var askPrice: Int64 { bytes.littleEndian(at: 30) }
        /// 0: no ask.
        @inlinable public var askSize: UInt32 { bytes.littleEndian(at: 38) }
    }

    /// `T`, a trade, and `B`, which says that it is void.
    public struct Trade: ~Escapable {
        public static let byteCount = 38
        @usableFromInline let bytes: RawSpan

        /// `nil` when `bytes` are fewer.
        @inlinable @_lifetime(copy bytes)
        public init?(_ bytes: RawSpan) {
            guard bytes.byteCount >= 38 else { return nil }
            self.bytes = bytes
        }

        @inlinable public var flags: UInt8 { bytes.byte(at: 1) }
        @inlinable public var size: UInt32 { bytes.littleEndian(at: 18) }
        @inlinable public var price: Int64 { bytes.littleEndian(at: 22) }
        @inlinable public var tradeID: UInt64 { bytes.littleEndian(at: 30) }
    }
}

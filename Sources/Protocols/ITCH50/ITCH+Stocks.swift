public import Wire

/// What a stock is called and whether it trades. Specification: "Stock Related Messages".
extension ITCH {
    /// `R`: which stock a locate stands for today.
    public struct StockDirectory: ~Escapable {
        public static let byteCount = 39
        @usableFromInline let bytes: RawSpan

        /// `nil` when `bytes` are fewer.
        @inlinable @_lifetime(copy bytes)
        public init?(_ bytes: RawSpan) {
            guard bytes.byteCount >= 39 else { return nil }
            self.bytes = bytes
        }

        /// Eight characters, padded with spaces.
        @inlinable public var stock: UInt64 { bytes.bigEndian(at: 11) }
        @inlinable public var roundLot: UInt32 { bytes.bigEndian(at: 21) }
    }

    /// `H`: the trading state on all markets.
    public struct StockTradingAction: ~Escapable {
        public static let byteCount = 25
        @usableFromInline let bytes: RawSpan

        /// `nil` when `bytes` are fewer.
        @inlinable @_lifetime(copy bytes)
        public init?(_ bytes: RawSpan) {
            guard bytes.byteCount >= 25 else { return nil }
            self.bytes = bytes
        }

        /// Eight characters, padded with spaces.
        @inlinable public var stock: UInt64 { bytes.bigEndian(at: 11) }
        /// `H` halted, `P` paused, `Q` quotation only, `T` trading.
        @inlinable public var state: UInt8 { bytes.byte(at: 19) }
        /// Four characters.
        @inlinable public var reason: UInt32 { bytes.bigEndian(at: 21) }
    }

    /// `h`: halted on one market alone.
    public struct OperationalHalt: ~Escapable {
        public static let byteCount = 21
        @usableFromInline let bytes: RawSpan

        /// `nil` when `bytes` are fewer.
        @inlinable @_lifetime(copy bytes)
        public init?(_ bytes: RawSpan) {
            guard bytes.byteCount >= 21 else { return nil }
            self.bytes = bytes
        }

        /// Eight characters, padded with spaces.
        @inlinable public var stock: UInt64 { bytes.bigEndian(at: 11) }
        /// `Q` Nasdaq, `B` BX, `X` PSX.
        @inlinable public var market: UInt8 { bytes.byte(at: 19) }
        /// `H` halted, `T` lifted.
        @inlinable public var action: UInt8 { bytes.byte(at: 20) }
    }
}

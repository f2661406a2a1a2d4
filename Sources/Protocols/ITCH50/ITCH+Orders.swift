public import Wire

/// What happens to single orders. Specification: "Add Order Message" and "Modify Order Messages".
extension ITCH {
    /// `A`: an order joins the book, last in time at its price.
    public struct AddOrder: ~Escapable {
        public static let byteCount = 36
        @usableFromInline let bytes: RawSpan

        /// `nil` when `bytes` are fewer.
        @inlinable @_lifetime(copy bytes)
        public init?(_ bytes: RawSpan) {
            guard bytes.byteCount >= 36 else { return nil }
            self.bytes = bytes
        }

        @inlinable public var reference: UInt64 { bytes.bigEndian(at: 11) }
        /// `B` or `S`.
        @inlinable public var side: UInt8 { bytes.byte(at: 19) }
        @inlinable public var shares: UInt32 { bytes.bigEndian(at: 20) }
        /// Eight characters, padded with spaces.
        @inlinable public var stock: UInt64 { bytes.bigEndian(at: 24) }
        @inlinable public var price: UInt32 { bytes.bigEndian(at: 32) }
    }

    /// `F`: as `A`, and names the market participant.
    public struct AttributedAddOrder: ~Escapable {
        public static let byteCount = 40
        @usableFromInline let bytes: RawSpan

        /// `nil` when `bytes` are fewer.
        @inlinable @_lifetime(copy bytes)
        public init?(_ bytes: RawSpan) {
            guard bytes.byteCount >= 40 else { return nil }
            self.bytes = bytes
        }

        @inlinable public var reference: UInt64 { bytes.bigEndian(at: 11) }
        /// `B` or `S`.
        @inlinable public var side: UInt8 { bytes.byte(at: 19) }
        @inlinable public var shares: UInt32 { bytes.bigEndian(at: 20) }
        /// Eight characters, padded with spaces.
        @inlinable public var stock: UInt64 { bytes.bigEndian(at: 24) }
        @inlinable public var price: UInt32 { bytes.bigEndian(at: 32) }
        /// Four characters.
        @inlinable public var attribution: UInt32 { bytes.bigEndian(at: 36) }
    }

    /// `E`: shares trade at the order's own price.
    public struct OrderExecuted: ~Escapable {
        public static let byteCount = 31
        @usableFromInline let bytes: RawSpan

        /// `nil` when `bytes` are fewer.
        @inlinable @_lifetime(copy bytes)
        public init?(_ bytes: RawSpan) {
            guard bytes.byteCount >= 31 else { return nil }
            self.bytes = bytes
        }

        @inlinable public var reference: UInt64 { bytes.bigEndian(at: 11) }
        @inlinable public var executed: UInt32 { bytes.bigEndian(at: 19) }
        @inlinable public var match: UInt64 { bytes.bigEndian(at: 23) }
    }

    /// `C`: shares trade at another price.
    public struct OrderExecutedWithPrice: ~Escapable {
        public static let byteCount = 36
        @usableFromInline let bytes: RawSpan

        /// `nil` when `bytes` are fewer.
        @inlinable @_lifetime(copy bytes)
        public init?(_ bytes: RawSpan) {
            guard bytes.byteCount >= 36 else { return nil }
            self.bytes = bytes
        }

        @inlinable public var reference: UInt64 { bytes.bigEndian(at: 11) }
        @inlinable public var executed: UInt32 { bytes.bigEndian(at: 19) }
        @inlinable public var match: UInt64 { bytes.bigEndian(at: 23) }
        /// `Y` or `N`; `N` is part of a bulk print that comes later.
        @inlinable public var printable: UInt8 { bytes.byte(at: 31) }
        @inlinable public var price: UInt32 { bytes.bigEndian(at: 32) }
    }

    /// `X`: shares leave the order.
    public struct OrderCancel: ~Escapable {
        public static let byteCount = 23
        @usableFromInline let bytes: RawSpan

        /// `nil` when `bytes` are fewer.
        @inlinable @_lifetime(copy bytes)
        public init?(_ bytes: RawSpan) {
            guard bytes.byteCount >= 23 else { return nil }
            self.bytes = bytes
        }

        @inlinable public var reference: UInt64 { bytes.bigEndian(at: 11) }
        @inlinable public var cancelled: UInt32 { bytes.bigEndian(at: 19) }
    }

    /// `D`: all shares leave the order.
    public struct OrderDelete: ~Escapable {
        public static let byteCount = 19
        @usableFromInline let bytes: RawSpan

        /// `nil` when `bytes` are fewer.
        @inlinable @_lifetime(copy bytes)
        public init?(_ bytes: RawSpan) {
            guard bytes.byteCount >= 19 else { return nil }
            self.bytes = bytes
        }

        @inlinable public var reference: UInt64 { bytes.bigEndian(at: 11) }
    }

    /// `U`: one order leaves, another joins with its side and stock.
    public struct OrderReplace: ~Escapable {
        public static let byteCount = 35
        @usableFromInline let bytes: RawSpan

        /// `nil` when `bytes` are fewer.
        @inlinable @_lifetime(copy bytes)
        public init?(_ bytes: RawSpan) {
            guard bytes.byteCount >= 35 else { return nil }
            self.bytes = bytes
        }

        @inlinable public var oldReference: UInt64 { bytes.bigEndian(at: 11) }
        @inlinable public var newReference: UInt64 { bytes.bigEndian(at: 19) }
        @inlinable public var shares: UInt32 { bytes.bigEndian(at: 27) }
        @inlinable public var price: UInt32 { bytes.bigEndian(at: 31) }
    }
}

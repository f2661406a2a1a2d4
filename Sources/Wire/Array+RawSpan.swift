extension [UInt8] {
    /// The elements as they stand in memory, without copying.
    @inlinable
    public var rawBytes: RawSpan {
        @_lifetime(borrow self)
        get {
            // SAFETY: bytes have no padding, so every one of them is initialised.
            unsafe span.bytes
        }
    }
}

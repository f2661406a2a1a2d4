/// Integers in place, at any alignment, in either byte order. The one place that touches raw memory.
extension RawSpan {
    /// One big-endian integer. Traps outside the span.
    @inlinable @inline(__always)
    public func bigEndian<Value: FixedWidthInteger & BitwiseCopyable>(at offset: Int) -> Value {
        // SAFETY: an integer has no invalid bit pattern, and the load checks its own range.
        unsafe Value(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: Value.self))
    }

    /// One little-endian integer. Traps outside the span.
    @inlinable @inline(__always)
    public func littleEndian<Value: FixedWidthInteger & BitwiseCopyable>(at offset: Int) -> Value {
        // SAFETY: an integer has no invalid bit pattern, and the load checks its own range.
        unsafe Value(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: Value.self))
    }

    /// One byte. Traps outside the span.
    @inlinable @inline(__always)
    public func byte(at offset: Int) -> UInt8 {
        // SAFETY: a byte has no invalid bit pattern, and the load checks its own range.
        unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }

    /// A big-endian 48-bit integer, as ITCH time stamps are. Traps outside the span.
    @inlinable @inline(__always)
    public func bigEndian48(at offset: Int) -> UInt64 {
        let high: UInt16 = bigEndian(at: offset)
        let low: UInt32 = bigEndian(at: offset + 2)
        return UInt64(high) << 32 | UInt64(low)
    }

    /// `count` bytes from `offset` on, without copying. Traps outside the span.
    @inlinable @inline(__always) @_lifetime(copy self)
    public func bytes(at offset: Int, count: Int) -> RawSpan {
        extracting(offset..<(offset + count))
    }

    /// Everything from `offset` on, without copying. Traps outside the span.
    @inlinable @inline(__always) @_lifetime(copy self)
    public func bytes(from offset: Int) -> RawSpan {
        extracting(offset..<byteCount)
    }
}

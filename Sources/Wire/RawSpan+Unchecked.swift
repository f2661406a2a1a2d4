/// The same without a check, for a loop that has checked once for all its loads: the hot loops of codecs.
extension RawSpan {
    /// One big-endian integer.
    ///
    /// - Precondition: The span has all its bytes. Nothing checks that.
    @unsafe @inlinable @inline(__always)
    public func uncheckedBigEndian<Value: FixedWidthInteger & BitwiseCopyable>(at offset: Int) -> Value {
        // SAFETY: an integer has no invalid bit pattern; the range is the caller's promise.
        unsafe Value(bigEndian: unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: Value.self))
    }
}

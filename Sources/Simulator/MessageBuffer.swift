internal import Glibc

/// Bytes being written: allocated once, filled, handed on, cleared, filled again.
@safe
public struct MessageBuffer: ~Copyable {
    private let base: UnsafeMutableRawPointer
    public let capacity: Int
    /// Bytes written since the last ``clear()``.
    public private(set) var count = 0

    /// - Parameter capacity: 64 or more; a message that does not fit is a broken promise of the caller.
    public init(capacity: Int) {
        precondition(capacity >= 64, "a message takes up to 64 bytes, this buffer has \(capacity)")
        self.capacity = capacity
        unsafe base = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 64)
    }

    deinit {
        // SAFETY: allocated in init, owned by this value alone.
        unsafe base.deallocate()
    }

    /// What has been written.
    public var bytes: RawSpan {
        @_lifetime(borrow self) get {
            // SAFETY: the first `count` bytes were reserved and written; the span cannot outlive the borrow
            // of self.
            let span = unsafe RawSpan(_unsafeStart: base, byteCount: count)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    @inline(__always)
    public mutating func clear() { count = 0 }

    /// Takes `byteCount` more bytes, to be stored into; returns the offset of the first.
    @inline(__always)
    mutating func reserve(_ byteCount: Int) -> Int {
        let offset = count
        precondition(byteCount <= capacity &- offset, "the buffer is full")
        count = offset &+ byteCount
        return offset
    }

    @inline(__always)
    mutating func store<Value: FixedWidthInteger & BitwiseCopyable>(big value: Value, at offset: Int) {
        storeRaw(value.bigEndian, at: offset)
    }

    @inline(__always)
    mutating func store<Value: FixedWidthInteger & BitwiseCopyable>(little value: Value, at offset: Int) {
        storeRaw(value.littleEndian, at: offset)
    }

    @inline(__always)
    private mutating func storeRaw<Value: BitwiseCopyable>(_ value: Value, at offset: Int) {
        precondition(offset >= 0 && offset &+ MemoryLayout<Value>.size <= count)
        // SAFETY: the bytes are within what was reserved; trivial values store at any alignment.
        unsafe base.storeBytes(of: value, toByteOffset: offset, as: Value.self)
    }

    /// Copies all that another buffer holds to the end.
    mutating func append(_ other: borrowing MessageBuffer) {
        let offset = reserve(other.count)
        // SAFETY: the room was reserved above, and no two buffers share their bytes.
        unsafe (base + offset).copyMemory(from: other.base, byteCount: other.count)
    }

    /// Copies bytes to the end.
    mutating func append(_ bytes: RawSpan) {
        let offset = reserve(bytes.byteCount)
        // SAFETY: the room was reserved above, and nobody else knows of it.
        unsafe bytes.withUnsafeBytes { source in
            guard let start = source.baseAddress else { return }
            unsafe (base + offset).copyMemory(from: start, byteCount: source.count)
        }
    }

    /// Lends the bytes from an offset on to a call.
    func withUnsafeBytes<Result>(from start: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        precondition(start >= 0 && start <= count)
        // SAFETY: the first `count` bytes were reserved and written, and live as long as self.
        return unsafe body(UnsafeRawBufferPointer(start: base + start, count: count - start))
    }
}

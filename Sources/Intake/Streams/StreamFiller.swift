internal import Glibc

/// How bytes of a stream come to where they are parsed: one technique's way of putting more behind what is left.
protocol StreamFiller: ~Copyable {
    /// Waits for more and puts it behind the bytes that `view` has left, which may move.
    ///
    /// - Parameters:
    ///   - count: What the caller needs at the front in all.
    ///   - milliseconds: How long to wait at most; -1: for ever.
    mutating func fill(
        _ view: inout ByteView, toward count: Int, milliseconds: Int32
    ) throws(IntakeError) -> DescriptorReader.Outcome
    /// System calls made so far.
    var systemCalls: UInt64 { get }
}

/// In place: read into the free room of a ring that is mapped twice in a row.
struct MirroredFiller: StreamFiller, ~Copyable {
    private var reader: DescriptorReader
    private var buffer: MirroredBuffer

    init(_ reader: consuming DescriptorReader, prefix: [UInt8], _ view: inout ByteView) throws(IntakeError) {
        self.reader = reader
        buffer = try MirroredBuffer(capacity: max(StreamSizes.ring, prefix.count))
        unsafe prefix.withUnsafeBytes { bytes in
            // SAFETY: the buffer has room for the prefix.
            unsafe buffer.room(behind: view).copyMemory(from: bytes)
        }
        buffer.extend(&view, by: prefix.count)
    }

    var systemCalls: UInt64 { reader.systemCalls }

    mutating func fill(
        _ view: inout ByteView, toward count: Int, milliseconds: Int32
    ) throws(IntakeError) -> DescriptorReader.Outcome {
        try buffer.reserve(count, keeping: &view)
        // SAFETY: the room is the buffer's, behind everything that is still shown.
        let outcome = unsafe reader.read(into: buffer.room(behind: view), milliseconds: milliseconds)
        if case .bytes(let got) = outcome { buffer.extend(&view, by: got) }
        return outcome
    }
}

/// Vectored: `readv` into the two ends of an ordinary ring, then one copy to where it is parsed. Copying: plain reads
/// into a small buffer, then two copies.
@safe
struct LinearFiller: StreamFiller, ~Copyable {
    private var reader: DescriptorReader
    private var buffer: LinearBuffer
    private let ring: UnsafeMutableRawBufferPointer
    /// Where the next byte goes in the ring; always 0 when every read begins at its front.
    private var place = 0
    /// A second buffer between, for the copy that brings nothing.
    private let between: UnsafeMutableRawBufferPointer?

    /// - Parameter copies: 1 or 2.
    init(_ reader: consuming DescriptorReader, prefix: [UInt8], _ view: inout ByteView, copies: Int) {
        self.reader = reader
        let size = copies == 1 ? StreamSizes.ring : StreamSizes.small
        unsafe ring = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 4096)
        unsafe between =
            copies == 1 ? nil : UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 4096)
        buffer = LinearBuffer(capacity: max(2 * StreamSizes.ring, prefix.count))
        unsafe prefix.withUnsafeBytes { bytes in
            // SAFETY: the bytes are the array's own, while it is borrowed.
            unsafe buffer.append(bytes, to: &view)
        }
    }

    deinit {
        unsafe ring.deallocate()
        unsafe between?.deallocate()
    }

    var systemCalls: UInt64 { reader.systemCalls }

    mutating func fill(
        _ view: inout ByteView, toward count: Int, milliseconds: Int32
    ) throws(IntakeError) -> DescriptorReader.Outcome {
        // SAFETY: every range lies inside the ring; what a read left there is copied before the next.
        if let between = unsafe between {
            let outcome = unsafe reader.read(into: ring, milliseconds: milliseconds)
            guard case .bytes(let got) = outcome else { return outcome }
            let staged = unsafe UnsafeMutableRawBufferPointer(rebasing: between[..<got])
            unsafe staged.copyMemory(from: UnsafeRawBufferPointer(rebasing: ring[..<got]))
            unsafe buffer.append(UnsafeRawBufferPointer(staged), to: &view)
            return outcome
        }
        let back = unsafe UnsafeMutableRawBufferPointer(rebasing: ring[place...])
        let front = unsafe UnsafeMutableRawBufferPointer(rebasing: ring[..<place])
        let outcome = unsafe reader.read(into: back, and: front, milliseconds: milliseconds)
        guard case .bytes(let got) = outcome else { return outcome }
        let whole = min(got, back.count)
        unsafe buffer.append(UnsafeRawBufferPointer(rebasing: back[..<whole]), to: &view)
        unsafe buffer.append(UnsafeRawBufferPointer(rebasing: front[..<(got - whole)]), to: &view)
        place = unsafe (place + got) % ring.count
        return outcome
    }
}

/// Sizes that were found by measuring.
enum StreamSizes {
    /// Rings: a quarter of a usual second-level cache.
    static let ring = 256 << 10
    /// As the C library buffers a stream.
    static let small = 8192
    /// Buffers of an io_uring.
    static let buffers = 16
    static let buffer = 32 << 10
    /// In front of each, for what the buffer before it has left over.
    static let headRoom = 4096
}

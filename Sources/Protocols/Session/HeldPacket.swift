internal import Wire

/// One datagram kept back, because only its successor tells whether it was old or the first of a sender begun
/// anew.
///
/// The room for it is made once; holding and letting go allocate nothing.
@usableFromInline
struct HeldPacket: ~Copyable {
    /// No datagram is longer.
    @usableFromInline static let capacity = 65_536

    @usableFromInline var storage = [UInt8](repeating: 0, count: HeldPacket.capacity)
    @usableFromInline var byteCount = 0
    @usableFromInline var isHeld = false
    @usableFromInline var session = SessionIdentity()
    @usableFromInline var sequence: UInt64 = 0
    @usableFromInline var count: UInt64 = 0
    @usableFromInline var received: UInt64 = 0
    @usableFromInline var line: UInt8 = 0

    @usableFromInline init() {}

    /// The sequence that a packet must have to continue this one.
    @usableFromInline var next: UInt64 { sequence &+ count }

    /// Copies a datagram; `false`, with nothing held, when there is no room for it.
    @usableFromInline
    mutating func hold(
        _ datagram: RawSpan, session: SessionIdentity, sequence: UInt64, count: UInt64, received: UInt64,
        line: UInt8
    ) -> Bool {
        guard datagram.byteCount <= Self.capacity else { return false }
        for index in 0..<datagram.byteCount { storage[index] = datagram.byte(at: index) }
        byteCount = datagram.byteCount
        self.session = session
        self.sequence = sequence
        self.count = count
        self.received = received
        self.line = line
        isHeld = true
        return true
    }
}

/// What a sender calls its message stream; two packets with the same identity count in one sequence.
@frozen
public struct SessionIdentity: BitwiseCopyable, Sendable, Equatable {
    public var high: UInt64
    public var low: UInt64

    @inlinable
    public init(high: UInt64 = 0, low: UInt64 = 0) {
        self.high = high
        self.low = low
    }
}

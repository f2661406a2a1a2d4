/// The head of a packet that was found sound.
@frozen
public struct PacketHeader: BitwiseCopyable, Sendable {
    @frozen public enum Kind: BitwiseCopyable, Sendable { case data, heartbeat, endOfSession }

    public var kind: Kind
    public var session: SessionIdentity
    /// Of the first message, or of the one that will come next.
    public var sequence: UInt64
    /// Message blocks; 0 unless `kind` is `data`.
    public var count: Int
    /// When the sender sent it, by its own clock; 0 where the transport does not say.
    public var sent: UInt64
    /// Bytes that it tells of, from its first on; what follows has a header of its own.
    public var reach: Int

    @inlinable
    public init(
        _ kind: Kind, session: SessionIdentity, sequence: UInt64, count: Int = 0, sent: UInt64 = 0,
        reach: Int = .max
    ) {
        self.kind = kind
        self.session = session
        self.sequence = sequence
        self.count = count
        self.sent = sent
        self.reach = reach
    }
}

/// A datagram layout: a header, then blocks of a 16-bit length and so many bytes, unless it says otherwise.
public protocol PacketFraming {
    static var headerByteCount: Int { get }
    /// Bytes of a block that must be there to read its length.
    static var blockHeadByteCount: Int { get }
    /// Bytes of a block before the ``blockLength(_:at:)`` bytes of its message.
    static var blockPrefixByteCount: Int { get }
    /// Its blocks are records as ``MessageCodec`` decodes them in a run.
    static var hasRecords: Bool { get }
    /// Whether a datagram names itself as of this layout; see ``DatagramDecoder/accepts(_:)``.
    func accepts(_ datagram: RawSpan) -> Bool
    /// The header, when it is sound and the blocks it promises can be there.
    func header(of datagram: RawSpan) -> PacketHeader?
    /// The header of a datagram of `byteCount` bytes, of which only those of `datagram` are there.
    func header(ofCut datagram: RawSpan, byteCount: Int) -> PacketHeader?
    /// Whether two identities are of streams that run beside each other: other channels or units. Of all others, one may
    /// follow the other.
    func runBeside(_ one: SessionIdentity, _ other: SessionIdentity) -> Bool
    /// What tells a stream from others on the same group.
    func streamName(_ session: SessionIdentity) -> String
    /// The length of the block at `offset`, whose head is known to be there.
    func blockLength(_ datagram: RawSpan, at offset: Int) -> Int
}

extension PacketFraming {
    @inlinable public static var blockHeadByteCount: Int { 2 }
    @inlinable public static var blockPrefixByteCount: Int { 2 }
    @inlinable public static var hasRecords: Bool { false }
    @inlinable public func runBeside(_ one: SessionIdentity, _ other: SessionIdentity) -> Bool { false }
    @inlinable public func streamName(_ session: SessionIdentity) -> String { "session \(session.text)" }

    /// For a layout that tells no more of a datagram than what is there.
    @inlinable
    public func header(ofCut datagram: RawSpan, byteCount: Int) -> PacketHeader? { header(of: datagram) }

    /// Whether the blocks fill the datagram to its last byte.
    @usableFromInline
    func blocksFill(_ datagram: RawSpan, count: Int) -> Bool {
        var offset = Self.headerByteCount
        for _ in 0..<count {
            guard datagram.byteCount - offset >= 2 else { return false }
            offset += 2 + blockLength(datagram, at: offset)
            guard offset <= datagram.byteCount else { return false }
        }
        return offset == datagram.byteCount
    }
}

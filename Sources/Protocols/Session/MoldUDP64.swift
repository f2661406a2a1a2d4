public import Wire

/// The 20 bytes before the blocks: session, sequence, count.
///
/// Source: MoldUDP64 1.00, "Downstream packet". All integers are big-endian.
public struct MoldUDP64Header: ~Escapable {
    public static let byteCount = 20
    public static let endOfSession: UInt16 = 0xFFFF
    @usableFromInline let bytes: RawSpan

    /// `nil` when the datagram is shorter.
    @inlinable @_lifetime(copy bytes)
    public init?(_ bytes: RawSpan) {
        guard bytes.byteCount >= Self.byteCount else { return nil }
        self.bytes = bytes
    }

    /// Ten ASCII characters, spaces included.
    @inlinable public var session: SessionIdentity {
        let low: UInt16 = bytes.bigEndian(at: 8)
        return SessionIdentity(high: bytes.bigEndian(at: 0), low: UInt64(low))
    }
    /// Of the first message, or of the next one to come where there is none. The first is 1; public samples from which
    /// names and numbers were taken out have 0 everywhere.
    @inlinable public var sequence: UInt64 { bytes.bigEndian(at: 10) }
    /// Message blocks; 0 is a heartbeat, ``endOfSession`` the end.
    @inlinable public var count: UInt16 { bytes.bigEndian(at: 18) }
}

/// MoldUDP64 1.00: Nasdaq's framing of sequenced messages over multicast.
public struct MoldUDP64: PacketFraming, Sendable {
    @inlinable public init() {}

    @inlinable public static var headerByteCount: Int { MoldUDP64Header.byteCount }

    @inlinable public static var hasRecords: Bool { true }

    /// A header without a mark: nothing tells it from another's.
    @inlinable
    public func accepts(_ datagram: RawSpan) -> Bool { true }

    @inlinable
    public func header(of datagram: RawSpan) -> PacketHeader? {
        header(ofCut: datagram, byteCount: datagram.byteCount)
    }

    @inlinable @inline(__always)
    public func header(ofCut datagram: RawSpan, byteCount: Int) -> PacketHeader? {
        guard let header = MoldUDP64Header(datagram) else { return nil }
        let sequence = header.sequence
        switch header.count {
        case 0: return PacketHeader(.heartbeat, session: header.session, sequence: sequence)
        case MoldUDP64Header.endOfSession:
            return PacketHeader(.endOfSession, session: header.session, sequence: sequence)
        case let count:
            // Too few bytes for so many blocks: a request for retransmission looks like this, too.
            guard byteCount &- MoldUDP64Header.byteCount >= 2 &* Int(count) else { return nil }
            guard sequence <= .max - UInt64(count) else { return nil }
            return PacketHeader(.data, session: header.session, sequence: sequence, count: Int(count))
        }
    }

    @inlinable
    public func blockLength(_ datagram: RawSpan, at offset: Int) -> Int {
        let length: UInt16 = datagram.bigEndian(at: offset)
        return Int(length)
    }
}

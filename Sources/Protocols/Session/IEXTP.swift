public import Wire

/// The 40 bytes before the blocks of a segment.
///
/// Source: IEX Transport Protocol, version 1. All integers are little-endian.
public struct IEXSegmentHeader: ~Escapable {
    public static let byteCount = 40
    @usableFromInline let bytes: RawSpan

    /// `nil` when the datagram is shorter.
    @inlinable @_lifetime(copy bytes)
    public init?(_ bytes: RawSpan) {
        guard bytes.byteCount >= Self.byteCount else { return nil }
        self.bytes = bytes
    }

    @inlinable public var version: UInt8 { bytes.byte(at: 0) }
    @inlinable public var reserved: UInt8 { bytes.byte(at: 1) }
    @inlinable public var messageProtocol: UInt16 { bytes.littleEndian(at: 2) }
    @inlinable public var channel: UInt32 { bytes.littleEndian(at: 4) }
    @inlinable public var session: UInt32 { bytes.littleEndian(at: 8) }
    /// Bytes after this header.
    @inlinable public var payloadLength: UInt16 { bytes.littleEndian(at: 12) }
    /// Message blocks; 0 is a heartbeat.
    @inlinable public var count: UInt16 { bytes.littleEndian(at: 14) }
    /// Where the payload stands in the session's stream, in bytes.
    @inlinable public var streamOffset: Int64 { bytes.littleEndian(at: 16) }
    @inlinable public var firstSequence: Int64 { bytes.littleEndian(at: 24) }
    /// Nanoseconds since the Unix epoch.
    @inlinable public var sendTime: Int64 { bytes.littleEndian(at: 32) }
}

/// IEX-TP version 1, carrying one of IEX's message protocols.
public struct IEXTP: PacketFraming, Sendable {
    public static let tops15: UInt16 = 0x8002
    public static let tops16: UInt16 = 0x8003
    public static let deep10: UInt16 = 0x8004

    /// The message protocols that this feed may carry.
    @usableFromInline let accepted: ClosedRange<UInt16>

    public static let tops = IEXTP(accepted: tops15...tops16)
    public static let deep = IEXTP(accepted: deep10...deep10)

    @usableFromInline init(accepted: ClosedRange<UInt16>) { self.accepted = accepted }

    @inlinable public static var headerByteCount: Int { IEXSegmentHeader.byteCount }

    @inlinable
    public func accepts(_ datagram: RawSpan) -> Bool {
        guard let header = IEXSegmentHeader(datagram) else { return true }
        return accepted.contains(header.messageProtocol)
    }

    @inlinable
    public func header(of datagram: RawSpan) -> PacketHeader? {
        header(ofCut: datagram, byteCount: datagram.byteCount)
    }

    @inlinable @inline(__always)
    public func header(ofCut datagram: RawSpan, byteCount: Int) -> PacketHeader? {
        guard let header = IEXSegmentHeader(datagram) else { return nil }
        let messageProtocol = header.messageProtocol
        let payload = Int(header.payloadLength)
        let count = Int(header.count)
        guard header.version == 1, header.reserved == 0, accepted.contains(messageProtocol),
            payload == byteCount &- IEXSegmentHeader.byteCount, count &* 3 <= payload
        else { return nil }
        // Non-negative, so that the sum below cannot overflow 64 bits unsigned.
        guard let sequence = UInt64(exactly: header.firstSequence), sequence > 0 || count == 0 else {
            return nil
        }
        let session = SessionIdentity(
            high: UInt64(header.channel) << 32 | UInt64(header.session), low: UInt64(messageProtocol))
        let sent = UInt64(clamping: header.sendTime)
        return PacketHeader(
            count == 0 ? .heartbeat : .data, session: session, sequence: sequence, count: count, sent: sent)
    }

    /// Channels count apart, and so do the versions of a protocol.
    @inlinable
    public func runBeside(_ one: SessionIdentity, _ other: SessionIdentity) -> Bool {
        one.high >> 32 != other.high >> 32 || one.low != other.low
    }

    @inlinable
    public func streamName(_ session: SessionIdentity) -> String { "channel \(session.high >> 32)" }

    @inlinable
    public func blockLength(_ datagram: RawSpan, at offset: Int) -> Int {
        let length: UInt16 = datagram.littleEndian(at: offset)
        return Int(length)
    }
}

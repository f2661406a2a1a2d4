public import Wire

/// SoupBinTCP 3.00 to 4.10: logical packets back to back over one TCP connection, a server's numbered messages in them.
///
/// Source: Nasdaq SoupBinTCP 3.00, 4.00 and 4.10. Lengths are big-endian, everything else is text.
public enum SoupBinTCP {
    /// The length field and the type.
    @inlinable public static var headerByteCount: Int { 3 }

    public enum Sender: Sendable { case server, client }

    /// What is wrong with the head of a packet; `nil`: nothing.
    ///
    /// - Parameter length: As its length field says: the type and the payload.
    @inlinable
    public static func fault(_ type: UInt8, length: Int, from sender: Sender) -> SoupFault? {
        guard length > 0 else { return .emptyPacket }
        let expected: Int
        switch (type, sender) {
        case (UInt8(ascii: "S"), .server), (UInt8(ascii: "U"), _), (UInt8(ascii: "+"), _): return nil
        case (UInt8(ascii: "H"), .server), (UInt8(ascii: "Z"), .server), (UInt8(ascii: "R"), .client),
            (UInt8(ascii: "O"), .client):
            expected = 1
        case (UInt8(ascii: "J"), .server): expected = 2
        case (UInt8(ascii: "A"), .server): expected = LoginAccepted.byteCount - 2
        case (UInt8(ascii: "L"), .client): expected = length == 52 ? 52 : 47
        default: return .unknownType(type)
        }
        return length == expected ? nil : .wrongLength(type, expected: expected, found: length)
    }

    /// The answer to a login: a window onto its 33 bytes.
    public struct LoginAccepted: ~Escapable {
        @inlinable public static var byteCount: Int { 33 }
        @usableFromInline let bytes: RawSpan

        /// `nil` when fewer bytes are there. Length and type were checked with ``SoupBinTCP/fault(_:length:from:)``.
        @inlinable @_lifetime(copy bytes)
        public init?(_ bytes: RawSpan) {
            guard bytes.byteCount >= Self.byteCount else { return nil }
            self.bytes = bytes
        }

        /// Ten characters, padded on the left.
        @inlinable public var session: SessionIdentity {
            let low: UInt16 = bytes.bigEndian(at: 11)
            return SessionIdentity(high: bytes.bigEndian(at: 3), low: UInt64(low))
        }
        /// Of the next sequenced packet; `nil`: no number stands there. Sequences start at 1.
        @inlinable public var sequence: UInt64? {
            SoupBinTCP.number(bytes.bytes(at: 13, count: 20)).map { max($0, 1) }
        }
    }

    /// Decimal digits, padded with spaces on the left; `nil`: something else, or more than 64 bits hold.
    @usableFromInline
    static func number(_ field: RawSpan) -> UInt64? {
        var value: UInt64 = 0
        var isPadding = true
        for offset in 0..<field.byteCount {
            let byte = field.byte(at: offset)
            if isPadding, byte == UInt8(ascii: " ") { continue }
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            isPadding = false
            let (tenfold, isTooGreat) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflows) = tenfold.addingReportingOverflow(UInt64(byte - UInt8(ascii: "0")))
            guard !isTooGreat, !overflows else { return nil }
            value = sum
        }
        return isPadding ? nil : value
    }
}

/// Why bytes are no packet that may stand there. The stream is out of step: the connection is of no more use.
public enum SoupFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// A length of 0, where the type alone takes 1.
    case emptyPacket
    case unknownType(UInt8)
    case wrongLength(UInt8, expected: Int, found: Int)
    /// The sequence of a login's answer is no number.
    case badSequence
    /// Data before the login was answered.
    case beforeLogin(UInt8)

    public var description: String {
        switch self {
        case .emptyPacket: "a SoupBinTCP packet has length 0, where its type alone takes 1"
        case .unknownType(let type): "a server sends no SoupBinTCP packet of type \(Self.name(type))"
        case .wrongLength(let type, let expected, let found):
            "a SoupBinTCP packet \(Self.name(type)) says its length is \(found), where it is \(expected)"
        case .badSequence: "the sequence in the login's answer is no number"
        case .beforeLogin(let type):
            "a SoupBinTCP packet \(Self.name(type)) comes before the login is answered"
        }
    }

    private static func name(_ type: UInt8) -> String {
        guard type > 0x20, type < 0x7F else { return String(type) }
        return "'\(Character(Unicode.Scalar(type)))'"
    }
}

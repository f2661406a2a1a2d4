public import Wire

/// Whole order updates back to back in each datagram. A run of them that count up by one is what a packet is
/// elsewhere; most often it is the whole datagram.
public struct OrderUpdateFraming: PacketFraming, Sendable {
    @inlinable public init() {}

    @inlinable public static var headerByteCount: Int { 0 }
    @inlinable public static var blockHeadByteCount: Int { OrderUpdate.Header.byteCount }
    @inlinable public static var blockPrefixByteCount: Int { 0 }

    @inlinable
    public func accepts(_ datagram: RawSpan) -> Bool { true }

    /// The run at the front; `nil` when there is not one whole message.
    @inlinable
    public func header(of datagram: RawSpan) -> PacketHeader? {
        var first: UInt64 = 0
        var count = 0
        var end = 0
        while let header = OrderUpdate.Header(datagram.bytes(from: end)) {
            let length = Int(header.length)
            let sequence = header.sequence
            guard length >= OrderUpdate.Header.byteCount, length <= datagram.byteCount &- end else { break }
            if count == 0 {
                guard sequence < .max - UInt64(UInt16.max) else { return nil }
                first = sequence
            } else if sequence != first &+ UInt64(count) {
                break
            }
            count &+= 1
            end &+= length
        }
        guard count > 0 else { return nil }
        return PacketHeader(.data, session: SessionIdentity(), sequence: first, count: count, reach: end)
    }

    @inlinable
    public func blockLength(_ datagram: RawSpan, at offset: Int) -> Int {
        let length: UInt16 = datagram.littleEndian(at: offset &+ 1)
        return Int(length)
    }
}

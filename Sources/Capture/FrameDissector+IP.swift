public import Wire

/// From the IP header on.
extension FrameDissector {
    @usableFromInline enum NextHeader {
        @inlinable static var tcp: UInt8 { 6 }
        @inlinable static var udp: UInt8 { 17 }
        static let hopByHop: UInt8 = 0
        static let routing: UInt8 = 43
        static let fragment: UInt8 = 44
        static let authentication: UInt8 = 51
        static let destinationOptions: UInt8 = 60
        /// Extension headers a packet may have.
        static let chainLimit = 8
    }

    @inlinable
    static func dissectIPv4(_ frame: RawSpan, at offset: Int, isCut: Bool) -> Dissection {
        guard offset &+ 20 <= frame.byteCount else { return missing(isCut: isCut) }
        let first = frame.byte(at: offset)
        let header = Int(first & 0xF) &* 4
        let total: UInt16 = frame.bigEndian(at: offset &+ 2)
        // No total length: filled in by the network card, after the capture.
        guard first >> 4 == 4, header >= 20, Int(total) >= header || total == 0 else {
            return .skipped(.malformed)
        }
        // The flag for more fragments, and the offset.
        let fragmentation: UInt16 = frame.bigEndian(at: offset &+ 6)
        guard fragmentation & 0x3FFF == 0 else { return .skipped(.fragment) }
        let kind = frame.byte(at: offset &+ 9)
        guard kind == NextHeader.udp else { return .skipped(kind == NextHeader.tcp ? .tcp : .notUDP) }
        return dissectUDP(
            frame, at: offset &+ header, end: total == 0 ? nil : offset &+ Int(total), isCut: isCut,
            source: Endpoint(ipv4: frame.bigEndian(at: offset &+ 12), port: 0),
            destination: Endpoint(ipv4: frame.bigEndian(at: offset &+ 16), port: 0))
    }

    static func dissectIPv6(_ frame: RawSpan, at offset: Int, isCut: Bool) -> Dissection {
        guard offset + 40 <= frame.byteCount else { return missing(isCut: isCut) }
        guard frame.byte(at: offset) >> 4 == 6 else { return .skipped(.malformed) }
        let payload: UInt16 = frame.bigEndian(at: offset + 4)
        // No payload length: a jumbogram, or filled in by the network card.
        let end = payload == 0 ? nil : offset + 40 + Int(payload)
        var kind = frame.byte(at: offset + 6)
        var cursor = offset + 40
        for _ in 0...NextHeader.chainLimit {
            guard isExtension(kind) else {
                guard kind == NextHeader.udp else { return .skipped(kind == NextHeader.tcp ? .tcp : .notUDP) }
                return dissectUDP(
                    frame, at: cursor, end: end, isCut: isCut,
                    source: address(frame, at: offset + 8), destination: address(frame, at: offset + 24))
            }
            if let end, cursor + 8 > end { return .skipped(.malformed) }
            guard cursor + 8 <= frame.byteCount else { return missing(isCut: isCut) }
            let length = Int(frame.byte(at: cursor + 1))
            switch kind {
            case NextHeader.fragment:
                // One that is its own first and last fragment is whole (RFC 6946).
                let fragmentation: UInt16 = frame.bigEndian(at: cursor + 2)
                guard fragmentation & 0xFFF9 == 0 else { return .skipped(.fragment) }
                kind = frame.byte(at: cursor)
                cursor += 8
            case NextHeader.authentication:
                kind = frame.byte(at: cursor)
                cursor += (length + 2) * 4
            default:
                kind = frame.byte(at: cursor)
                cursor += (length + 1) * 8
            }
        }
        return .skipped(.malformed)
    }

    private static func isExtension(_ kind: UInt8) -> Bool {
        switch kind {
        case NextHeader.hopByHop, NextHeader.routing, NextHeader.fragment, NextHeader.authentication,
            NextHeader.destinationOptions:
            true
        default: false
        }
    }

    private static func address(_ frame: RawSpan, at offset: Int) -> Endpoint {
        Endpoint(high: frame.bigEndian(at: offset), low: frame.bigEndian(at: offset + 8), port: 0)
    }

    /// - Parameter end: Where the IP packet ends; `nil`: its header does not say, so with the frame.
    @inlinable @inline(__always)
    static func dissectUDP(
        _ frame: RawSpan, at offset: Int, end: Int?, isCut: Bool, source: Endpoint, destination: Endpoint
    ) -> Dissection {
        let limit = end ?? frame.byteCount
        guard limit <= frame.byteCount else { return missing(isCut: isCut) }
        // Beyond an end that the header tells, bytes are not missing: the lengths are wrong.
        let isOpen = isCut && end == nil
        guard offset &+ 8 <= limit else { return missing(isCut: isOpen) }
        let length = Int(frame.bigEndian(at: offset &+ 4) as UInt16)
        guard length >= 8 else { return .skipped(.malformed) }
        guard offset &+ length <= limit else { return missing(isCut: isOpen) }
        var (source, destination) = (source, destination)
        source.port = frame.bigEndian(at: offset)
        destination.port = frame.bigEndian(at: offset &+ 2)
        return .datagram(
            Datagram(source: source, destination: destination, offset: offset &+ 8, count: length &- 8))
    }
}

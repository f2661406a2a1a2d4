public import Wire

/// From the IP header on.
extension FrameDissector {
    @usableFromInline enum NextHeader {
        static let tcp: UInt8 = 6
        @inlinable static var udp: UInt8 { 17 }
        static let hopByHop: UInt8 = 0
        /// IP in IP.
        static let ipv4: UInt8 = 4
        static let ipv6: UInt8 = 41
        static let gre: UInt8 = 47
        static let routing: UInt8 = 43
        static let fragment: UInt8 = 44
        static let authentication: UInt8 = 51
        static let destinationOptions: UInt8 = 60
        /// Extension headers a packet may have.
        static let chainLimit = 8
    }

    @inlinable
    static func dissectIPv4(_ frame: RawSpan, at offset: Int, isCut: Bool, depth: Int) -> Dissection {
        guard offset &+ 20 <= frame.byteCount else { return missing(isCut: isCut) }
        let first = frame.byte(at: offset)
        let header = Int(first & 0xF) &* 4
        let total: UInt16 = frame.bigEndian(at: offset &+ 2)
        // No total length: filled in by the network card, after the capture.
        guard first >> 4 == 4, header >= 20, Int(total) >= header || total == 0 else {
            return .skipped(.malformed)
        }
        let kind = frame.byte(at: offset &+ 9)
        let end = total == 0 ? nil : offset &+ Int(total)
        let source = Endpoint(ipv4: frame.bigEndian(at: offset &+ 12), port: 0)
        let destination = Endpoint(ipv4: frame.bigEndian(at: offset &+ 16), port: 0)
        // The flag for more fragments, and the offset.
        let fragmentation: UInt16 = frame.bigEndian(at: offset &+ 6)
        guard fragmentation & 0x3FFF == 0 else {
            let identification: UInt16 = frame.bigEndian(at: offset &+ 4)
            return dissectFragment(
                frame, kind, at: offset &+ header, end: end, isCut: isCut, source: source,
                destination: destination, identification: UInt32(identification),
                position: Int(fragmentation & 0x1FFF) &* 8, isLast: fragmentation & 0x2000 == 0)
        }
        guard kind == NextHeader.udp else {
            return dissectRarePayload(
                frame, kind, at: offset &+ header, end: end, isCut: isCut, depth: depth, source: source,
                destination: destination)
        }
        return dissectUDP(
            frame, at: offset &+ header, end: end, isCut: isCut, depth: depth, source: source,
            destination: destination)
    }

    static func dissectIPv6(_ frame: RawSpan, at offset: Int, isCut: Bool, depth: Int) -> Dissection {
        guard offset + 40 <= frame.byteCount else { return missing(isCut: isCut) }
        guard frame.byte(at: offset) >> 4 == 6 else { return .skipped(.malformed) }
        let payload: UInt16 = frame.bigEndian(at: offset + 4)
        // No payload length: a jumbogram, or filled in by the network card.
        let end = payload == 0 ? nil : offset + 40 + Int(payload)
        return dissectPayload(
            frame, frame.byte(at: offset + 6), at: offset + 40, end: end, isCut: isCut, depth: depth,
            source: address(frame, at: offset + 8), destination: address(frame, at: offset + 24))
    }

    /// What an IP packet carries, behind its header and, where it is IPv6, from its extension headers on.
    ///
    /// - Parameters:
    ///   - kind: The protocol by its number.
    ///   - end: Where the IP packet ends; `nil`: its header does not say, so with the frame.
    ///   - depth: Tunnels that it came in.
    static func dissectPayload(
        _ frame: RawSpan, _ kind: UInt8, at offset: Int, end: Int?, isCut: Bool, depth: Int, source: Endpoint,
        destination: Endpoint
    ) -> Dissection {
        var (kind, cursor) = (kind, offset)
        for _ in 0...NextHeader.chainLimit {
            guard source.isIPv6, isExtension(kind) else {
                guard kind == NextHeader.udp else {
                    return dissectRarePayload(
                        frame, kind, at: cursor, end: end, isCut: isCut, depth: depth, source: source,
                        destination: destination)
                }
                return dissectUDP(
                    frame, at: cursor, end: end, isCut: isCut, depth: depth, source: source,
                    destination: destination)
            }
            if let end, cursor + 8 > end { return .skipped(.malformed) }
            guard cursor + 8 <= frame.byteCount else {
                return isCut ? .headless(destination) : .skipped(.malformed)
            }
            let length = Int(frame.byte(at: cursor + 1))
            switch kind {
            case NextHeader.fragment:
                // One that is its own first and last fragment is whole (RFC 6946).
                let fragmentation: UInt16 = frame.bigEndian(at: cursor + 2)
                kind = frame.byte(at: cursor)
                guard fragmentation & 0xFFF9 == 0 else {
                    return dissectFragment(
                        frame, kind, at: cursor + 8, end: end, isCut: isCut, source: source,
                        destination: destination, identification: frame.bigEndian(at: cursor + 4),
                        position: Int(fragmentation & 0xFFF8), isLast: fragmentation & 1 == 0)
                }
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

    /// Protocols other than UDP.
    @usableFromInline @inline(never)
    static func dissectRarePayload(
        _ frame: RawSpan, _ kind: UInt8, at offset: Int, end: Int?, isCut: Bool, depth: Int, source: Endpoint,
        destination: Endpoint
    ) -> Dissection {
        switch kind {
        case NextHeader.tcp:
            dissectTCP(frame, at: offset, end: end, isCut: isCut, source: source, destination: destination)
        case NextHeader.ipv4, NextHeader.ipv6, NextHeader.gre:
            dissectIPTunnel(frame, kind, at: offset, end: end, isCut: isCut, depth: depth)
        default: .skipped(.notUDP)
        }
    }

    @usableFromInline @inline(never)
    static func dissectFragment(
        _ frame: RawSpan, _ kind: UInt8, at offset: Int, end: Int?, isCut: Bool, source: Endpoint,
        destination: Endpoint, identification: UInt32, position: Int, isLast: Bool
    ) -> Dissection {
        // Without a length nothing tells its bytes from what stands behind them in the frame.
        guard let end, end >= offset, isCut || end <= frame.byteCount else { return .skipped(.malformed) }
        let stored = max(offset, min(end, frame.byteCount))
        return .fragment(
            Fragment(
                source: source, destination: destination, identification: identification, kind: kind,
                position: position, isLast: isLast, offset: min(offset, frame.byteCount),
                count: stored - offset, isCut: end > frame.byteCount))
    }

    /// Whether a datagram in fragments, of that kind, can be what is looked for.
    static func mayBeUDP(_ kind: UInt8) -> Bool { kind == NextHeader.udp || isExtension(kind) }

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
        _ frame: RawSpan, at offset: Int, end: Int?, isCut: Bool, depth: Int, source: Endpoint,
        destination: Endpoint
    ) -> Dissection {
        let limit = end ?? frame.byteCount
        guard limit <= frame.byteCount, offset &+ 8 <= limit else {
            return dissectCutUDP(
                frame, at: offset, end: end, isCut: isCut, depth: depth, source: source,
                destination: destination)
        }
        let length = Int(frame.bigEndian(at: offset &+ 4) as UInt16)
        guard length >= 8, offset &+ length <= limit else {
            return dissectCutUDP(
                frame, at: offset, end: end, isCut: isCut, depth: depth, source: source,
                destination: destination)
        }
        var (source, destination) = (source, destination)
        source.port = frame.bigEndian(at: offset)
        destination.port = frame.bigEndian(at: offset &+ 2)
        if UDPTunnel.isPort(destination.port),
            let inner = dissectUDPTunnel(
                frame, to: destination.port, at: offset &+ 8, end: offset &+ length, depth: depth)
        {
            return inner
        }
        return .datagram(
            Datagram(source: source, destination: destination, offset: offset &+ 8, count: length &- 8))
    }

    /// A datagram that does not lie whole within its IP packet and the frame.
    @usableFromInline @inline(never)
    static func dissectCutUDP(
        _ frame: RawSpan, at offset: Int, end: Int?, isCut: Bool, depth: Int, source: Endpoint,
        destination: Endpoint
    ) -> Dissection {
        // Beyond an end that the header tells, bytes are not missing: the lengths are wrong.
        let limit = end ?? .max
        guard isCut, offset + 8 <= limit else { return .skipped(.malformed) }
        var (source, destination) = (source, destination)
        if offset + 4 <= frame.byteCount { destination.port = frame.bigEndian(at: offset + 2) }
        guard offset + 8 <= frame.byteCount else { return .headless(destination) }
        source.port = frame.bigEndian(at: offset)
        let length = Int(frame.bigEndian(at: offset + 4) as UInt16)
        guard length >= 8, offset + length <= limit else { return .skipped(.malformed) }
        if UDPTunnel.isPort(destination.port),
            let inner = dissectUDPTunnel(
                frame, to: destination.port, at: offset + 8, end: offset + length, depth: depth)
        {
            return inner
        }
        let count = min(length, frame.byteCount - offset) - 8
        let datagram = Datagram(source: source, destination: destination, offset: offset + 8, count: count)
        return count == length - 8 ? .datagram(datagram) : .cut(datagram, missing: length - 8 - count)
    }

    /// Source: RFC 9293, section 3.1.
    private static func dissectTCP(
        _ frame: RawSpan, at offset: Int, end: Int?, isCut: Bool, source: Endpoint, destination: Endpoint
    ) -> Dissection {
        let end = end ?? frame.byteCount
        guard isCut || end <= frame.byteCount, offset + 20 <= end else { return .skipped(.malformed) }
        guard offset + 20 <= frame.byteCount else { return .skipped(.cut) }
        let payload = offset + Int(frame.byte(at: offset + 12) >> 4) * 4
        guard payload >= offset + 20, payload <= end else { return .skipped(.malformed) }
        var (source, destination) = (source, destination)
        source.port = frame.bigEndian(at: offset)
        destination.port = frame.bigEndian(at: offset + 2)
        let count = max(0, min(end, frame.byteCount) - payload)
        return .segment(
            Segment(
                source: source, destination: destination, sequence: frame.bigEndian(at: offset + 4),
                acknowledgement: frame.bigEndian(at: offset + 8), flags: frame.byte(at: offset + 13),
                offset: min(payload, frame.byteCount), count: count, missing: end - payload - count))
    }
}

import Wire

/// The time that a tap, a switch or a capture card wrote into a frame, when it came in there.
///
/// It is taken only where the frame's own structure tells it: an ERF record has it in its header, Arista's header has
/// an EtherType of its own, and a trailer must fit in every part (``TapTrailer``). A time more than a day from the
/// capture's own is none.
public enum TapTime {
    /// - Parameter captured: The capture's time of the frame, in nanoseconds since the epoch; 0: it has none.
    /// - Returns: Nanoseconds since the epoch, UTC; `nil`: the frame has no such time that is certain.
    public static func find(
        in frame: RawSpan, _ linkType: LinkType, isCut: Bool, captured: UInt64
    ) -> UInt64? {
        switch linkType {
        case .erf:
            guard let record = ERFRecord(frame, at: 0), record.time > 0 else { return nil }
            return record.time
        case .ethernet: return find(inEthernet: frame, isCut: isCut, captured: captured)
        default: return nil
        }
    }

    private static func find(inEthernet frame: RawSpan, isCut: Bool, captured: UInt64) -> UInt64? {
        guard frame.byteCount >= 14 else { return nil }
        var (type, offset): (UInt16, Int) = (frame.bigEndian(at: 12), 14)
        while FrameDissector.EtherType.isTag(type), offset < 14 + FrameDissector.EtherType.tagLimit * 4 {
            guard offset + 4 <= frame.byteCount else { return nil }
            type = frame.bigEndian(at: offset + 2)
            offset += 4
        }
        if let header = aristaHeader(frame, type: type, at: offset) {
            return header.stamp?.time(in: frame, captured: captured)
        }
        guard !isCut, let end = packetEnd(frame, type: type, at: offset), end <= frame.byteCount else {
            return nil
        }
        // Padding goes up to 60 bytes; tags may have been put in since.
        return TapTrailer.time(
            in: frame, behind: end, noLaterThan: max(end, 60 + offset - 14), captured: captured)
    }

    /// Behind the hardware addresses, or in GRE.
    private static func aristaHeader(_ frame: RawSpan, type: UInt16, at offset: Int) -> AristaHeader? {
        var start = offset
        switch type {
        case Tunnel.Wrapper.arista: break
        case FrameDissector.EtherType.ipv4:
            guard offset + 20 <= frame.byteCount, frame.byte(at: offset) >> 4 == 4,
                frame.byte(at: offset + 9) == FrameDissector.NextHeader.gre,
                let header = GREHeader(frame, at: offset + Int(frame.byte(at: offset) & 0xF) * 4),
                header.isKnown, header.type == Tunnel.Wrapper.arista
            else { return nil }
            start = header.end
        default: return nil
        }
        guard start + 4 <= frame.byteCount, let header = AristaHeader(frame, at: start),
            header.end <= frame.byteCount
        else { return nil }
        return header
    }

    /// Where the packet ends that the frame carries, by its own length; `nil`: that is not known.
    private static func packetEnd(_ frame: RawSpan, type: UInt16, at offset: Int) -> Int? {
        switch type {
        case FrameDissector.EtherType.ipv4, FrameDissector.EtherType.ipv6:
            return packetEnd(frame, at: offset)
        case Tunnel.Wrapper.mpls, Tunnel.Wrapper.mplsMulticast:
            var cursor = offset
            while cursor + 4 <= frame.byteCount {
                cursor += 4
                if frame.byte(at: cursor - 2) & 1 != 0 { return packetEnd(frame, at: cursor) }
            }
            return nil
        case Tunnel.Wrapper.pppoe:
            guard offset + 6 <= frame.byteCount else { return nil }
            return offset + 6 + Int(frame.bigEndian(at: offset + 4) as UInt16)
        case 8...1500: return offset + Int(type)
        default: return nil
        }
    }

    private static func packetEnd(_ frame: RawSpan, at offset: Int) -> Int? {
        guard offset + 20 <= frame.byteCount else { return nil }
        switch frame.byte(at: offset) >> 4 {
        case 4:
            let length = Int(frame.bigEndian(at: offset + 2) as UInt16)
            return length >= 20 ? offset + length : nil
        case 6:
            let length = Int(frame.bigEndian(at: offset + 4) as UInt16)
            return length > 0 ? offset + 40 + length : nil
        default: return nil
        }
    }

    static let day: UInt64 = 86_400_000_000_000

    static func isNear(_ time: UInt64, _ captured: UInt64) -> Bool {
        (time > captured ? time - captured : captured - time) <= day
    }
}

import Wire

/// Classic pcap: a file header of 24 bytes, then records of 16 bytes and the frame.
extension CaptureParser {
    static var pcapHeaderBytes: Int { 24 }

    mutating func readPcapHeader(_ head: RawSpan) throws(CaptureError) {
        guard head.byteCount >= Self.pcapHeaderBytes else {
            throw .corrupt(
                at: head.byteCount, packet: 0,
                what: "the pcap file header takes \(Self.pcapHeaderBytes) bytes, but the file ends here")
        }
        let major = half(head, at: 4)
        guard major == 2 else {
            let found = hexadecimal([head.byte(at: 4), head.byte(at: 5)])
            throw .corrupt(at: 4, packet: 0, what: "the pcap version is 2.4, but \(found) stands here")
        }
        let snapLength = Int(word(head, at: 16))
        // More than any block may have is no length, but a way to say "unlimited".
        if snapLength <= Self.blockLimit { frameLimit = max(Self.usualFrameLimit, snapLength) }
        linkType = LinkType(rawValue: UInt16(truncatingIfNeeded: word(head, at: 20)))
    }

    @usableFromInline
    mutating func skipPcapHeader(_ bytes: RawSpan) -> CaptureStep {
        guard bytes.byteCount >= Self.pcapHeaderBytes else { return .needsMore(Self.pcapHeaderBytes) }
        stage = .pcapRecords
        return skip(Self.pcapHeaderBytes)
    }

    @inlinable
    mutating func nextRecord(_ bytes: RawSpan) throws(CaptureError) -> CaptureStep {
        guard bytes.byteCount >= 16 else { return .needsMore(16) }
        let count = Int(word(bytes, at: 8))
        guard count <= frameLimit else { throw frameTooLong(bytes, count: count) }
        let record = 16 &+ count
        guard bytes.byteCount >= record else { return .needsMore(record) }
        // At most 2^32 s and 2^32 units, which fits; a fraction of a second or more carries over.
        let timestamp =
            UInt64(word(bytes, at: 0)) &* 1_000_000_000 &+ UInt64(word(bytes, at: 4)) &* fractionUnit
        consumedBytes &+= record
        seenPackets &+= 1
        let packet = CapturedPacket(
            timestamp: timestamp, offset: 16, count: count, originalCount: Int(word(bytes, at: 12)),
            linkType: linkType)
        return .packet(packet, consumed: record)
    }

    @usableFromInline @inline(never)
    func frameTooLong(_ bytes: RawSpan, count: Int) -> CaptureError {
        corrupt(bytes, "the record header claims \(count) captured bytes, but the limit is \(frameLimit)")
    }
}

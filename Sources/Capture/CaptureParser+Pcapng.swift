import Wire

/// Pcapng: sections of blocks, each with its length in front and again at the end.
extension CaptureParser {
    @usableFromInline enum Block {
        @inlinable static var sectionHeader: UInt32 { 0x0A0D_0D0A }
        @inlinable static var interfaceDescription: UInt32 { 1 }
        @inlinable static var obsoletePacket: UInt32 { 2 }
        @inlinable static var simplePacket: UInt32 { 3 }
        @inlinable static var enhancedPacket: UInt32 { 6 }
    }

    /// Interfaces a section may have: as many as the obsolete Packet Block can number.
    static var interfaceLimit: Int { 65_536 }

    @inlinable
    mutating func nextBlock(_ bytes: RawSpan) throws(CaptureError) -> CaptureStep {
        guard bytes.byteCount >= 12 else { return .needsMore(12) }
        let type = word(bytes, at: 0)
        if type == Block.sectionHeader { try startSection(bytes) }
        let length = Int(word(bytes, at: 4))
        guard length >= 12, length & 3 == 0, length <= Self.blockLimit else {
            throw badLength(bytes, length: length)
        }
        guard bytes.byteCount >= length else { return .needsMore(length) }
        guard Int(word(bytes, at: length &- 4)) == length else { throw unequalLengths(bytes, length: length) }
        if type == Block.enhancedPacket, stage == .pcapngBlocks, length >= 32 {
            return try timedPacket(bytes, length: length, interface: Int(word(bytes, at: 8)))
        }
        return try rareBlock(bytes, type: type, length: length)
    }

    /// An Enhanced Packet Block, or an obsolete Packet Block of the same layout from offset 12 on.
    @inlinable
    mutating func timedPacket(
        _ bytes: RawSpan, length: Int, interface index: Int
    ) throws(CaptureError) -> CaptureStep {
        guard index < interfaces.count else { throw noInterface(bytes, index: index) }
        let count = Int(word(bytes, at: 20))
        guard count <= length &- 32 else { throw frameBeyondBlock(bytes, length: length, count: count) }
        let ticks = UInt64(word(bytes, at: 12)) << 32 | UInt64(word(bytes, at: 16))
        consumedBytes &+= length
        seenPackets &+= 1
        let packet = CapturedPacket(
            timestamp: interfaces[index].clock.nanoseconds(ticks), offset: 28, count: count,
            originalCount: Int(word(bytes, at: 24)), linkType: interfaces[index].linkType)
        return .packet(packet, consumed: length)
    }

    /// Any whole block but an Enhanced Packet Block.
    @usableFromInline
    mutating func rareBlock(_ bytes: RawSpan, type: UInt32, length: Int) throws(CaptureError) -> CaptureStep {
        if type == Block.sectionHeader {
            guard length >= 28 else { throw tooShort(bytes, "Section Header", length: length, least: 28) }
            interfaces.removeAll(keepingCapacity: true)
            stage = half(bytes, at: 12) == 1 ? .pcapngBlocks : .pcapngForeignSection
        } else if stage == .pcapngBlocks {
            switch type {
            case Block.interfaceDescription: try addInterface(bytes, length: length)
            case Block.simplePacket: return try simplePacket(bytes, length: length)
            case Block.obsoletePacket:
                guard length >= 32 else { throw tooShort(bytes, "Packet", length: length, least: 32) }
                return try timedPacket(bytes, length: length, interface: Int(half(bytes, at: 8)))
            case Block.enhancedPacket: throw tooShort(bytes, "Enhanced Packet", length: length, least: 32)
            default: break
            }
        }
        return skip(length)
    }

    /// A section fixes its byte order, which its own length already needs.
    @usableFromInline
    mutating func startSection(_ bytes: RawSpan) throws(CaptureError) {
        guard let isBigEndian = Magic.isBigEndianSection(bytes) else {
            throw corrupt(bytes, "the Section Header Block has no byte-order magic")
        }
        self.isBigEndian = isBigEndian
    }

    private mutating func addInterface(_ bytes: RawSpan, length: Int) throws(CaptureError) {
        guard length >= 20 else { throw tooShort(bytes, "Interface Description", length: length, least: 20) }
        guard interfaces.count < Self.interfaceLimit else {
            throw corrupt(bytes, "the section describes more than \(Self.interfaceLimit) interfaces")
        }
        var interface = CaptureInterface(
            linkType: LinkType(rawValue: half(bytes, at: 8)), snapLength: Int(word(bytes, at: 12)))
        var offset = 16
        let end = length - 4
        while offset + 4 <= end {
            let (code, count, value) = (half(bytes, at: offset), Int(half(bytes, at: offset + 2)), offset + 4)
            guard code != 0 else { break }
            guard value + count <= end else {
                throw corrupt(bytes, "option \(code) runs past the end of its block")
            }
            switch (code, count) {
            case (9, 1...): interface.clock.set(resolution: bytes.byte(at: value))
            case (14, 8...): interface.clock.offset = long(bytes, at: value)
            default: break
            }
            offset = value + (count + 3) & ~3
        }
        interfaces.append(interface)
    }

    private func long(_ bytes: RawSpan, at offset: Int) -> Int64 {
        isBigEndian ? bytes.bigEndian(at: offset) : bytes.littleEndian(at: offset)
    }

    /// A packet of interface 0, without a time.
    private mutating func simplePacket(_ bytes: RawSpan, length: Int) throws(CaptureError) -> CaptureStep {
        guard length >= 16 else { throw tooShort(bytes, "Simple Packet", length: length, least: 16) }
        guard let interface = interfaces.first else { throw noInterface(bytes, index: 0) }
        let originalCount = Int(word(bytes, at: 8))
        let limit = interface.snapLength == 0 ? Int.max : interface.snapLength
        consumedBytes &+= length
        seenPackets &+= 1
        let packet = CapturedPacket(
            timestamp: 0, offset: 12, count: min(originalCount, limit, length - 16),
            originalCount: originalCount, linkType: interface.linkType)
        return .packet(packet, consumed: length)
    }
}

/// What can be wrong with a block.
extension CaptureParser {
    @usableFromInline @inline(never)
    func badLength(_ bytes: RawSpan, length: Int) -> CaptureError {
        corrupt(
            bytes, "a block of \(length) bytes; that is no multiple of 4 between 12 and \(Self.blockLimit)")
    }

    @usableFromInline @inline(never)
    func unequalLengths(_ bytes: RawSpan, length: Int) -> CaptureError {
        corrupt(bytes, "a block of \(length) bytes that ends in the length \(word(bytes, at: length - 4))")
    }

    @usableFromInline @inline(never)
    func noInterface(_ bytes: RawSpan, index: Int) -> CaptureError {
        corrupt(bytes, "a packet of interface \(index), but the section describes \(interfaces.count)")
    }

    @usableFromInline @inline(never)
    func frameBeyondBlock(_ bytes: RawSpan, length: Int, count: Int) -> CaptureError {
        corrupt(bytes, "a packet of \(count) captured bytes in a block with room for \(length - 32)")
    }

    private func tooShort(_ bytes: RawSpan, _ name: String, length: Int, least: Int) -> CaptureError {
        corrupt(bytes, "the \(name) Block takes \(least) bytes or more, but has \(length)")
    }
}

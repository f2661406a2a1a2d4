/// Bytes in a byte order of choice.
struct ByteBuilder {
    var bytes: [UInt8] = []
    var isBigEndian: Bool

    mutating func add<Value: FixedWidthInteger>(_ value: Value) {
        let low = (0..<Value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> Value($0 * 8)) }
        bytes += isBigEndian ? low.reversed() : low
    }
}

/// A classic pcap file, built field by field.
struct PcapFile {
    var builder: ByteBuilder
    var bytes: [UInt8] { builder.bytes }

    init(
        isBigEndian: Bool = false, isNanoseconds: Bool = true, snapLength: UInt32 = 262_144,
        linkType: UInt32 = 1
    ) {
        builder = ByteBuilder(isBigEndian: isBigEndian)
        builder.add(isNanoseconds ? UInt32(0xA1B2_3C4D) : 0xA1B2_C3D4)
        builder.add(UInt16(2))
        builder.add(UInt16(4))
        builder.add(UInt64(0))
        builder.add(snapLength)
        builder.add(linkType)
    }

    mutating func record(
        seconds: UInt32 = 0, fraction: UInt32 = 0, _ frame: [UInt8], originalCount: UInt32? = nil
    ) {
        builder.add(seconds)
        builder.add(fraction)
        builder.add(UInt32(frame.count))
        builder.add(originalCount ?? UInt32(frame.count))
        builder.bytes += frame
    }
}

/// A pcapng file, built block by block.
struct PcapngFile {
    var builder: ByteBuilder
    var bytes: [UInt8] { builder.bytes }

    init(isBigEndian: Bool = false) {
        builder = ByteBuilder(isBigEndian: isBigEndian)
        section()
    }

    mutating func block(_ type: UInt32, _ body: (inout ByteBuilder) -> Void) {
        var inner = ByteBuilder(isBigEndian: builder.isBigEndian)
        body(&inner)
        inner.bytes += [UInt8](repeating: 0, count: -inner.bytes.count & 3)
        builder.add(type)
        builder.add(UInt32(inner.bytes.count + 12))
        builder.bytes += inner.bytes
        builder.add(UInt32(inner.bytes.count + 12))
    }

    mutating func section(major: UInt16 = 1) {
        block(0x0A0D_0D0A) {
            $0.add(UInt32(0x1A2B_3C4D))
            $0.add(major)
            $0.add(UInt16(0))
            $0.add(Int64(-1))
            Self.option(4, Array("user".utf8) + [0x21], &$0)  // five bytes, so that padding is needed
            Self.option(0, [], &$0)
        }
    }

    static func option(_ code: UInt16, _ value: [UInt8], _ builder: inout ByteBuilder) {
        builder.add(code)
        builder.add(UInt16(value.count))
        builder.bytes += value + [UInt8](repeating: 0, count: -value.count & 3)
    }

    mutating func interface(
        linkType: UInt16 = 1, snapLength: UInt32 = 0, resolution: UInt8? = nil, offset: Int64? = nil,
        ends: Bool = true
    ) {
        block(1) {
            $0.add(linkType)
            $0.add(UInt16(0))
            $0.add(snapLength)
            Self.option(2, Array("lo".utf8), &$0)
            if let resolution { Self.option(9, [resolution], &$0) }
            if let offset {
                var value = ByteBuilder(isBigEndian: $0.isBigEndian)
                value.add(offset)
                Self.option(14, value.bytes, &$0)
            }
            if ends { Self.option(0, [], &$0) }
        }
    }

    mutating func packet(
        interface: UInt32 = 0, ticks: UInt64 = 0, _ frame: [UInt8], originalCount: UInt32? = nil,
        comment: String? = nil
    ) {
        block(6) {
            $0.add(interface)
            Self.body(ticks, frame, originalCount, &$0)
            if let comment {
                Self.option(1, Array(comment.utf8), &$0)
                Self.option(0, [], &$0)
            }
        }
    }

    mutating func obsoletePacket(interface: UInt16, ticks: UInt64, _ frame: [UInt8]) {
        block(2) {
            $0.add(interface)
            $0.add(UInt16(7))  // drops
            Self.body(ticks, frame, nil, &$0)
        }
    }

    mutating func simplePacket(_ frame: [UInt8], originalCount: UInt32? = nil) {
        block(3) {
            $0.add(originalCount ?? UInt32(frame.count))
            $0.bytes += frame
        }
    }

    private static func body(
        _ ticks: UInt64, _ frame: [UInt8], _ original: UInt32?, _ builder: inout ByteBuilder
    ) {
        builder.add(UInt32(ticks >> 32))
        builder.add(UInt32(truncatingIfNeeded: ticks))
        builder.add(UInt32(frame.count))
        builder.add(original ?? UInt32(frame.count))
        builder.bytes += frame + [UInt8](repeating: 0, count: -frame.count & 3)
    }
}

import Wire

/// Writes UDP datagrams as a capture file, into an array of the caller's; little-endian, in nanoseconds.
public struct CaptureWriter: Sendable {
    public enum Format: String, Sendable, CaseIterable { case pcap, pcapng }

    public let format: Format
    /// The VLAN the frames are tagged with; `nil`: none.
    public let vlan: UInt16?

    public init(_ format: Format, vlan: UInt16? = nil) {
        self.format = format
        self.vlan = vlan
    }

    /// What the file begins with: a pcap header of 24 bytes, or a pcapng section and its one interface.
    public func header(into bytes: inout [UInt8]) {
        switch format {
        case .pcap:
            bytes.appendLittleEndian(UInt32(0xA1B2_3C4D))
            bytes.appendLittleEndian(UInt16(2))
            bytes.appendLittleEndian(UInt16(4))
            bytes.appendLittleEndian(UInt64(0))
            bytes.appendLittleEndian(UInt32(CaptureParser.usualFrameLimit))
            bytes.appendLittleEndian(UInt32(LinkType.ethernet.rawValue))
        case .pcapng:
            block(CaptureParser.Block.sectionHeader, length: 28, into: &bytes) { bytes in
                bytes.appendLittleEndian(UInt32(0x1A2B_3C4D))
                bytes.appendLittleEndian(UInt16(1))
                bytes.appendLittleEndian(UInt16(0))
                bytes.appendLittleEndian(Int64(-1))
            }
            block(CaptureParser.Block.interfaceDescription, length: 32, into: &bytes) { bytes in
                bytes.appendLittleEndian(LinkType.ethernet.rawValue)
                bytes.appendLittleEndian(UInt16(0))
                bytes.appendLittleEndian(UInt32(CaptureParser.usualFrameLimit))
                bytes.append(contentsOf: [9, 0, 1, 0, 9, 0, 0, 0])  // if_tsresol: 10^-9 s
                bytes.append(contentsOf: [0, 0, 0, 0])
            }
        }
    }

    /// One datagram, in a UDP, an IP and an Ethernet header with true checksums.
    ///
    /// - Parameters:
    ///   - timestamp: Nanoseconds since the epoch. Pcap holds the seconds up to 2106.
    ///   - destination: Of the same address family as `source`.
    ///   - payload: 65,507 bytes at most over IPv4, 65,527 over IPv6.
    public func packet(
        timestamp: UInt64, source: Endpoint, destination: Endpoint, payload: RawSpan,
        into bytes: inout [UInt8]
    ) {
        let frame = UDPFrame(
            source: source, destination: destination, vlan: vlan, payloadBytes: payload.byteCount)
        let count = UInt32(frame.byteCount)
        switch format {
        case .pcap:
            bytes.appendLittleEndian(UInt32(clamping: timestamp / 1_000_000_000))
            bytes.appendLittleEndian(UInt32(timestamp % 1_000_000_000))
            bytes.appendLittleEndian(count)
            bytes.appendLittleEndian(count)
            frame.append(payload, into: &bytes)
        case .pcapng:
            let padding = -frame.byteCount & 3
            block(CaptureParser.Block.enhancedPacket, length: 32 + count + UInt32(padding), into: &bytes) {
                bytes in
                bytes.appendLittleEndian(UInt32(0))
                bytes.appendLittleEndian(UInt32(timestamp >> 32))
                bytes.appendLittleEndian(UInt32(truncatingIfNeeded: timestamp))
                bytes.appendLittleEndian(count)
                bytes.appendLittleEndian(count)
                frame.append(payload, into: &bytes)
                bytes.append(contentsOf: repeatElement(0, count: padding))
            }
        }
    }

    /// A pcapng block of `length` bytes in all.
    private func block(
        _ type: UInt32, length: UInt32, into bytes: inout [UInt8], body: (inout [UInt8]) -> Void
    ) {
        bytes.appendLittleEndian(type)
        bytes.appendLittleEndian(length)
        body(&bytes)
        bytes.appendLittleEndian(length)
    }
}

extension [UInt8] {
    mutating func appendLittleEndian<Value: FixedWidthInteger>(_ value: Value) {
        for byte in 0..<(Value.bitWidth / 8) { append(UInt8(truncatingIfNeeded: value >> Value(byte * 8))) }
    }

    mutating func appendBigEndian<Value: FixedWidthInteger>(_ value: Value) {
        appendLittleEndian(value.byteSwapped)
    }
}

import Wire

/// The Ethernet, IP and UDP headers of a datagram to be written.
///
/// Source: RFC 791, 8200, 768; multicast hardware addresses: RFC 1112, section 6.4, and RFC 2464, section 7.
struct UDPFrame {
    let source: Endpoint
    let destination: Endpoint
    let vlan: UInt16?
    let payloadBytes: Int

    init(source: Endpoint, destination: Endpoint, vlan: UInt16?, payloadBytes: Int) {
        precondition(
            source.isIPv6 == destination.isIPv6, "from \(source) to \(destination): two address families")
        let limit = source.isIPv6 ? 65_527 : 65_507
        precondition(payloadBytes <= limit, "a payload of \(payloadBytes) bytes; UDP takes \(limit)")
        self.source = source
        self.destination = destination
        self.vlan = vlan
        self.payloadBytes = payloadBytes
    }

    private var udpBytes: UInt16 { UInt16(8 + payloadBytes) }
    private var ipHeaderBytes: Int { source.isIPv6 ? 40 : 20 }
    var byteCount: Int { 14 + (vlan == nil ? 0 : 4) + ipHeaderBytes + Int(udpBytes) }

    func append(_ payload: RawSpan, into bytes: inout [UInt8]) {
        appendHardwareAddress(of: destination, into: &bytes)
        appendHardwareAddress(of: source, into: &bytes)
        if let vlan {
            bytes.appendBigEndian(UInt16(0x8100))
            bytes.appendBigEndian(vlan)
        }
        bytes.appendBigEndian(source.isIPv6 ? FrameDissector.EtherType.ipv6 : FrameDissector.EtherType.ipv4)
        if source.isIPv6 { appendIPv6(into: &bytes) } else { appendIPv4(into: &bytes) }
        bytes.appendBigEndian(source.port)
        bytes.appendBigEndian(destination.port)
        bytes.appendBigEndian(udpBytes)
        bytes.appendBigEndian(udpChecksum(payload))
        // SAFETY: the buffer is read within the closure that lends it.
        unsafe payload.withUnsafeBytes { buffer in unsafe bytes.append(contentsOf: buffer) }
    }

    /// The address of the group, or one administered locally and made of the IP address.
    private func appendHardwareAddress(of endpoint: Endpoint, into bytes: inout [UInt8]) {
        let low = UInt32(truncatingIfNeeded: endpoint.low)
        switch (endpoint.isMulticast, endpoint.isIPv6) {
        case (true, false):
            bytes.append(contentsOf: [0x01, 0x00, 0x5E])
            bytes.append(contentsOf: [UInt8(low >> 16 & 0x7F), UInt8(low >> 8 & 0xFF), UInt8(low & 0xFF)])
        case (true, true):
            bytes.appendBigEndian(UInt16(0x3333))
            bytes.appendBigEndian(low)
        case (false, _):
            bytes.appendBigEndian(UInt16(0x0200))
            bytes.appendBigEndian(low)
        }
    }

    private func appendIPv4(into bytes: inout [UInt8]) {
        let header: [UInt16] = [
            0x4500, 20 + udpBytes, 0, 0x4000,  // not to be fragmented
            0x4000 | UInt16(FrameDissector.NextHeader.udp), 0,  // time to live 64
        ]
        var checksum = Checksum()
        for word in header { checksum.add(UInt64(word)) }
        checksum.add(source.low)
        checksum.add(destination.low)
        for word in header.dropLast() { bytes.appendBigEndian(word) }
        bytes.appendBigEndian(checksum.value)
        bytes.appendBigEndian(UInt32(truncatingIfNeeded: source.low))
        bytes.appendBigEndian(UInt32(truncatingIfNeeded: destination.low))
    }

    private func appendIPv6(into bytes: inout [UInt8]) {
        bytes.appendBigEndian(UInt32(0x6000_0000))
        bytes.appendBigEndian(udpBytes)
        bytes.append(FrameDissector.NextHeader.udp)
        bytes.append(64)  // hop limit
        for half in [source.high, source.low, destination.high, destination.low] {
            bytes.appendBigEndian(half)
        }
    }

    /// Over a pseudo header, the UDP header and the payload; 0 would mean "none" and is sent as all ones.
    private func udpChecksum(_ payload: RawSpan) -> UInt16 {
        var checksum = Checksum()
        for endpoint in [source, destination] {
            checksum.add(endpoint.high)
            checksum.add(endpoint.low)
            checksum.add(UInt64(endpoint.port))
        }
        checksum.add(UInt64(FrameDissector.NextHeader.udp))
        checksum.add(UInt64(udpBytes) * 2)
        checksum.add(payload)
        return checksum.value == 0 ? 0xFFFF : checksum.value
    }
}

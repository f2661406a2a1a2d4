import Capture
import TestSupport
import Testing

@Suite("Writing captures")
struct CaptureWriterTests {
    struct Sent: Equatable {
        var timestamp: UInt64
        var source, destination: Endpoint
        var payload: [UInt8]
    }

    /// Random datagrams, of every small size and the largest.
    static func datagrams(isIPv6: Bool) -> [Sent] {
        var random = SeededGenerator(seed: isIPv6 ? 41 : 43)
        return (Array(0...40) + [1400, isIPv6 ? 65_527 : 65_507]).map { count in
            func endpoint() -> Endpoint {
                let port = UInt16.random(in: 0...(.max), using: &random)
                return isIPv6
                    ? Endpoint(high: random.next(), low: random.next(), port: port)
                    : Endpoint(ipv4: UInt32(truncatingIfNeeded: random.next()), port: port)
            }
            let timestamp = UInt64.random(in: 0..<4_294_967_296_000_000_000, using: &random)
            return Sent(
                timestamp: timestamp, source: endpoint(), destination: endpoint(),
                payload: random.bytes(count))
        }
    }

    static func write(_ writer: CaptureWriter, _ datagrams: [Sent]) -> [UInt8] {
        var file: [UInt8] = []
        writer.header(into: &file)
        for sent in datagrams {
            // SAFETY: every byte of the array is initialised.
            unsafe writer.packet(
                timestamp: sent.timestamp, source: sent.source, destination: sent.destination,
                payload: sent.payload.span.bytes, into: &file)
        }
        return file
    }

    /// The one's complement sum of 16-bit words, folded at every step; 0xFFFF over data with a true checksum.
    static func onesComplementSum(_ bytes: [UInt8]) -> Int {
        var sum = 0
        for offset in stride(from: 0, to: bytes.count, by: 2) {
            sum += Int(bytes[offset]) * 256 + (offset + 1 < bytes.count ? Int(bytes[offset + 1]) : 0)
            if sum > 0xFFFF { sum -= 0xFFFF }
        }
        return sum
    }

    @Test(
        "what is written is read back, and its checksums are true",
        arguments: CaptureWriter.Format.allCases,
        [(false, nil), (false, 141), (true, nil), (true, 4094)] as [(Bool, UInt16?)])
    func roundTrip(format: CaptureWriter.Format, family: (isIPv6: Bool, vlan: UInt16?)) throws {
        let datagrams = Self.datagrams(isIPv6: family.isIPv6)
        let reading = try read(Self.write(CaptureWriter(format, vlan: family.vlan), datagrams))
        #expect(reading.ending == .whole)
        try #require(reading.packets.count == datagrams.count)
        for (packet, sent) in zip(reading.packets, datagrams) {
            guard case .datagram(let datagram) = dissect(packet.frame) else {
                Issue.record("no datagram in \(packet)")
                continue
            }
            let payload = Array(packet.frame[datagram.offset..<datagram.offset + datagram.count])
            #expect(
                Sent(
                    timestamp: packet.timestamp, source: datagram.source, destination: datagram.destination,
                    payload: payload) == sent)
            expectTrueChecksums(packet.frame, udpAt: datagram.offset - 8, isIPv6: family.isIPv6)
        }
    }

    func expectTrueChecksums(_ frame: [UInt8], udpAt udp: Int, isIPv6: Bool) {
        let addresses = Array(frame[(udp - (isIPv6 ? 32 : 8))..<udp])
        if !isIPv6 { #expect(Self.onesComplementSum(Array(frame[udp - 20..<udp])) == 0xFFFF) }
        let length = Array(frame[udp + 4..<udp + 6])
        #expect(Self.onesComplementSum(addresses + [0, 17] + length + frame[udp...]) == 0xFFFF)
        #expect(frame[udp + 6] != 0 || frame[udp + 7] != 0)
    }

    @Test("a UDP checksum of 0 is sent as all ones")
    func zeroChecksum() throws {
        let (source, destination) = (Endpoint(ipv4: 0, port: 0), Endpoint(ipv4: 0, port: 0))
        // 17 and twice the length of 10 are the rest of the sum.
        let payload: [UInt8] = [0xFF, 0xFF - 37]
        let file = Self.write(
            CaptureWriter(.pcap),
            [Sent(timestamp: 0, source: source, destination: destination, payload: payload)])
        #expect(Array(file[(40 + 40)...].prefix(2)) == [0xFF, 0xFF])
    }

    @Test("the link layer: group addresses, and the tag")
    func hardwareAddresses() throws {
        let source = Endpoint(ipv4: 0x0A01_0203, port: 1)
        let group = Endpoint(ipv4: 0xE9B6_0C6F, port: 2)
        let four = Self.write(
            CaptureWriter(.pcap, vlan: 141),
            [Sent(timestamp: 0, source: source, destination: group, payload: [])])
        #expect(Array(four[40..<58]) == hex("01005e360c6f 02000a010203 8100 008d 0800"))
        let six = Self.write(
            CaptureWriter(.pcap),
            [
                Sent(
                    timestamp: 0, source: Endpoint(high: 1, low: 0xAABB_CCDD, port: 1),
                    destination: Endpoint(high: 0xFF02 << 48, low: 0x1234_5678, port: 2), payload: [])
            ])
        #expect(Array(six[40..<54]) == hex("333312345678 0200aabbccdd 86dd"))
    }

    @Test("the file headers, byte by byte")
    func headers() {
        #expect(
            Self.write(CaptureWriter(.pcap), [])
                == hex("4d3cb2a1 0200 0400 00000000 00000000 00000400 01000000"))
        #expect(
            Self.write(CaptureWriter(.pcapng), [])
                == hex("0a0d0d0a 1c000000 4d3c2b1a 0100 0000 ffffffffffffffff 1c000000")
                + hex("01000000 20000000 0100 0000 00000400 0900 0100 09000000 00000000 20000000"))
    }
}

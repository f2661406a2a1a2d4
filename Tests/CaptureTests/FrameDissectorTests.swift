import Capture
import TestSupport
import Testing

@Suite("The datagram in a frame")
struct FrameDissectorTests {
    /// An IPv4 header without options, then UDP with four bytes of payload.
    let packet = hex("45000020 b9054000 15110000 cec87f8a e9360c6f c1f5676d 000c0000 01020304")
    let from = Endpoint(ipv4: 0xCEC8_7F8A, port: 49653)
    let to = Endpoint(ipv4: 0xE936_0C6F, port: 26477)
    let macs = hex("01005e360c6f d4aff7cb20d5")

    func found(at offset: Int, count: Int = 4) -> Dissection {
        .datagram(Datagram(source: from, destination: to, offset: offset, count: count))
    }

    /// `packet` with some of its bytes replaced, in an Ethernet frame.
    func frame(_ changes: [Int: String] = [:]) -> [UInt8] {
        var bytes = packet
        for (offset, text) in changes {
            bytes.replaceSubrange(offset..<offset + hex(text).count, with: hex(text))
        }
        return macs + hex("0800") + bytes
    }

    @Test("the worked example: a MoldUDP64 packet in VLAN 141")
    func workedExample() {
        let headers = hex(
            """
            01 00 5e 36 0c 6f d4 af f7 cb 20 d5 81 00 00 8d 08 00
            45 00 00 45 b9 05 40 00 15 11 68 aa ce c8 7f 8a e9 36 0c 6f
            c1 f5 67 6d 00 31 68 bc
            """)
        guard case .datagram(let datagram) = dissect(headers + [UInt8](repeating: 1, count: 41)) else {
            Issue.record("no datagram")
            return
        }
        #expect(datagram.source.description == "206.200.127.138:49653")
        #expect(datagram.destination.description == "233.54.12.111:26477")
        #expect(datagram.destination.isMulticast)
        #expect(!datagram.source.isMulticast)
        #expect(datagram.offset == 46)
        #expect(datagram.count == 41)
    }

    @Test("the worked example: padding to 60 bytes is no payload")
    func padding() {
        let heartbeat = frame([2: "0024", 24: "0010"]) + [UInt8](repeating: 0, count: 4 + 10)
        #expect(heartbeat.count == 60)
        #expect(dissect(heartbeat) == found(at: 42, count: 8))
    }

    @Test("random stacks of layers, whole and cut")
    func randomStacks() {
        var random = SeededGenerator(seed: 31)
        for _ in 0..<5000 {
            let frame = RandomFrame(using: &random)
            let found = dissect(frame.bytes, frame.linkType, isCut: frame.isCut)
            guard case .skipped(let reason) = frame.expected else {
                #expect(found == frame.expected, "\(frame)")
                continue
            }
            // Cut within its headers: how much is known of where it went is for other tests.
            #expect(found.reason == reason, "\(frame)")
            if case .cut = found { Issue.record("headers that are not there: \(frame)") }
        }
    }

    @Test("up to four VLAN tags of any kind, and no fifth")
    func tags() {
        let tags = ["8100", "88a8", "9100", "9200", "8100"]
        for count in 0...5 {
            let link = macs + tags[..<count].flatMap { hex($0 + "608d") } + hex("0800")
            #expect(dissect(link + packet) == (count <= 4 ? found(at: link.count + 28) : .skipped(.notIP)))
        }
    }

    @Test(
        "each link type",
        arguments: [
            (0, "02000000"), (0, "00000002"), (108, "00000002"), (12, ""), (14, ""), (101, ""), (228, ""),
            (113, "0000 0001 0006 d4aff7cb20d50000 0800"),
            (113, "0000 0001 0006 d4aff7cb20d50000 8100 008d0800"),
            (276, "0800 0000 00000001 0001 00 06 d4aff7cb20d50000"),
            (276, "88a8 0000 00000001 0001 00 06 d4aff7cb20d50000 008d0800"),
        ] as [(UInt16, String)])
    func linkTypes(number: UInt16, header: String) {
        let linkType = LinkType(rawValue: number)
        #expect(dissect(hex(header) + packet, linkType) == found(at: hex(header).count + 28))
        for count in 0..<hex(header).count {
            #expect(dissect(Array(hex(header)[..<count]), linkType) == .skipped(.malformed))
            #expect(dissect(Array(hex(header)[..<count]), linkType, isCut: true) == .skipped(.cut))
        }
    }

    @Test("link types that carry something else, or are unknown")
    func notIP() {
        #expect(dissect(packet, LinkType(rawValue: 147)) == .skipped(.linkType))
        #expect(dissect(hex("02000000") + packet, .loop) == .skipped(.notIP))  // the wrong byte order
        #expect(dissect(hex("00000007") + packet, .null) == .skipped(.notIP))
        #expect(dissect(hex("1f") + packet, .raw) == .skipped(.notIP))
        #expect(dissect(macs + hex("0806") + packet) == .skipped(.notIP))  // ARP
        #expect(dissect(macs + hex("0027 4242 03") + packet) == .skipped(.notIP))  // an 802.3 length
    }

    @Test("a version that is not the link layer's is malformed")
    func version() {
        #expect(dissect(packet, .ipv6) == .skipped(.malformed))
        #expect(dissect(macs + hex("86dd") + packet + packet) == .skipped(.malformed))
        #expect(dissect(frame([0: "65"])) == .skipped(.malformed))
    }

    @Test(
        "what is no whole UDP packet has its reason",
        arguments: [
            ([6: "2000"], .fragment), ([6: "0001"], .fragment), ([6: "3fff"], .fragment),
            ([6: "2000", 9: "06"], .fragment),
            ([9: "06"], .malformed), ([9: "01"], .notUDP), ([9: "02"], .notUDP),
            ([0: "44"], .malformed),  // a header of 16 bytes
            ([2: "0013"], .malformed),  // a packet shorter than its header
            ([0: "46", 2: "0017"], .malformed),
            ([2: "0021"], .malformed),  // longer than the frame
            ([2: "001b"], .malformed),  // no room for the UDP header
            ([24: "0007"], .malformed), ([24: "0000"], .malformed), ([24: "000d"], .malformed),
            ([24: "ffff"], .malformed),
            ([2: "001f"], .malformed),  // UDP longer than IP
        ] as [([Int: String], SkipReason)])
    func reasons(changes: [Int: String], reason: SkipReason) {
        #expect(dissect(frame(changes)).reason == reason)
    }

    @Test("the bits that make no fragment", arguments: ["4000", "8000", "c000", "0000"])
    func notFragments(flags: String) {
        #expect(dissect(frame([6: flags])) == found(at: 42))
    }

    @Test("a total length of 0 leaves the end to the UDP length")
    func offload() {
        #expect(dissect(frame([2: "0000"])) == found(at: 42))
        #expect(dissect(frame([2: "0000"]) + [0, 0, 0]) == found(at: 42))
        #expect(dissect(frame([2: "0000", 24: "000d"])) == .skipped(.malformed))
        let short = Datagram(source: from, destination: to, offset: 42, count: 4)
        #expect(dissect(frame([2: "0000", 24: "000d"]), isCut: true) == .cut(short, missing: 1))
    }

    @Test("UDP shorter than IP: the rest is trailer")
    func trailerWithinIP() {
        #expect(dissect(frame([24: "0009"])) == found(at: 42, count: 1))
        #expect(dissect(frame([24: "0008"])) == found(at: 42, count: 0))
    }

    @Test("cut anywhere, a datagram says what is there of it; fragments say that they are cut")
    func cuts() {
        for count in 0..<46 {
            #expect(dissect(Array(frame()[..<count]), isCut: false) == .skipped(.malformed))
            let fragment = dissect(Array(frame([6: "2000"])[..<count]), isCut: true)
            var address = to
            if count < 38 { address.port = 0 }
            switch count {
            case ..<34:
                #expect(dissect(Array(frame()[..<count]), isCut: true) == .skipped(.cut))
                #expect(fragment == .skipped(.cut))
                continue
            case ..<42: #expect(dissect(Array(frame()[..<count]), isCut: true) == .headless(address))
            default:
                let rest = Datagram(source: from, destination: to, offset: 42, count: count - 42)
                #expect(dissect(Array(frame()[..<count]), isCut: true) == .cut(rest, missing: 46 - count))
            }
            guard case .fragment(let part) = fragment else {
                Issue.record("no fragment of \(count) bytes")
                continue
            }
            #expect(part.isCut && part.offset == 34 && part.count == count - 34)
        }
        #expect(dissect(frame() + [0], isCut: true) == found(at: 42))  // only padding is gone
        #expect(dissect(frame([24: "000d"]), isCut: true) == .skipped(.malformed))  // a lie, cut or not
        // The IP packet goes on behind the datagram, which is whole.
        #expect(dissect(frame([2: "0030"]), isCut: true) == found(at: 42))
    }

    @Test("a fragment says where its bytes stand")
    func fragments() {
        func part(_ flags: String) -> Fragment? {
            let dissection = dissect(frame([6: flags]) + [9, 9])
            guard case .fragment(let fragment) = dissection else { return nil }
            return fragment
        }
        func expected(at position: Int, isLast: Bool) -> Fragment {
            Fragment(
                source: Endpoint(ipv4: 0xCEC8_7F8A, port: 0),
                destination: Endpoint(ipv4: 0xE936_0C6F, port: 0),
                identification: 0xB905, kind: 17, position: position, isLast: isLast, offset: 34, count: 12,
                isCut: false)
        }
        #expect(part("2000") == expected(at: 0, isLast: false))
        #expect(part("0001") == expected(at: 8, isLast: true))
        #expect(part("3fff") == expected(at: 65528, isLast: false))
        #expect(dissect(frame([2: "0000", 6: "2000"])) == .skipped(.malformed))  // no length
    }

    @Test(
        "a TCP segment: its numbers, flags and payload, whole and cut; lengths that cannot be are malformed")
    func segments() {
        let header = hex("c1f5676d 00000fff 00001000 6018ffff 0000 0000 01010101")
        func packet(_ header: [UInt8], _ payload: [UInt8]) -> [UInt8] {
            let total = 20 + header.count + payload.count
            return frame([2: hexText(UInt16(total)), 9: "06"])[..<34] + header + payload
        }
        let whole = packet(header, [1, 2, 3])
        func expected(_ count: Int, missing: Int) -> Dissection {
            .segment(
                Segment(
                    source: from, destination: to, sequence: 0xFFF, acknowledgement: 0x1000, flags: 0x18,
                    offset: 58, count: count, missing: missing))
        }
        #expect(dissect(whole) == expected(3, missing: 0))
        #expect(dissect(whole + [0, 0]) == expected(3, missing: 0))
        for count in 58..<61 {
            #expect(dissect(Array(whole[..<count]), isCut: true) == expected(count - 58, missing: 61 - count))
        }
        for count in 34..<54 { #expect(dissect(Array(whole[..<count]), isCut: true) == .skipped(.cut)) }
        for count in 34..<61 { #expect(dissect(Array(whole[..<count])) == .skipped(.malformed)) }
        for offset: UInt8 in [0x00, 0x40, 0xF0] {
            var bad = whole
            bad[46] = offset
            #expect(dissect(bad) == .skipped(.malformed))
        }
    }

    func hexText(_ value: UInt16) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }

    /// An IPv6 packet of `chain` and the UDP header of `packet`.
    func ipv6(_ chain: String, next: String, length: UInt16? = nil) -> [UInt8] {
        let payload = hex(chain) + packet[20...]
        let count = length ?? UInt16(payload.count)
        return hex("60000000") + [UInt8(count >> 8), UInt8(count & 0xFF)] + hex(next) + [64]
            + hex("fe800000000000000000000000000001 ff020000000000000000000000000001") + payload
    }

    func reason(_ dissection: Dissection) -> SkipReason? { dissection.reason }

    @Test("IPv6, with and without extension headers")
    func extensionHeaders() {
        let eight = String(repeating: "3c00000000000000", count: 7) + "1100000000000000"
        let chains: [(next: String, chain: String)] = [
            ("11", ""), ("00", "1100010400000000"), ("2b", "1101000000000000 0000000000000000"),
            ("2c", "1100000012345678"), ("33", "1102000000000000 00000000 00000000"), ("3c", eight),
        ]
        for (next, chain) in chains {
            let bytes = ipv6(chain, next: next)
            let datagram = Datagram(
                source: Endpoint(high: 0xFE80 << 48, low: 1, port: 49653),
                destination: Endpoint(high: 0xFF02 << 48, low: 1, port: 26477),
                offset: bytes.count - 4, count: 4)
            #expect(dissect(bytes, .ipv6) == .datagram(datagram))
            #expect(dissect(bytes, .raw) == .datagram(datagram))
            #expect(dissect(bytes + [1, 2, 3], .ipv6) == .datagram(datagram))
            #expect(dissect(ipv6(chain, next: next, length: 0), .ipv6) == .datagram(datagram))
            for count in 0..<bytes.count {
                #expect(reason(dissect(Array(bytes[..<count]), .ipv6, isCut: true)) == .cut)
                #expect(reason(dissect(Array(bytes[..<count]), .ipv6)) == .malformed)
            }
        }
    }

    @Test("IPv6 that carries no UDP has its reason")
    func ipv6Reasons() {
        let nine = String(repeating: "3c00000000000000", count: 8) + "1100000000000000"
        let cases: [(next: String, chain: String, reason: SkipReason)] = [
            ("06", "", .malformed), ("3a", "", .notUDP), ("3b", "", .notUDP), ("32", "", .notUDP),
            ("2c", "1100000112345678", .fragment), ("2c", "1100000812345678", .fragment),
            ("00", "11ff000000000000", .malformed), ("3c", nine, .malformed),
            ("00", "0600000000000000", .malformed),
        ]
        for (next, chain, expected) in cases {
            #expect(reason(dissect(ipv6(chain, next: next), .ipv6)) == expected, "next \(next)")
        }
        #expect(reason(dissect(ipv6("", next: "11", length: 11), .ipv6)) == .malformed)
        #expect(reason(dissect(ipv6("", next: "11", length: 13), .ipv6)) == .malformed)
        #expect(reason(dissect(ipv6("", next: "00", length: 7), .ipv6)) == .malformed)
    }
}

import Capture
import TestSupport
import Testing

@Suite("The datagram in a tunnel")
struct TunnelTests {
    let packet = hex("45000020 b9054000 15110000 cec87f8a e9360c6f c1f5676d 000c0000 01020304")
    let addresses = hex("01005e360c6f d4aff7cb20d5")
    var frame: [UInt8] { addresses + hex("0800") + packet }
    /// The same in IPv6.
    var frame6: [UInt8] {
        addresses + hex("86dd 60000000 000c 11 40") + hex("fe800000000000000000000000000001")
            + hex("ff020000000000000000000000000001") + packet[20...]
    }

    func found(at offset: Int, isIPv6: Bool = false) -> Dissection {
        let (source, destination) =
            isIPv6
            ? (
                Endpoint(high: 0xFE80 << 48, low: 1, port: 49653),
                Endpoint(high: 0xFF02 << 48, low: 1, port: 26477)
            )
            : (Endpoint(ipv4: 0xCEC8_7F8A, port: 49653), Endpoint(ipv4: 0xE936_0C6F, port: 26477))
        return .datagram(Datagram(source: source, destination: destination, offset: offset, count: 4))
    }

    @Test("is found, with padding behind it and without", arguments: Wrapping.allCases)
    func each(wrapping: Wrapping) throws {
        for (frame, isIPv6) in [(frame, false), (frame6, true)] {
            let wrapped = try #require(wrapping.wrap(frame))
            #expect(dissect(wrapped) == found(at: wrapped.count - 4, isIPv6: isIPv6))
            let padded = try #require(wrapping.wrap(frame + [0, 0, 0]))
            #expect(dissect(padded + [1, 2]) == found(at: padded.count - 7, isIPv6: isIPv6))
            let tagged = try #require(Wrapping.vlan.wrap(wrapped))
            #expect(dissect(tagged) == found(at: tagged.count - 4, isIPv6: isIPv6))
            // Tags within, where the tunnel carries frames.
            if let inner = wrapping.wrap(try #require(Wrapping.vlan.wrap(frame))) {
                #expect(dissect(inner) == found(at: inner.count - 4, isIPv6: isIPv6))
            }
        }
    }

    @Test("cut anywhere it is cut, and malformed where nothing was cut", arguments: Wrapping.allCases)
    func cuts(wrapping: Wrapping) throws {
        let wrapped = try #require(wrapping.wrap(frame))
        for count in 0..<wrapped.count {
            let part = Array(wrapped[..<count])
            #expect(dissect(part, isCut: true).reason == .cut, "\(count)")
            #expect(dissect(part) == .skipped(.malformed), "\(count)")
        }
        let lacking = dissect(Array(wrapped.dropLast()), isCut: true)
        guard case .cut(let datagram, missing: 1) = lacking else {
            Issue.record("\(lacking)")
            return
        }
        #expect(datagram.destination.port == 26477 && datagram.count == 3)
    }

    @Test("every pair of tunnels")
    func pairs() throws {
        for inner in Wrapping.allCases {
            for outer in Wrapping.allCases {
                guard let wrapped = outer.wrap(try #require(inner.wrap(frame))) else { continue }
                #expect(dissect(wrapped) == found(at: wrapped.count - 4), "\(inner) in \(outer)")
            }
        }
    }

    @Test("eight tunnels deep, and no ninth", arguments: Wrapping.allCases.filter { $0 != .vlan })
    func depth(wrapping: Wrapping) throws {
        var wrapped = try #require(wrapping.wrap(frame))
        // What carries a packet alone is nested by a tunnel that carries frames.
        let outer = wrapping.wrap(wrapped) == nil ? .greBridging : wrapping
        for _ in 1..<8 { wrapped = try #require(outer.wrap(wrapped)) }
        #expect(dissect(wrapped) == found(at: wrapped.count - 4))
        #expect(dissect(try #require(outer.wrap(wrapped))) == .skipped(.nesting))
    }

    @Test(
        "fragments, TCP segments and cut datagrams in a tunnel are what they are",
        arguments: Wrapping.allCases)
    func otherContent(wrapping: Wrapping) throws {
        func changed(_ changes: [Int: UInt8]) throws -> [UInt8] {
            var frame = frame
            for (offset, value) in changes { frame[14 + offset] = value }
            return try #require(wrapping.wrap(frame))
        }
        let fragment = try changed([6: 0x20])
        guard case .fragment(let part) = dissect(fragment) else {
            Issue.record("no fragment")
            return
        }
        #expect(part.offset == fragment.count - 12 && part.count == 12)
        // A TCP header takes more than there is.
        let (segment, other) = (try changed([9: 6]), try changed([9: 2]))
        #expect(dissect(segment) == .skipped(.malformed) || wrapping.isInUDP)
        #expect(dissect(other) == .skipped(.notUDP))
    }

    @Test("random nesting, whole and cut; damaged, it is dissected without reading past the frame")
    func randomNesting() throws {
        var random = SeededGenerator(seed: 47)
        for _ in 0..<4000 {
            let isIPv6 = random.once(in: 2)
            var frame = (isIPv6 ? frame6 : frame) + random.bytes(random.below(6))
            let slack = frame.count - (isIPv6 ? frame6 : self.frame).count
            var levels = 0
            for _ in 0..<random.below(9) where levels < 8 {
                guard let wrapped = Wrapping.allCases.randomElement(using: &random)!.wrap(frame) else {
                    continue
                }
                // At most four tags follow each other.
                guard dissect(wrapped) != .skipped(.notIP) else { continue }
                frame = wrapped
                levels += 1
            }
            #expect(dissect(frame) == found(at: frame.count - 4 - slack, isIPv6: isIPv6), "\(frame)")
            let stored = random.below(frame.count)
            let part = dissect(Array(frame[..<stored]), isCut: true)
            #expect(part.reason == (stored < frame.count - slack ? .cut : nil), "\(frame) to \(stored)")
            for _ in 0..<1 + random.below(4) { frame[random.below(frame.count)] = random.bytes(1)[0] }
            for isCut in [false, true] {
                if case .datagram(let datagram) = dissect(frame, isCut: isCut) {
                    #expect(datagram.offset >= 0 && datagram.offset + datagram.count <= frame.count)
                }
            }
        }
    }

    /// `frame` in a tunnel, with some of the tunnel's bytes replaced.
    func frame(in wrapping: Wrapping, _ changes: [Int: String]) throws -> [UInt8] {
        var bytes = try #require(wrapping.wrap(frame))
        for (offset, text) in changes {
            bytes.replaceSubrange(offset..<offset + hex(text).count, with: hex(text))
        }
        return bytes
    }

    @Test(
        "what holds something else has its reason",
        arguments: [
            (.greBridging, [34: "4000"], .notUDP), (.greBridging, [34: "3001"], .notUDP),  // routed; version 1
            (.gre, [36: "0806"], .notIP), (.gre, [36: "0000"], .notIP),
            (.erspan2, [42: "3064"], .notUDP), (.erspan3, [52: "0402"], .notIP),
            (.pppoe, [14: "2100"], .malformed), (.pppoe, [15: "09"], .notIP), (.pppoe, [20: "c021"], .notIP),
            (.pppoe, [18: "0001"], .malformed), (.pppoe, [18: "ffff"], .malformed),
            (.mpls, [18: "1500"], .notIP), (.snap, [14: "4242"], .notIP), (.snap, [17: "00000c"], .notIP),
            (.snap, [20: "0100"], .notIP), (.snap, [12: "0007"], .malformed),
            (.arista64, [14: "cafe"], .notIP), (.arista64, [16: "0030"], .notIP),
            (.arista64, [26: "0806"], .notIP),
            (.inIPv4, [16: "ffff"], .malformed), (.inIPv4, [34: "66"], .malformed),
            (.inIPv6, [20: "3b"], .notUDP),
        ] as [(Wrapping, [Int: String], SkipReason)])
    func reasons(wrapping: Wrapping, changes: [Int: String], reason: SkipReason) throws {
        #expect(dissect(try frame(in: wrapping, changes)) == .skipped(reason))
    }

    @Test("a frame that the mirror shortened is cut")
    func shortened() throws {
        for (wrapping, mark) in [(Wrapping.erspan2, [44: "1c01"]), (.erspan3, [44: "1401"])] {
            let short = try #require(wrapping.wrap(Array(frame.dropLast(2))))
            #expect(dissect(short) == .skipped(.malformed))
            var marked = short
            for (offset, text) in mark { marked.replaceSubrange(offset..<offset + 2, with: hex(text)) }
            #expect(dissect(marked).reason == .cut)
        }
    }

    @Test(
        "a datagram to a tunnel's port is an ordinary one when the structure does not hold",
        arguments: [
            (.vxlan, [42: "00"]), (.vxlan, [42: "0c"]), (.vxlan, [43: "01"]), (.vxlan, [49: "01"]),
            (.vxlan, [62: "1234"]),  // no type that a frame has
            (.vxlan, [64: "55"]),  // no IP header
            (.vxlan, [66: "ffff"]),  // longer than what is there
            (.vxlanPolicy, [43: "49"]),
            (.geneve, [42: "40"]), (.geneve, [43: "01"]), (.geneve, [44: "1234"]), (.geneve, [49: "01"]),
            (.geneve, [42: "3f"]), (.geneveOptions, [53: "05"]),
        ] as [(Wrapping, [Int: String])])
    func ordinary(wrapping: Wrapping, changes: [Int: String]) throws {
        let bytes = try frame(in: wrapping, changes)
        guard case .datagram(let datagram) = dissect(bytes) else {
            Issue.record("no datagram")
            return
        }
        #expect(datagram.offset == 42 && datagram.count == bytes.count - 42)
        #expect(datagram.destination.port == (wrapping == .vxlan || wrapping == .vxlanPolicy ? 4789 : 6081))
    }

    @Test(
        "frames without a control word whose address looks like one, or like an IP header",
        arguments: ["01", "45", "60"])
    func pseudowireAddresses(first: String) throws {
        let inner = hex(first) + frame.dropFirst()
        for wrapping in [Wrapping.pseudowire, .controlWord] {
            let wrapped = try #require(wrapping.wrap(inner))
            #expect(dissect(wrapped) == found(at: wrapped.count - 4))
        }
    }

    @Test("every pcapng interface has its own link type")
    func linkTypesSideBySide() throws {
        var file = PcapngFile()
        file.interface(linkType: 1)
        file.interface(linkType: 192)
        file.interface(linkType: 197)
        file.packet(interface: 2, erf(frame))
        file.packet(interface: 0, try #require(Wrapping.vxlan.wrap(frame)))
        file.packet(interface: 1, hex("00000800 65000000") + packet)
        for packet in try read(file.bytes).packets {
            let offset = packet.frame.count - 4
            #expect(dissect(packet.frame, LinkType(rawValue: packet.linkType)) == found(at: offset))
        }
    }

    /// An ERF record of one packet, 1.5 s after the epoch.
    func erf(_ packet: [UInt8], type: UInt8 = 2, extensions: String = "", wire: Int? = nil, short: Int = 0)
        -> [UInt8]
    {
        var record = ByteBuilder(isBigEndian: true)
        record.bytes = hex("00000080 01000000")
        let padding: [UInt8] = [2, 11, 16, 20].contains(type & 0x7F) ? [0, 0] : []
        record.add(type)
        record.add(UInt8(4))
        record.add(UInt16(16 + hex(extensions).count + padding.count + packet.count - short))
        record.add(UInt16(0))
        record.add(UInt16(wire ?? packet.count + 4))
        return record.bytes + hex(extensions) + padding + packet.dropLast(short)
    }

    @Test("ERF records: Ethernet of every kind, IP, extension headers, padding behind, cut by the card")
    func records() {
        for type: UInt8 in [2, 11, 16, 20] {
            let bytes = erf(frame, type: type)
            #expect(dissect(bytes, .erf) == found(at: bytes.count - 4))
            for count in 0..<bytes.count {
                #expect(dissect(Array(bytes[..<count]), .erf, isCut: true).reason == .cut, "\(count)")
            }
            for count in 0..<18 { #expect(dissect(Array(bytes[..<count]), .erf) == .skipped(.malformed)) }
        }
        let more = erf(frame, type: 0x82, extensions: "91000000 00000000 10000000 00000000")
        #expect(dissect(more, .erf) == found(at: more.count - 4))
        #expect(dissect(Array(more[..<30]), .erf) == .skipped(.malformed))
        #expect(dissect(erf(packet, type: 22), .erf) == found(at: 44))
        #expect(dissect(erf(Array(frame6[14...]), type: 23), .erf) == found(at: 64, isIPv6: true))
        #expect(dissect(erf(frame, type: 27), .erf) == .skipped(.notIP))
        #expect(dissect(erf(frame, type: 1), .erf) == .skipped(.linkType))
        #expect(dissect(erf(frame) + [0, 0, 0], .erf) == found(at: 60))
        // The card kept less than was on the wire.
        #expect(dissect(erf(frame, short: 1), .erf).reason == .cut)
        #expect(dissect(erf(frame, wire: frame.count - 1, short: 1), .erf) == .skipped(.malformed))
        var wrong = erf(frame)
        wrong.replaceSubrange(10..<12, with: [0, 17])
        #expect(dissect(wrong, .erf) == .skipped(.malformed))
    }

    @Test("per-packet information: any link type within, fields before it, and its limits")
    func perPacketInformation() {
        #expect(dissect(hex("00000800 01000000") + frame, .ppi) == found(at: 50))
        #expect(dissect(hex("00000c00 01000000 0200 0000") + frame, .ppi) == found(at: 54))
        #expect(dissect(hex("00000800 93000000") + frame, .ppi) == .skipped(.linkType))
        #expect(dissect(hex("00000800 01000100") + frame, .ppi) == .skipped(.linkType))
        #expect(dissect(hex("01000800 01000000") + frame, .ppi) == .skipped(.malformed))
        #expect(dissect(hex("00000700 01000000") + frame, .ppi) == .skipped(.malformed))
        #expect(dissect(hex("0000ff00 01000000") + frame, .ppi) == .skipped(.malformed))
        let nested = (0..<8).reduce(frame) { bytes, level in
            hex(level == 0 ? "00000800 01000000" : "00000800 c0000000") + bytes
        }
        #expect(dissect(nested, .ppi) == found(at: nested.count - 4))
        #expect(dissect(hex("00000800 c0000000") + nested, .ppi) == .skipped(.nesting))
        for count in 0..<50 {
            #expect(
                dissect(Array((hex("00000800 01000000") + frame)[..<count]), .ppi, isCut: true).reason == .cut
            )
        }
    }
}

extension Wrapping {
    /// Where the structure within decides whether it is a tunnel at all.
    var isInUDP: Bool {
        [.vxlan, .vxlanLinux, .vxlanPolicy, .vxlanIPv6, .geneve, .geneveOptions].contains(self)
    }
}

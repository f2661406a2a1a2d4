import Capture
import TestSupport

/// A frame put together of random layers, with what a dissector must find in it.
struct RandomFrame {
    var bytes: [UInt8]
    var linkType: LinkType
    var isCut = false
    var expected: Dissection

    init(using random: inout SeededGenerator) {
        let isIPv6 = Bool.random(using: &random)
        let payload = random.bytes(Int.random(in: 0...40, using: &random))
        var udp = ByteBuilder(isBigEndian: true)
        let (from, to) = (
            UInt16.random(in: 0...(.max), using: &random), UInt16.random(in: 0...(.max), using: &random)
        )
        udp.add(from)
        udp.add(to)
        udp.add(UInt16(8 + payload.count))
        udp.add(UInt16(0))
        udp.bytes += payload
        let slack = Int.random(in: 0...3, using: &random) == 0 ? random.bytes(5) : []  // in IP, behind UDP
        let (packet, source, destination) =
            isIPv6
            ? Self.ipv6(udp.bytes + slack, from, to, &random)
            : Self.ipv4(udp.bytes + slack, from, to, &random)
        let link: [UInt8]
        (link, linkType) = Self.link(isIPv6, &random)
        let trailer = random.bytes(Int.random(in: 0...12, using: &random))
        bytes = link + packet + trailer
        let offset = link.count + packet.count - slack.count - payload.count
        expected = .datagram(
            Datagram(source: source, destination: destination, offset: offset, count: payload.count))
        if Int.random(in: 0...3, using: &random) == 0 {
            let stored = Int.random(in: 0..<bytes.count, using: &random)
            bytes = Array(bytes.prefix(stored))
            isCut = true
            let lacking = offset + payload.count - stored
            let datagram = Datagram(
                source: source, destination: destination, offset: offset, count: payload.count - lacking)
            if stored < link.count + packet.count, lacking > 0 {
                expected = lacking > payload.count ? .skipped(.cut) : .cut(datagram, missing: lacking)
            }
        }
    }

    private static func ipv4(
        _ payload: [UInt8], _ from: UInt16, _ to: UInt16, _ random: inout SeededGenerator
    ) -> ([UInt8], Endpoint, Endpoint) {
        let options = random.bytes(4 * Int.random(in: 0...10, using: &random))
        let source = Endpoint(ipv4: UInt32(truncatingIfNeeded: random.next()), port: from)
        let destination = Endpoint(ipv4: UInt32(truncatingIfNeeded: random.next()), port: to)
        var ip = ByteBuilder(isBigEndian: true)
        ip.add(UInt8(0x45 + options.count / 4))
        ip.add(UInt8(0xB8))
        ip.add(UInt16(20 + options.count + payload.count))
        ip.add(UInt16(truncatingIfNeeded: random.next()))
        ip.add(UInt16(0x4000))
        ip.add(UInt16(0x0111))
        ip.add(UInt16(truncatingIfNeeded: random.next()))
        ip.add(UInt32(source.low))
        ip.add(UInt32(destination.low))
        return (ip.bytes + options + payload, source, destination)
    }

    private static func ipv6(
        _ payload: [UInt8], _ from: UInt16, _ to: UInt16, _ random: inout SeededGenerator
    ) -> ([UInt8], Endpoint, Endpoint) {
        var next: UInt8 = 17
        var chain: [UInt8] = []
        for _ in 0..<Int.random(in: 0...8, using: &random) {
            let kind = [0, 43, 44, 51, 60].randomElement(using: &random)! as UInt8
            let units = kind == 44 ? 0 : Int.random(in: 0...2, using: &random)
            var header = random.bytes(8 + 8 * units)
            header[0] = next
            switch kind {
            case 44: header.replaceSubrange(1..<4, with: [0, 0, 0x06])  // reserved bits only
            case 51: header[1] = UInt8(units * 2)
            default: header[1] = UInt8(units)
            }
            chain = header + chain
            next = kind
        }
        let source = Endpoint(high: random.next(), low: random.next(), port: from)
        let destination = Endpoint(high: random.next(), low: random.next(), port: to)
        var ip = ByteBuilder(isBigEndian: true)
        ip.add(UInt32(0x6123_4567))
        ip.add(UInt16(chain.count + payload.count))
        ip.add(next)
        ip.add(UInt8(1))
        for half in [source.high, source.low, destination.high, destination.low] { ip.add(half) }
        return (ip.bytes + chain + payload, source, destination)
    }

    private static func link(_ isIPv6: Bool, _ random: inout SeededGenerator) -> ([UInt8], LinkType) {
        var tags = ByteBuilder(isBigEndian: true)
        let kinds = (0..<Int.random(in: 0...4, using: &random)).map { _ in
            [0x8100, 0x88A8, 0x9100, 0x9200].randomElement(using: &random)! as UInt16
        }
        let types = kinds + [isIPv6 ? 0x86DD : 0x0800]
        for type in types.dropFirst() {
            tags.add(UInt16(truncatingIfNeeded: random.next()))
            tags.add(type)
        }
        let type = [UInt8(types[0] >> 8), UInt8(types[0] & 0xFF)]
        let family = (isIPv6 ? [24, 28, 30] : [2] as [UInt8]).randomElement(using: &random)!
        switch Int.random(in: 0..<7, using: &random) {
        case 0: return ([0, 0, 0, family], .loop)
        case 1: return (Bool.random(using: &random) ? [0, 0, 0, family] : [family, 0, 0, 0], .null)
        case 2: return ([], [.raw, .rawBSD, .rawOpenBSD].randomElement(using: &random)!)
        case 3: return ([], isIPv6 ? .ipv6 : .ipv4)
        case 4: return (random.bytes(14) + type + tags.bytes, .linuxCooked)
        case 5: return (type + random.bytes(18) + tags.bytes, .linuxCooked2)
        default: return (random.bytes(12) + type + tags.bytes, .ethernet)
        }
    }
}

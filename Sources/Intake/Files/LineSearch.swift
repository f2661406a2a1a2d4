internal import Capture
internal import Protocols
internal import Wire

/// Finds the destinations at a capture's beginning that are lines of one feed: what goes to one goes to the others too, byte
/// for byte. Session, numbers and messages of a datagram are in its bytes, so two feeds that happen to share a session's name
/// never match.
enum LineSearch {
    /// So much of a capture is looked at.
    static let byteCount = 1 << 20
    private static let mostPackets = 8192
    private static let mostDestinations = 64
    /// So many datagrams must be the same on two lines; where fewer came, all of them, and two at least.
    private static let proof = 3

    private struct Pair: Hashable {
        let first: Int
        let second: Int
    }

    /// - Parameter head: The capture's first bytes. Nothing of it is an error here.
    static func groups(in head: RawSpan) -> LineGroups {
        var endpoints: [Endpoint] = []
        var counts: [Int] = []
        var seen: [UInt64: [Int]] = [:]
        var common: [Pair: Int] = [:]
        forEachDatagram(in: head) { datagram, endpoint in
            guard !ProtocolRegistry.identify(datagram: datagram).isEmpty else { return }
            var index = endpoints.firstIndex(of: endpoint) ?? endpoints.count
            if index == endpoints.count {
                guard endpoints.count < mostDestinations else { return }
                endpoints.append(endpoint)
                counts.append(0)
                index = endpoints.count - 1
            }
            let sum = hash(datagram)
            // A copy on the same line tells nothing.
            guard seen[sum]?.contains(index) != true else { return }
            for other in seen[sum, default: []] {
                common[Pair(first: min(index, other), second: max(index, other)), default: 0] += 1
            }
            seen[sum, default: []].append(index)
            counts[index] += 1
        }
        return LineGroups(joined(endpoints, common.filter { pair, count in
            count >= max(2, min(proof, counts[pair.first], counts[pair.second]))
        }.keys.sorted { ($0.first, $0.second) < ($1.first, $1.second) }))
    }

    /// Lines of lines are lines of one feed. In order of appearance.
    private static func joined(_ endpoints: [Endpoint], _ pairs: [Pair]) -> [[Endpoint]] {
        var root = Array(endpoints.indices)
        for pair in pairs {
            let (kept, gone) = (min(root[pair.first], root[pair.second]), max(root[pair.first], root[pair.second]))
            for index in root.indices where root[index] == gone { root[index] = kept }
        }
        return endpoints.indices.filter { root[$0] == $0 }.map { first in
            endpoints.indices.filter { root[$0] == first }.map { endpoints[$0] }
        }
    }

    private static func forEachDatagram(in head: RawSpan, _ body: (RawSpan, Endpoint) -> Void) {
        guard var parser = try? CaptureParser(head: head) else { return }
        var offset = 0
        for _ in 0..<mostPackets {
            guard let step = try? parser.next(head.bytes(from: offset)) else { return }
            switch step {
            case .needsMore: return
            case .skip(let count): offset += count
            case .packet(let packet, let count):
                let frame = head.bytes(from: offset).bytes(at: packet.offset, count: packet.count)
                if case .datagram(let datagram) = FrameDissector.dissect(
                    frame, packet.linkType, isCut: packet.isCut)
                {
                    body(frame.bytes(at: datagram.offset, count: datagram.count), datagram.destination)
                }
                offset += count
            }
        }
    }

    /// FNV-1a, of eight bytes at a time.
    private static func hash(_ bytes: RawSpan) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ UInt64(bytes.byteCount)
        var offset = 0
        while offset + 8 <= bytes.byteCount {
            let word: UInt64 = bytes.bigEndian(at: offset)
            hash = (hash ^ word) &* 0x0000_0100_0000_01B3
            hash ^= hash >> 29
            offset += 8
        }
        while offset < bytes.byteCount {
            hash = (hash ^ UInt64(bytes.byte(at: offset))) &* 0x0000_0100_0000_01B3
            offset += 1
        }
        return hash
    }
}

import Capture
import TestSupport
import Testing

@Suite("Real captures", .enabled(if: Captures.areThere, "no captures beside the project"))
struct RealCaptureTests {
    @Test("each small capture holds a datagram and reads to its end")
    func small() throws {
        let paths = Captures.files("")
        #expect(paths.count > 40)
        for path in paths {
            let reading = try read(Captures.contents(path))
            #expect(reading.ending == .whole, "\(path)")
            let datagrams = reading.packets.filter {
                let isCut = $0.frame.count < $0.originalCount
                if case .datagram(let datagram) = dissect(
                    $0.frame, LinkType(rawValue: $0.linkType), isCut: isCut)
                {
                    return datagram.count > 0
                }
                return false
            }
            #expect(!datagrams.isEmpty, "\(path)")
        }
    }

    @Test("the IEX session: 121,314 whole packets, all UDP, and a cut last record")
    func iex() throws {
        let path = Captures.root + "/Iex/DEEP10.pcap.gz"
        let file = Captures.contents(path)
        // SAFETY: every byte of the array is initialised, and the array outlives the span.
        let (packets, skipped, left) = try unsafe Self.count(file.span.bytes)
        #expect(packets == 121_314)
        #expect(skipped == [:])
        #expect(left > 0)
    }

    /// Packets, skipped ones by reason, and the bytes left of the last record.
    static func count(_ file: RawSpan) throws(CaptureError) -> (Int, [SkipReason: Int], Int) {
        var parser = try CaptureParser(head: file)
        var skipped: [SkipReason: Int] = [:]
        while true {
            let rest = file.extracting(parser.position...)
            switch try parser.next(rest) {
            case .packet(let packet, _):
                let frame = rest.extracting(packet.offset..<packet.offset + packet.count)
                let dissection = FrameDissector.dissect(frame, packet.linkType, isCut: packet.isCut)
                if let reason = dissection.reason { skipped[reason, default: 0] += 1 }
            case .skip: break
            case .needsMore: return (parser.packets, skipped, rest.byteCount)
            }
        }
    }
}

import Capture
import TestSupport
import Testing

@Suite("Classic pcap")
struct PcapTests {
    @Test("the worked example: a nanosecond file with one MoldUDP64 packet")
    func workedExample() throws {
        let header = hex("4d 3c b2 a1 02 00 04 00 00 00 00 00 00 00 00 00 00 00 04 00 01 00 00 00")
        let record = hex("58 b8 e4 64 83 e9 74 00 57 00 00 00 57 00 00 00")
        let file = header + record + [UInt8](repeating: 9, count: 87)
        #expect(recognises(file))
        var parser = try parser(file)
        #expect(try step(&parser, file) == .skip(consumed: 24))
        let packet = CapturedPacket(
            timestamp: 1_692_711_000_007_661_955, offset: 16, count: 87, originalCount: 87,
            linkType: .ethernet)
        #expect(try step(&parser, Array(file[24...])) == .packet(packet, consumed: 103))
        #expect(parser.position == file.count)
        #expect(parser.packets == 1)
        #expect(!packet.isCut)
        #expect(try step(&parser, []) == .needsMore(16))
    }

    @Test("both byte orders and both resolutions", arguments: [false, true], [false, true])
    func matrix(isBigEndian: Bool, isNanoseconds: Bool) throws {
        var file = PcapFile(isBigEndian: isBigEndian, isNanoseconds: isNanoseconds, linkType: 276)
        file.record(seconds: 1_700_000_001, fraction: 999_999, [1, 2, 3])
        file.record(seconds: .max, fraction: 5, [], originalCount: 60)
        let unit: UInt64 = isNanoseconds ? 1 : 1000
        #expect(
            try read(file.bytes).packets == [
                ReadPacket(
                    timestamp: 1_700_000_001_000_000_000 + 999_999 * unit, frame: [1, 2, 3], originalCount: 3,
                    linkType: 276),
                ReadPacket(
                    timestamp: 4_294_967_295_000_000_000 + 5 * unit, frame: [], originalCount: 60,
                    linkType: 276),
            ])
    }

    @Test("a fraction of a second or more carries over")
    func fractionCarries() throws {
        for (isNanoseconds, fraction, expected) in [
            (false, 1_500_000 as UInt32, 11_500_000_000 as UInt64), (true, 1_500_000_000, 11_500_000_000),
            (false, .max, 10_000_000_000 + 4_294_967_295_000),
        ] {
            var file = PcapFile(isNanoseconds: isNanoseconds)
            file.record(seconds: 10, fraction: fraction, [0])
            #expect(try read(file.bytes).packets.map(\.timestamp) == [expected])
        }
    }

    @Test("frame check sequence flags do not change the link type")
    func linkTypeFlags() throws {
        var file = PcapFile(linkType: 0x2400_0071)
        file.record([1])
        #expect(try read(file.bytes).packets.map(\.linkType) == [113])
    }

    @Test(
        "the captured length may exceed the snap length, but not the limit",
        arguments: [
            (snap: 0, count: 262_144, isFine: true), (0, 262_145, false), (96, 262_144, true),
            (96, 262_145, false),
            (300_000, 300_000, true), (300_000, 300_001, false), (0x7FFF_FFFF, 262_144, true),
            (0x7FFF_FFFF, 262_145, false), (16 << 20, 16 << 20, true), (16 << 20, 16 << 20 + 1, false),
            (0, 0xFFFF_FFFF, false),
        ] as [(snap: UInt32, count: UInt32, isFine: Bool)])
    func limit(snap: UInt32, count: UInt32, isFine: Bool) throws {
        var file = PcapFile(snapLength: snap)
        file.record([7])
        let end = file.bytes.count
        file.builder.add(UInt64(0))
        file.builder.add(count)
        file.builder.add(count)
        var parser = try parser(file.bytes)
        #expect(try step(&parser, file.bytes) == .skip(consumed: 24))
        _ = try step(&parser, Array(file.bytes[24...]))
        let tail = Array(file.bytes[end...])
        if isFine {
            #expect(try step(&parser, tail) == .needsMore(16 + Int(count)))
        } else {
            let error = #expect(throws: CaptureError.self) { try step(&parser, tail) }
            guard case .corrupt(let at, let packet, let what) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(at == end)
            #expect(packet == 2)
            #expect(what.contains("claims \(count) captured bytes"))
        }
    }

    @Test("a version other than 2 is refused, as with fields in the wrong byte order")
    func version() {
        var bytes = PcapFile().bytes
        bytes.swapAt(4, 5)
        #expect(throws: CaptureError.self) { try parser(bytes) }
    }

    @Test("a cut file header is refused", arguments: 4..<24)
    func cutHeader(count: Int) {
        let error = #expect(throws: CaptureError.self) { try parser(Array(PcapFile().bytes[..<count])) }
        guard case .corrupt(at: count, packet: 0, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("modified pcap has an error of its own, in both byte orders", arguments: ["34cdb2a1", "a1b2cd34"])
    func modified(magic: String) {
        let bytes = hex(magic) + [UInt8](repeating: 0, count: 20)
        #expect(recognises(bytes))
        #expect(throws: CaptureError.modifiedPcap) { try parser(bytes) }
    }

    @Test(
        "what is no capture is told with its first bytes",
        arguments: ["", "d4c3b2", "1f8b0800", "48656c6c6f"])
    func notACapture(head: String) {
        #expect(!recognises(hex(head)))
        #expect(throws: CaptureError.notACapture(firstBytes: hex(head))) { try parser(hex(head)) }
    }
}

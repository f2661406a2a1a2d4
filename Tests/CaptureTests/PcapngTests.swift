import Capture
import TestSupport
import Testing

@Suite("Pcapng")
struct PcapngTests {
    @Test("sections, interfaces and every kind of packet, in both byte orders", arguments: [false, true])
    func tour(isBigEndian: Bool) throws {
        var file = PcapngFile(isBigEndian: isBigEndian)
        file.block(4) { $0.add(UInt32(0)) }  // name resolution
        file.interface(linkType: 1, snapLength: 4)
        file.interface(linkType: 113, resolution: 9, ends: false)
        file.packet(interface: 1, ticks: 1_692_711_000_007_661_955, [1, 2, 3, 4, 5], comment: "hello")
        file.packet(interface: 0, ticks: 1_692_711_000_007_661, [6], originalCount: 60)
        file.obsoletePacket(interface: 1, ticks: 77, [7, 7])
        file.simplePacket([8, 8, 8, 8], originalCount: 90)
        file.block(5) { $0.bytes += [UInt8](repeating: 1, count: 20) }  // statistics
        file.block(0x4000_0BAD) { $0.add(UInt32(1)) }
        file.builder.isBigEndian.toggle()  // a section of another machine
        file.section()
        file.interface(linkType: 276, resolution: 0x80 | 10, offset: -1)
        file.packet(ticks: 1024 * 5 + 512, [9])
        #expect(
            try read(file.bytes).packets == [
                ReadPacket(
                    timestamp: 1_692_711_000_007_661_955, frame: [1, 2, 3, 4, 5], originalCount: 5,
                    linkType: 113),
                ReadPacket(timestamp: 1_692_711_000_007_661_000, frame: [6], originalCount: 60, linkType: 1),
                ReadPacket(timestamp: 77, frame: [7, 7], originalCount: 2, linkType: 113),
                ReadPacket(timestamp: 0, frame: [8, 8, 8, 8], originalCount: 90, linkType: 1),
                ReadPacket(timestamp: 4_500_000_000, frame: [9], originalCount: 1, linkType: 276),
            ])
        #expect(try read(file.bytes).ending == .whole)
    }

    @Test(
        "time stamps scale to nanoseconds, held at both ends",
        arguments: [
            (resolution: 0, offset: 0, ticks: 5, expected: 5_000_000_000), (3, 0, 1_234, 1_234_000_000),
            (6, 0, 1, 1000), (9, 0, .max, .max), (9, 1, 5, 1_000_000_005), (9, -1, 5, 0),
            (12, 0, 1_999, 1), (28, 0, .max, 1), (29, 0, .max, 0), (127, 0, .max, 0),
            (0, 0, .max, .max), (0, -18_446_744_073, 18_446_744_074, 1_000_000_000),
            (0x80, 0, 7, 7_000_000_000), (0x80 | 32, 0, 1 << 31, 500_000_000),
            (0x80 | 63, 0, 1 << 63, 1_000_000_000),
            (0x80 | 30, 0, .max, 17_179_869_183_999_999_999), (0x80 | 29, 0, .max, .max), (0xFF, 0, .max, 0),
            (6, .max, .max, .max), (6, .min, .max, 0),
        ] as [(resolution: UInt8, offset: Int64, ticks: UInt64, expected: UInt64)])
    func clocks(resolution: UInt8, offset: Int64, ticks: UInt64, expected: UInt64) throws {
        var file = PcapngFile()
        file.interface(resolution: resolution, offset: offset == 0 ? nil : offset)
        file.packet(ticks: ticks, [1])
        #expect(try read(file.bytes).packets.map(\.timestamp) == [expected])
    }

    @Test("random clocks agree with slow arithmetic")
    func randomClocks() throws {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<2000 {
            let resolution = UInt8.random(in: 0...255, using: &random)
            let offset = Int64.random(in: -2_000_000_000...2_000_000_000, using: &random)
            let ticks = random.next() >> UInt64.random(in: 0..<64, using: &random)
            var file = PcapngFile()
            file.interface(resolution: resolution, offset: offset)
            file.packet(ticks: ticks, [1])
            let expected = slowNanoseconds(ticks, resolution: resolution, offset: Double(offset))
            #expect(try read(file.bytes).packets.map(\.timestamp) == [expected])
        }
    }

    @Test("a simple packet is cut by the snap length of interface 0, and by its block")
    func simplePackets() throws {
        for (snap, stored, expected) in [(3, 4, 3), (0, 4, 4), (9, 4, 4)] as [(UInt32, Int, Int)] {
            var file = PcapngFile()
            file.interface(snapLength: snap)
            file.simplePacket([UInt8](repeating: 1, count: stored), originalCount: 1500)
            #expect(try read(file.bytes).packets.map(\.frame.count) == [expected])
        }
    }

    @Test("a section of another major version is skipped up to the next one")
    func foreignSection() throws {
        var file = PcapngFile()
        file.section(major: 2)
        file.packet(interface: 9, ticks: 1, [1])
        file.block(6) { _ in }
        file.section()
        file.interface()
        file.packet(ticks: 2, [2])
        let reading = try read(file.bytes)
        #expect(reading.packets.map(\.frame) == [[2]])
        #expect(reading.ending == .whole)
    }

    @Test("two line ends are not taken for pcapng")
    func lineEnds() {
        let text = hex("0a0d0d0a") + Array("plain text, and more of it".utf8)
        #expect(!recognises(text))
        #expect(throws: CaptureError.notACapture(firstBytes: Array(text[..<16]))) { try parser(text) }
    }

    /// Appends a block at fault to a sound file, and returns the error it brings.
    func fault(_ what: (inout PcapngFile) -> Void) throws -> (text: String, isAtFault: Bool) {
        var file = PcapngFile()
        file.interface()
        file.packet([1])
        let position = file.bytes.count
        what(&file)
        var parser = try parser(file.bytes)
        do {
            while true {
                guard case .needsMore = try step(&parser, Array(file.bytes[parser.position...])) else {
                    continue
                }
                return ("no error", false)
            }
        } catch {
            guard case .corrupt(let at, let packet, let what) = error else { throw error }
            return (what, at == position && packet == 2)
        }
    }

    @Test("each broken block is told from the others, with its place")
    func faults() throws {
        let cases: [(said: String, fault: (inout PcapngFile) -> Void)] = [
            ("a block of 8 bytes", { $0.builder.bytes += hex("06000000 08000000 08000000") }),
            ("a block of 33 bytes", { $0.builder.bytes += hex("06000000 21000000 00000000") }),
            ("a block of 16777220 bytes", { $0.builder.bytes += hex("06000000 04000001 00000000") }),
            (
                "a block of 12 bytes that ends in the length 16",
                { $0.builder.bytes += hex("05000000 0c000000 10000000") }
            ),
            ("a packet of interface 1, but the section describes 1", { $0.packet(interface: 1, [1]) }),
            ("the Enhanced Packet Block takes 32", { $0.block(6) { $0.add(UInt64(0)) } }),
            ("the Packet Block takes 32", { $0.block(2) { $0.add(UInt64(0)) } }),
            ("the Simple Packet Block takes 16", { $0.block(3) { _ in } }),
            ("the Interface Description Block takes 20", { $0.block(1) { $0.add(UInt32(1)) } }),
            (
                "option 9 runs past",
                { $0.block(1) { $0.bytes += hex("01000000 00000000 09000500 09000000") } }
            ),
            (
                "a packet of 5 captured bytes in a block with room for 4",
                {
                    $0.block(6) {
                        $0.bytes += [UInt8](repeating: 0, count: 12) + hex("05000000 05000000 01020304")
                    }
                }
            ),
            ("no byte-order magic", { $0.builder.bytes += hex("0a0d0d0a 1c000000 00000000") }),
            (
                "the Section Header Block takes 28",
                { $0.builder.bytes += hex("0a0d0d0a 10000000 4d3c2b1a 10000000") }
            ),
        ]
        for (said, what) in cases {
            let error = try fault(what)
            #expect(error.text.contains(said), "\(error.text)")
            #expect(error.isAtFault, "\(said)")
        }
    }

    @Test("a new section forgets the interfaces before it")
    func forgottenInterfaces() throws {
        var file = PcapngFile()
        file.interface()
        file.section()
        let position = file.bytes.count
        for kind in [2, 3, 6] as [UInt32] {
            var broken = file
            broken.block(kind) { $0.bytes += [UInt8](repeating: 0, count: 20) }
            #expect(try read(broken.bytes) == Reading(ending: .corrupt(at: position)))
        }
    }

    @Test("a section may describe 65,536 interfaces and no more")
    func interfaceLimit() throws {
        var one = PcapngFile()
        let start = one.bytes.count
        one.block(1) { $0.bytes += hex("01000000 00000000") }
        let block = Array(one.bytes[start...])
        var parser = try parser(one.bytes)
        #expect(try step(&parser, Array(one.bytes[..<start])) == .skip(consumed: start))
        for _ in 0..<65_536 { _ = try step(&parser, block) }
        #expect(throws: CaptureError.self) { try step(&parser, block) }
    }
}

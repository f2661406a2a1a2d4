import Capture
import TestSupport
import Testing

/// Small files of every kind, valid as they stand.
let sampleFiles: [[UInt8]] = {
    var random = SeededGenerator(seed: 3)
    var files: [[UInt8]] = []
    for isBigEndian in [false, true] {
        for isNanoseconds in [false, true] {
            var file = PcapFile(isBigEndian: isBigEndian, isNanoseconds: isNanoseconds)
            for count in [0, 1, 60, 33] {
                file.record(seconds: 1_700_000_000, fraction: UInt32(count), random.bytes(count))
            }
            files.append(file.bytes)
        }
        var file = PcapngFile(isBigEndian: isBigEndian)
        file.interface(snapLength: 50, resolution: 9)
        file.interface(linkType: 113, resolution: 0x80 | 20, offset: 3600)
        for count in [0, 1, 30, 47] {
            file.packet(
                interface: UInt32(count & 1), ticks: random.next() >> 3, random.bytes(count), comment: "x")
            file.simplePacket(random.bytes(count))
            file.obsoletePacket(interface: 1, ticks: 99, random.bytes(count))
        }
        file.builder.isBigEndian.toggle()
        file.section()
        file.interface()
        file.packet(ticks: 1, random.bytes(9))
        files.append(file.bytes)
    }
    return files
}()

@Suite("Any bytes at all")
struct CaptureRobustnessTests {
    @Test("a file cut anywhere gives the packets before the cut", arguments: sampleFiles)
    func everyTruncation(file: [UInt8]) throws {
        let whole = try read(file)
        #expect(whole.ending == .whole)
        #expect(whole.packets.count >= 4)
        let least = file[0] == 0x0A ? 4 : 24  // a cut pcap header is refused at once
        for count in least..<file.count {
            let reading = try read(Array(file[..<count]))
            #expect(reading.packets == Array(whole.packets.prefix(reading.packets.count)))
            #expect(reading == SlowCapture.read(Array(file[..<count])))
        }
    }

    @Test("a stream shows the same as the whole file, whatever the windows", arguments: sampleFiles)
    func streamEquivalence(file: [UInt8]) throws {
        let whole = try read(file)
        var random = SeededGenerator(seed: 5)
        for _ in 0..<20 {
            let streamed = try read(file) { needed, _ in needed + Int.random(in: 0...40, using: &random) }
            #expect(streamed == whole)
        }
        // The least that is asked for, and never a byte more.
        #expect(try read(file) { needed, _ in needed } == whole)
    }

    @Test(
        "damaged files read as a slow reader reads them, and never crash or stand still",
        arguments: sampleFiles)
    func mutations(file: [UInt8]) throws {
        var random = SeededGenerator(seed: UInt64(file.count))
        for _ in 0..<400 {
            var bytes = file
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let at = Int.random(in: 4..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                case 1: bytes[at] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &random)!
                case 2: bytes.remove(at: at)
                default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: at)
                }
            }
            guard recognises(bytes) else { continue }
            let reading = try read(bytes)
            #expect(reading == SlowCapture.read(bytes), "\(bytes)")
            for packet in reading.packets { try expectSound(packet.frame) }
        }
    }

    @Test("noise behind every magic number")
    func noise() throws {
        var random = SeededGenerator(seed: 17)
        let heads = sampleFiles.map { Array($0[..<24]) }
        for round in 0..<2000 {
            let bytes = heads[round % heads.count] + random.bytes(Int.random(in: 0..<200, using: &random))
            #expect(try read(bytes) == SlowCapture.read(bytes))
        }
    }

    @Test("noise in every link type is dissected without reading past the frame")
    func noisyFrames() throws {
        var random = SeededGenerator(seed: 23)
        for _ in 0..<3000 { try expectSound(random.bytes(Int.random(in: 0..<90, using: &random))) }
    }

    @Test("damaged and shortened frames are dissected without reading past the frame")
    func damagedFrames() throws {
        var random = SeededGenerator(seed: 29)
        for _ in 0..<3000 {
            var frame = RandomFrame(using: &random).bytes
            for _ in 0..<Int.random(in: 0...3, using: &random) where !frame.isEmpty {
                frame[Int.random(in: 0..<frame.count, using: &random)] = UInt8.random(
                    in: 0...255, using: &random)
            }
            try expectSound(Array(frame.prefix(Int.random(in: 0...frame.count, using: &random))))
        }
    }

    /// Whatever the link type, the payload lies within the frame.
    func expectSound(_ frame: [UInt8]) throws {
        for linkType in [0, 1, 12, 14, 101, 108, 113, 192, 197, 228, 229, 276, 147] as [UInt16] {
            for isCut in [false, true] {
                guard
                    case .datagram(let datagram) = dissect(frame, LinkType(rawValue: linkType), isCut: isCut)
                else {
                    continue
                }
                try #require(datagram.offset >= 8 && datagram.count >= 0)
                try #require(datagram.offset + datagram.count <= frame.count)
            }
        }
    }
}

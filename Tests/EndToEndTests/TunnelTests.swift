import Foundation
import TestSupport
import Testing

/// A pcap of Ethernet frames written again, with something around or behind each frame.
enum RewrittenCapture {
    /// - Parameters:
    ///   - linkType: Of the new file.
    ///   - lead: Records are so many nanoseconds earlier than they were.
    ///   - wrap: What becomes of a frame; its time is in nanoseconds since the epoch.
    static func make(
        of bytes: [UInt8], linkType: UInt8 = 1, lead: UInt64 = 0,
        _ wrap: (_ frame: [UInt8], _ time: UInt64) throws -> [UInt8]
    ) rethrows -> [UInt8] {
        func word(at offset: Int) -> Int {
            (0..<4).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
        }
        var output = Array(bytes[..<20]) + [linkType, 0, 0, 0]
        var offset = 24
        while offset + 16 <= bytes.count {
            let count = word(at: offset + 8)
            let time = UInt64(word(at: offset)) * 1_000_000_000 + UInt64(word(at: offset + 4))
            let frame = try wrap(Array(bytes[(offset + 16)..<(offset + 16 + count)]), time)
            func little(_ value: Int) -> [UInt8] {
                (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
            }
            let (seconds, fraction) = (time - lead).quotientAndRemainder(dividingBy: 1_000_000_000)
            output +=
                little(Int(seconds)) + little(Int(fraction)) + little(frame.count) + little(frame.count)
                + frame
            offset += 16 + count
        }
        return output
    }

    static func make(of path: String, in wrappings: [Wrapping]) throws -> [UInt8] {
        try make(of: [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))) { frame, _ in
            try wrappings.reduce(frame) { try #require($1.wrap($0)) }
        }
    }
}

@Suite("The same session in every tunnel")
struct TunnelTests {
    @Test("gives byte-identical instruments: alone, tunnel in tunnel, and in ERF and PPI records")
    func identicalInstruments() throws {
        let scratch = Scratch()
        let plain = scratch.file("plain.pcap")
        let made = try Program.run(
            ["generate", plain, "--format", "pcap", "--messages", "4000", "--symbols", "20", "--seed", "11"])
        try #require(made.code == 0, "\(made.errors)")
        let reference = try summary(plain)
        #expect(reference.instruments.count > 1000)
        let stacks =
            Wrapping.allCases.map { [$0] } + [
                [.mplsLabels, .vlan, .controlWord, .erspan3Platform], [.snap, .vxlan, .inIPv6, .arista48],
                [.inIPv4, .pppoe, .geneve, .vlan, .greBridging, .aristaGRE],
            ]
        for stack in stacks {
            let path = try scratch.write("wrapped.pcap", RewrittenCapture.make(of: plain, in: stack))
            #expect(try summary(path) == reference, "\(stack)")
        }
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: plain)))
        let records = RewrittenCapture.make(of: bytes, linkType: 197) { frame, _ in
            let (record, wire) = (UInt16(18 + frame.count), UInt16(frame.count + 4))
            return hex("0000000000000000 0204") + [UInt8(record >> 8), UInt8(record & 0xFF), 0, 0]
                + [UInt8(wire >> 8), UInt8(wire & 0xFF), 0, 0] + frame
        }
        #expect(try summary(try scratch.write("erf.pcap", records)) == reference)
        let informed = RewrittenCapture.make(of: bytes, linkType: 192) { frame, _ in
            hex("00000c00 01000000 02000000") + frame
        }
        #expect(try summary(try scratch.write("ppi.pcap", informed)) == reference)
    }

    private struct Result: Equatable {
        var instruments: String
        var packets: Int?
        var skipped: Int?
    }

    private func summary(_ path: String) throws -> Result {
        let result = try Program.run(["summary", path, "--json"])
        try #require(result.code == 0, "\(result.errors)")
        let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
        return Result(
            instruments: String(try #require(instrumentsText(result.output).first)),
            packets: integer(object, "packets"), skipped: integer(object, "skipped", "packets"))
    }
}

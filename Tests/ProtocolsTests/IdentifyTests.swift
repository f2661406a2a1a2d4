import OrderFlow
import Protocols
import TestSupport
import Testing
import Wire

@Suite("Formats are recognised by structure")
struct IdentifyTests {
    private func datagram(_ bytes: [UInt8]) -> [FeedFormat] {
        ProtocolRegistry.identify(datagram: bytes.rawBytes)
    }
    private func stream(_ bytes: [UInt8], isWhole: Bool = false) -> [FeedFormat] {
        ProtocolRegistry.identify(streamHead: bytes.rawBytes, isWhole: isWhole)
    }

    @Test("datagrams of every format")
    func datagrams() {
        #expect(datagram(run(1, 3)) == [mold50])
        #expect(datagram(mold(0, deletions(1, 1))) == [mold50])
        #expect(
            datagram([UInt8](repeating: 0, count: 18) + mold(0, deletions(1, 2)).dropFirst(18)) == [mold50])
        #expect(datagram(segment(1, [iex("P", "AA", [0])])) == [deep] && datagram(segment(1, [])) == [deep])
        #expect(datagram(segment(1, [], messageProtocol: 0x8002)) == [tops])
        #expect(datagram(segment(1, [], messageProtocol: 0x8003)) == [tops])
        #expect(datagram(update(1)) == [updates] && datagram(update(7, length: 48) + update(8)) == [updates])
    }

    @Test("datagrams that come close")
    func nearDatagrams() {
        let close: [[UInt8]] = [
            [], [0], heartbeat(5), ending(5), run(1, 2) + [0], Array(run(1, 2).dropLast()),
            run(1, 2, session: "\u{1}ABC"),
            mold(1, [[UInt8(ascii: "T"), 0, 0, 0, 0]]), mold(1, [[]]), mold(1, [], count: 2),
            heartbeat(1) + [0],
            segment(1, [], messageProtocol: 0x8005), segment(1, [iex("P", "AA", [0])]) + [0],
            update(1, side: 2), update(1, length: 42), update(1) + [0], update(1, type: 2),
            [UInt8](repeating: 0, count: 43),
        ]
        for bytes in close { #expect(datagram(bytes).isEmpty, "\(bytes)") }
    }

    @Test("streams of every format, by one whole message, odd ones among them, cut or broken later")
    func streams() {
        let file = binaryFile([ITCHBytes.message("S", [UInt8(ascii: "O")])] + deletions(1, 9))
        #expect(stream(file) == [file50] && stream(Array(file.prefix(14))) == [file50])
        #expect(stream(Array(file.prefix(13))).isEmpty)
        #expect(stream(Array(file.dropLast()), isWhole: true) == [file50])
        #expect(stream(file + binaryFile([[UInt8(ascii: "A"), 1]]) + file) == [file50])
        #expect(stream(binaryFile(deletions(1, 1)) + [0, 0]) == [file50])
        #expect(stream(binaryFile(deletions(1, 2)) + [0xFF, 0xFF]) == [file50])
        #expect(stream(binaryFile([ITCHBytes.message("z", [1, 2])] + deletions(1, 2))) == [file50])
        #expect(stream(update(1, type: 9) + update(2)) == [updateStream])
        #expect(stream(update(1)) == [updateStream] && stream(Array(update(1).dropLast())).isEmpty)
        #expect(
            stream(update(1) + update(2) + [1, 0, 0] + [UInt8](repeating: 0, count: 40)) == [updateStream])
        #expect(stream(update(1) + update(2, side: 9) + update(3) + update(4)) == [updateStream])
    }

    @Test("files of something else")
    func otherStreams() {
        let text = Array("seq,price\n1,100.00\n2,100.01\nThe quick brown fox jumps over the lazy dog\n".utf8)
        let close: [[UInt8]] = [
            [], [0], [UInt8](repeating: 0, count: 4096), text, Array("\n\n\n\n\n\n\n\n\n\n\n\n\n\n".utf8),
            hex("7f454c46 02010100 00000000 00000000 0300 3e00 01000000"),
            hex("d4c3b2a1 0200 0400 00000000 00000000 ffff0000 01000000") + run(1, 3),
            hex("a1b2c3d4 0002 0004 00000000 00000000 0000ffff 00000001"),
            hex("0a0d0d0a 1c000000 4d3c2b1a 01000000 ffffffffffffffff 1c000000"),
            hex("1f8b0800 00000000 0003"), hex("0005 54 00 00 00 01 0005 54 00 00 00 02"),
            binaryFile([[UInt8(ascii: "z"), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]]),
            // Of the right types, but each a byte too long: a relative's.
            binaryFile(deletions(1, 9).map { $0 + [0] }), Soup.accepted(1), Soup.accepted(1) + Soup.beat,
            Soup.data(deletions(1, 9).map { $0 + [0] }),
        ]
        for bytes in close { #expect(stream(bytes, isWhole: true).isEmpty, "\(bytes)") }
    }

    @Test("random bytes are nothing")
    func random() {
        var random = SeededGenerator(seed: 4)
        for _ in 0..<4000 {
            let bytes = (0..<Int.random(in: 0...120, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            #expect(datagram(bytes).isEmpty && stream(bytes).isEmpty, "\(bytes)")
        }
    }

    @Test("every format has a decoder of its kind, and a name in the list of what was tried")
    func registry() {
        #expect(ProtocolRegistry.known.count == ProtocolRegistry.formats.count)
        #expect(ProtocolRegistry.known.contains("MoldUDP64 with ITCH 5.0"))
        for format in ProtocolRegistry.formats {
            let datagrams = ProtocolRegistry.datagramDecoder(format, FeedOptions())
            let streams = ProtocolRegistry.streamDecoder(format, FeedOptions())
            let packeted = datagrams != nil
            let streaming = streams != nil
            #expect(packeted == format.transport.isPacketed && streaming != packeted)
        }
    }
}

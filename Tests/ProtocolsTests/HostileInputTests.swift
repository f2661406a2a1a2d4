import OrderFlow
import Protocols
import TestSupport
import Testing

@Suite("Hostile input: never a crash, every message accounted for")
struct HostileInputTests {
    private static let formats = [mold50, deep, tops, updates]

    /// Valid packets to start from.
    private func valid(_ format: FeedFormat) -> [[UInt8]] {
        switch format {
        case mold50:
            let all = ITCHBytes.lengths.map { ITCHBytes.valid($0.type) }
            return [mold(1, all), heartbeat(24), mold(24, all), ending(47)]
        case deep, tops:
            let number: UInt16 = format == deep ? 0x8004 : 0x8003
            let all = IEXTests.table.map {
                Array((iex($0.0, "AA") + [UInt8](repeating: 0, count: 80)).prefix($0.1))
            }
            return [
                segment(1, all, messageProtocol: number), segment(21, [], messageProtocol: number),
                segment(21, all, messageProtocol: number),
            ]
        default:
            return [update(1) + update(2, length: 48), update(3, type: 4, length: 19), update(4) + update(5)]
        }
    }

    private func mutated(_ packet: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = packet
        for _ in 0..<Int.random(in: 0...4, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes[place] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &random) ?? 0
            case 2: bytes.removeLast(min(bytes.count, Int.random(in: 0...40, using: &random)))
            default: bytes.insert(0, at: place)
            }
        }
        return bytes
    }

    @Test("mutated packets", arguments: formats)
    func mutations(format: FeedFormat) {
        var random = SeededGenerator(seed: 7)
        let packets = valid(format)
        for _ in 0..<150 {
            let sent = (0..<12).map { _ in mutated(packets.randomElement(using: &random) ?? [], &random) }
            let events = decode(format, sent)
            #expect(
                events.count { $0.kind == .packet && $0.isPacket } == sent.count
                    && events.packetBytes == sent.reduce(0) { $0 + $1.count })
            // Delivered, malformed, dropped as known or as a stray's, or lost with the rest of a packet: nothing else can
            // happen to one.
            let claimed = events.all(.packet).reduce(0) { $0 + $1.packetMessages }
            let lost = events.all(.malformedPacket).reduce(0) { $0 + Int($1.quantity) }
            let late = events.all(.filled).reduce(0) { $0 + Int($1.lastSequence - $1.reference + 1) }
            let strays = events.all(.duplicate).reduce(0) { $0 + ($1.isStray ? Int($1.quantity) : 0) }
            let accounted =
                events.messages.count + events.count(.malformedMessage) + events.duplicates + late + strays
            #expect(accounted + lost == claimed)
        }
    }

    @Test("untouched packets have nothing malformed", arguments: formats)
    func control(format: FeedFormat) {
        let events = decode(format, valid(format))
        #expect(events.count(.malformedMessage) == 0 && events.count(.malformedPacket) == 0)
        #expect(events.messages.count > 4 && events.gaps.isEmpty && events.duplicates == 0)
    }

    @Test("random datagrams of any length", arguments: formats)
    func noise(format: FeedFormat) {
        var random = SeededGenerator(seed: 11)
        let sent = (0..<1500).map { _ in
            (0..<Int.random(in: 0...90, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random)
            }
        }
        #expect(decode(format, sent).count { $0.kind == .packet && $0.isPacket } == sent.count)
    }

    @Test(
        "mutated streams: every byte is read, left over or behind the place that is named",
        arguments: [file50, updateStream])
    func streams(format: FeedFormat) {
        var random = SeededGenerator(seed: 13)
        let good =
            format == file50
            ? binaryFile(ITCHBytes.lengths.map { ITCHBytes.valid($0.type) }) : valid(updates).flatMap { $0 }
        for _ in 0..<300 {
            let bytes = mutated(good, &random)
            var run = StreamRun(format)
            var place = bytes.count
            do throws(StreamError) {
                place -= try run.drain(bytes)
            } catch {
                place = run.sink.events.packetBytes
                #expect(error.offset <= bytes.count)
            }
            #expect(run.sink.events.packetBytes == place)
            let counted =
                run.sink.events.messages.count + run.sink.events.count(.malformedMessage)
                + run.sink.events.duplicates
            #expect(counted == run.sink.events.all(.packet).reduce(0) { $0 + $1.packetMessages })
        }
    }

    @Test("a datagram as great as UDP allows, held and let go")
    func greatest() {
        let first = run(1, 3119)
        #expect(first.count > 65_500 && first.count <= 65_536)
        let events = decode(mold50, [first, run(3120, 1), first, run(3120, 1)])
        #expect(events.count(.reset) == 1 && events.deleted.count == 2 * 3120)
    }
}

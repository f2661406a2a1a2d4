import OrderFlow
import Protocols
import TestSupport
import Testing
import Wire

@Suite("SoupBinTCP, whatever the slices and the bytes")
struct SoupBinTCPPropertyTests {
    /// What a server might send, with everything in it.
    private func stream(_ random: inout SeededGenerator) -> [UInt8] {
        var bytes = random.once(in: 2) ? Soup.accepted(1 + UInt64(random.below(50))) : []
        for _ in 0..<(1 + random.below(60)) {
            switch random.below(12) {
            case 0: bytes += Soup.beat
            case 1: bytes += Soup.packet("S")
            case 2: bytes += Soup.packet("U", ITCHBytes.delete(random.next()))
            case 3: bytes += Soup.packet("+", random.bytes(random.below(40)))
            case 4:
                bytes += Soup.accepted(1 + UInt64(random.below(99)), session: random.once(in: 3) ? "B" : "A")
            case 5: bytes += Soup.packet("S", random.bytes(random.below(60)))
            case 6: bytes += random.once(in: 4) ? Soup.end : Soup.beat
            default:
                bytes += Soup.packet("S", ITCHBytes.valid("AFEDUXC".randomElement(using: &random) ?? "A"))
            }
        }
        return bytes
    }

    /// Reads in slices of random sizes; the events without packets, or up to where the framing was lost.
    private func read(_ bytes: [UInt8], slice: () -> Int) -> (events: [OrderEvent], bytes: Int, lost: Int?) {
        var run = StreamRun(soup50)
        var (front, end) = (0, 0)
        while true {
            do throws(StreamError) {
                let progress = try run.feed(Array(bytes[front..<end]))
                front += progress.consumed
                guard case .needsMore(let count) = progress.stop else { continue }
                #expect(count > end - front)
                if end == bytes.count { return (run.sink.events.content, run.sink.events.packetBytes, nil) }
                end = min(bytes.count, end + slice())
            } catch {
                return (run.sink.events.content, run.sink.events.packetBytes, front + error.offset)
            }
        }
    }

    @Test("any slicing of a server's stream gives the same events")
    func slices() {
        var random = SeededGenerator(seed: 21)
        for _ in 0..<300 {
            let bytes = stream(&random)
            let whole = read(bytes) { bytes.count }
            var cuts = SeededGenerator(seed: random.next())
            let sliced = read(bytes) { 1 + cuts.below(40) }
            #expect(whole.events == sliced.events && whole.bytes == sliced.bytes && whole.lost == nil)
        }
    }

    @Test("damaged streams: the same events, to the same place, and never a crash")
    func damage() {
        var random = SeededGenerator(seed: 22)
        for _ in 0..<600 {
            var bytes = stream(&random)
            for _ in 0..<(1 + random.below(5)) { bytes[random.below(bytes.count)] = UInt8(random.below(256)) }
            let whole = read(bytes) { bytes.count }
            var cuts = SeededGenerator(seed: random.next())
            let sliced = read(bytes) { 1 + cuts.below(40) }
            #expect(whole.events == sliced.events && whole.lost == sliced.lost && whole.bytes == sliced.bytes)
            if let lost = whole.lost { #expect(whole.bytes == lost) }
        }
    }

    @Test("random bytes, to the decoder and to the client that waits for its answer")
    func garbage() {
        var random = SeededGenerator(seed: 23)
        for _ in 0..<2000 {
            let bytes = random.bytes(random.below(80))
            _ = read(bytes) { bytes.count }
            var client = SoupBinTCPClient(SoupLogin(user: "U", password: "P"))
            _ = client.greet(bytes.rawBytes)
        }
    }

    @Test("a recorded server stream is recognised, and a day file is not taken for one")
    func recognition() {
        func formats(_ bytes: [UInt8]) -> [FeedFormat] {
            ProtocolRegistry.identify(streamHead: bytes.rawBytes, isWhole: false)
        }
        #expect(formats(Soup.accepted(1)).isEmpty, "a login does not say what is inside")
        #expect(formats(Soup.accepted(1) + Soup.data(deletions(1, 3))) == [soup50])
        #expect(formats(Soup.beat + Soup.beat + Soup.data(deletions(1, 1))) == [soup50])
        #expect(formats(Soup.packet("+", [1]) + Soup.accepted(4) + Soup.data(deletions(1, 1))) == [soup50])
        // Each alone looks like a system event in a day file, and is none.
        for length in ITCHBytes.lengths {
            #expect(formats(Soup.packet("S", ITCHBytes.valid(length.type))) == [soup50], "\(length.type)")
            #expect(formats(binaryFile([ITCHBytes.valid(length.type)])) == [file50], "\(length.type)")
        }
        #expect(formats(Soup.beat).isEmpty && formats(Array(Soup.accepted(1).dropLast())).isEmpty)
        #expect(formats(Soup.packet("J", [65])).isEmpty)
    }
}

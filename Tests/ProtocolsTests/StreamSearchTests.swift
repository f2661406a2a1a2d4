import OrderFlow
import Protocols
import TestSupport
import Testing
import Wire

@Suite("The beginning of a message in the middle of a stream")
struct StreamSearchTests {
    static let messages = (1...40 as ClosedRange<UInt64>).map { number in
        number % 3 == 0 ? ITCHBytes.add(number, shares: 300) : ITCHBytes.delete(number)
    }

    /// A stream of each format, and where its messages begin.
    static func stream(_ format: FeedFormat) -> (bytes: [UInt8], starts: Set<Int>) {
        var (bytes, starts): ([UInt8], Set<Int>) = ([], [])
        for (index, message) in messages.enumerated() {
            if format == soup50, index % 5 == 0 { bytes += [0, 1, UInt8(ascii: "H")] }
            starts.insert(bytes.count)
            switch format {
            case soup50: bytes += joined(big(UInt16(message.count + 1)), [UInt8(ascii: "S")], message)
            case file50: bytes += binaryFile([message])
            default: bytes += update(UInt64(index + 1), length: index % 4 == 0 ? 48 : 43)
            }
        }
        return (bytes, starts)
    }

    static let soup50 = FeedFormat(.soupBinTCP, .itch50)

    @Test("is found from any place, and is the next one", arguments: [soup50, file50, updateStream])
    func anywhere(format: FeedFormat) {
        let (bytes, starts) = Self.stream(format)
        for place in stride(from: 0, to: bytes.count - 300, by: 3) {
            let next = starts.filter { $0 >= place }.min()
            let finding = StreamSearch.find(format, in: bytes.rawBytes, from: place, isWhole: false)
            #expect(next.map { .found(at: $0) } == finding, "from \(place)")
        }
    }

    @Test(
        "is found once enough of it is there, whatever comes when", arguments: [soup50, file50, updateStream])
    func piecemeal(format: FeedFormat) {
        let (bytes, starts) = Self.stream(format)
        for place in stride(from: 1, to: 200, by: 7) {
            var from = place
            for end in place...bytes.count {
                switch StreamSearch.find(
                    format, in: bytes.rawBytes.extracting(0..<end), from: from, isWhole: false)
                {
                case .nothing(let before):
                    #expect(before >= from && before <= end)
                    from = before
                    continue
                case .found(let found):
                    #expect(found == starts.filter { $0 >= place }.min())
                    from = .max
                }
                break
            }
            #expect(from == .max, "from \(place)")
        }
    }

    @Test("at the end, the last message is found", arguments: [soup50, file50, updateStream])
    func last(format: FeedFormat) {
        let (bytes, starts) = Self.stream(format)
        let last = starts.max() ?? 0
        for place in last - 3...last {
            let open = StreamSearch.find(format, in: bytes.rawBytes, from: place, isWhole: false)
            #expect(open == .nothing(before: last))
            let whole = StreamSearch.find(format, in: bytes.rawBytes, from: place, isWhole: true)
            #expect(whole == .found(at: last))
        }
    }

    @Test("is not found in what is something else", arguments: [soup50, file50, updateStream])
    func none(format: FeedFormat) {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<10 {
            let bytes = random.bytes(5000)
            for isWhole in [false, true] {
                if case .found(let place) = StreamSearch.find(
                    format, in: bytes.rawBytes, from: 0, isWhole: isWhole)
                {
                    Issue.record("a message at \(place)")
                }
            }
        }
        for other in [Self.soup50, file50, updateStream] where other != format {
            let bytes = Self.stream(other).bytes
            if case .found(let place) = StreamSearch.find(format, in: bytes.rawBytes, from: 0, isWhole: false)
            {
                Issue.record("\(format) at \(place) of \(other)")
            }
        }
    }

    @Test(
        "bytes that were lost are told as one message at least, and as the cause says",
        arguments: [soup50, file50])
    func loss(format: FeedFormat) throws {
        var run = StreamRun(format)
        let (bytes, _) = Self.stream(format)
        _ = try run.drain(bytes)
        run.decoder.lose(PacketContext(feed: 3, received: 9, intake: 9, gapCause: .capture), into: &run.sink)
        _ = try run.drain(bytes)
        let gaps = run.sink.events.filter { $0.kind == .gap }
        #expect(gaps.map(\.reference) == [41] && gaps.map(\.lastSequence) == [41])
        #expect(gaps.map(\.lossCause) == [.capture])
        #expect(run.decoder.place.next == 82)
        #expect(!run.sink.events.contains { $0.kind == .reset })
    }
}

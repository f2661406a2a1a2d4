import OrderFlow
import Protocols
import TestSupport
import Testing
import Wire

@Suite("IEX-TP with TOPS and DEEP")
struct IEXTests {
    private func kinds(_ events: [OrderEvent]) -> [EventKind] { events.content.map { $0.kind } }
    private let one: [UInt8] = little(UInt32(190)) + little(Int64(2_027_700))

    @Test("worked example 1: a DEEP level")
    func exampleLevel() {
        let bytes = hex(
            """
            01 00 04 80 01 00 00 00 00 00 dd 48 20 00 01 00 91 8e ab 00 00 00 00 00 5e 6b 05 00 00 00 00 00
            6d 1c 16 35 3a e2 5d 16
            1e 00 38 01 be 7f 13 35 3a e2 5d 16 56 20 20 20 20 20 20 20 be 00 00 00 b4 f0 1e 00 00 00 00 00
            """)
        let header = IEXSegmentHeader(bytes.rawBytes)
        let offset = header?.streamOffset
        let sent = header?.sendTime
        let session = header?.session
        #expect(offset == 11_243_153 && sent == 1_611_692_981_295_127_661 && session == 0x48dd_0000)
        let events = decode(deep, [bytes])
        #expect(events.first?.packetSequence == 355_166 && events.first?.packetBytes == 72)
        let type = UInt8(ascii: "8")
        #expect(
            events.content == [
                OrderEvent(
                    .level, type: type, instrument: 1, side: .buy, price: 2_027_700, quantity: 190,
                    timestamp: 1_611_692_981_294_956_478),
                .instrument(1, named: SymbolName("V"), scale: 4, type: type),
            ])
    }

    @Test("worked example 2: a DEEP heartbeat before anything was sent")
    func exampleHeartbeat() {
        let bytes = hex(
            """
            01 00 04 80 01 00 00 00 00 00 dd 48 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00
            af 32 6a 02 23 e0 5d 16
            """)
        let events = decode(deep, [bytes])
        #expect(kinds(events) == [.heartbeat] && events.content.first?.reference == 1)
    }

    @Test("worked example 3: a TOPS quote of nothing")
    func exampleQuote() {
        let message =
            hex("51 40 53 81 62 79 3a ac 0d 15 5a 59 4e 45 20 20 20 20") + [UInt8](repeating: 0, count: 24)
        let events = decode(tops, [segment(1, [message], messageProtocol: 0x8002)]).content
        let type = UInt8(ascii: "Q")
        let time: UInt64 = 1_517_058_016_638_304_595
        #expect(
            events == [
                OrderEvent(.quote, type: type, instrument: 1, side: .buy, timestamp: time),
                OrderEvent(
                    .quote, type: type, instrument: 1, side: .sell, timestamp: time, continuation: true),
                .instrument(1, named: SymbolName("ZYNE"), scale: 4, type: type),
            ])
    }

    @Test("worked example 4: a TOPS trade")
    func exampleTrade() {
        let message = hex(
            """
            54 c0 f8 f2 9d 8a e8 ad 0d 15 5a 49 45 58 54 20 20 20 64 00 00 00 0e 27 00 00 00 00 00 00
            12 d6 0e 00 00 00 00 00
            """)
        let events = decode(tops, [segment(1, [message], messageProtocol: 0x8003)]).content
        #expect(events.map { $0.kind } == [.trade, .match, .instrument])
        #expect(events[0].price == 9998 && events[0].quantity == 100 && events[1].reference == 972_306)
        #expect(events[2].symbolName == SymbolName("ZIEXT"))
        let flags = IEX.Message(message.rawBytes)?.detail
        #expect(flags == 0xC0)
    }

    @Test("levels: 8 buys, 5 sells, quiet until the event is complete")
    func levels() {
        let events = decode(
            deep,
            [
                segment(
                    1,
                    [
                        iex("8", detail: 0, "AA", one), iex("5", detail: 1, "AA", one),
                        iex("5", detail: 3, "B", one),
                    ])
            ])
        let levels = events.all(.level)
        #expect(levels.map { $0.isQuiet } == [true, false, false])
        #expect(levels.map { $0.side } == [.buy, .sell, .sell])
        #expect(levels.map { $0.instrument } == [1, 1, 2])
    }

    @Test("a full quote sets both sides")
    func quote() {
        let body = little(UInt32(5)) + little(Int64(100)) + little(Int64(200)) + little(UInt32(6))
        let quotes = decode(tops, [segment(1, [iex("Q", "AA", body)], messageProtocol: 0x8003)]).all(.quote)
        #expect(quotes.map { $0.price } == [100, 200] && quotes.map { $0.quantity } == [5, 6])
        #expect(quotes.map { $0.isMessage } == [true, false])
    }

    @Test("a trade break repeats price, size and number")
    func bust() {
        let events = decode(deep, [segment(1, [iex("B", "AA", one + little(Int64(77)))])])
        let bust = events.all(.bust).first
        #expect(bust?.reference == 77 && bust?.quantity == 190 && bust?.price == 2_027_700)
        #expect(events.count(.match) == 0)
    }

    @Test("states and halts")
    func states() {
        func state(_ code: Character) -> [UInt8] { iex("H", detail: code.asciiValue ?? 0, "AA", text("", 4)) }
        func halt(_ code: Character) -> [UInt8] { iex("O", detail: code.asciiValue ?? 0, "AA") }
        let events = decode(
            deep,
            [
                segment(
                    1,
                    [
                        state("H"), state("O"), state("P"), state("T"), state("?"), halt("O"), halt("N"),
                        halt("?"),
                    ])
            ])
        #expect(
            events.all(.status).map { $0.tradingStatus } == [.halted, .orderAcceptance, .paused, .trading])
        #expect(events.all(.operationalHalt).map { $0.quantity } == [1, 0])
        #expect(events.count(.notice) == 2 && events.messages.count == 8)
    }

    /// Type, least length, whether TOPS has it, whether DEEP has it.
    static let table: [(Character, Int, Bool, Bool)] = [
        ("S", 10, true, true), ("D", 31, true, true), ("H", 22, true, true), ("O", 18, true, true),
        ("P", 19, true, true), ("I", 18, true, true), ("E", 18, false, true), ("Q", 42, true, false),
        ("8", 30, false, true), ("5", 30, false, true), ("T", 38, true, true), ("B", 38, true, true),
        ("X", 26, true, true), ("A", 80, true, true), ("a", 38, false, false), ("M", 38, false, false),
        ("R", 26, false, false), ("L", 46, false, false), ("C", 18, false, false), ("z", 18, false, false),
    ]

    @Test("every type of both protocols: whole, longer, short, or the other protocol's", arguments: table)
    func everyType(type: Character, count: Int, inTOPS: Bool, inDEEP: Bool) {
        let whole = Array((iex(type, "AA") + [UInt8](repeating: 0, count: 80)).prefix(count))
        for (format, number, has) in [(tops, UInt16(0x8003), inTOPS), (deep, UInt16(0x8004), inDEEP)] {
            func events(_ message: [UInt8]) -> [OrderEvent] {
                decode(format, [segment(1, [message], messageProtocol: number)]).content
            }
            guard has else {
                #expect(events(whole).map { $0.kind } == [.skipped])
                #expect(events(whole).first?.messageType == type.asciiValue)
                continue
            }
            #expect(events(whole).messages.count == 1)
            #expect(
                events(whole).first?.kind != .skipped && events(whole).first?.messageType == type.asciiValue)
            #expect(events(whole + [9, 9, 9, 9, 9, 9, 9, 9, 9]) == events(whole))
            for length in [1, 9, count - 1] {
                #expect(
                    events(Array(whole.prefix(length))).map { $0.kind } == [.malformedMessage],
                    "\(type) \(length)")
            }
        }
    }

    @Test("negative prices and times make a message malformed")
    func negative() {
        let price = little(UInt32(1)) + little(Int64(-1))
        let events = decode(
            deep,
            [
                segment(
                    1,
                    [
                        iex("8", "AA", price), iex("T", "AA", price + little(Int64(1))),
                        iex("P", at: -1, "AA", [0]),
                    ])
            ])
        #expect(kinds(events) == [.malformedMessage, .malformedMessage, .malformedMessage])
        let quote = little(UInt32(1)) + little(Int64(1)) + little(Int64(-1)) + little(UInt32(1))
        #expect(
            kinds(decode(tops, [segment(1, [iex("Q", "AA", quote)], messageProtocol: 0x8003)])) == [
                .malformedMessage
            ])
    }

    @Test("a directory message names its instrument; a symbol is named once")
    func directory() {
        let events = decode(
            deep,
            [
                segment(
                    1,
                    [
                        iex("D", "AA", [UInt8](repeating: 0, count: 13)), iex("8", "AA", one),
                        iex("8", "BB", one), iex("8", "BB", one),
                    ])
            ])
        #expect(kinds(events) == [.notice, .instrument, .level, .level, .instrument, .level])
        #expect(events.content[1].isContinuation && events.content[4].isContinuation)
        #expect(events.messages.count == 4)
    }

    @Test("segments that are no segments are malformed and change nothing")
    func refusedSegments() {
        let good = segment(2, [iex("8", "AA", one)])
        func changed(_ offset: Int, _ value: UInt8) -> [UInt8] {
            var bytes = good
            bytes[offset] = value
            return bytes
        }
        let bad = [
            [], Array(good.prefix(39)), changed(0, 2), changed(1, 1), changed(2, 5), changed(12, 31),
            changed(14, 11),
            changed(31, 0x80), segment(0, [iex("8", "AA", one)]), good + [0],
        ]
        for packet in bad {
            let events = decode(deep, [segment(1, [iex("8", "AA", one)]), packet, good])
            #expect(events.count(.malformedPacket) == 1, "\(packet)")
            #expect(events.count(.level) == 2 && events.gaps.isEmpty && events.count(.reset) == 0)
        }
    }

    @Test("blocks that overrun or underrun their payload, or are empty")
    func blocks() {
        var overrun = segment(1, [iex("8", "AA", one), iex("8", "AA", one)])
        overrun[40 + 32] = 31
        var events = decode(deep, [overrun, segment(3, [])])
        #expect(events.count(.level) == 1 && events.all(.malformedPacket).map { $0.quantity } == [1])
        #expect(events.gaps.isEmpty)
        var underrun = segment(1, [iex("8", "AA", one), iex("8", "AA", one)])
        underrun[14] = 1
        events = decode(deep, [underrun])
        #expect(events.count(.level) == 1 && events.all(.malformedPacket).map { $0.quantity } == [0])
        events = decode(deep, [segment(1, [[], iex("8", "AA", one)]), segment(3, [])])
        #expect(events.count(.malformedMessage) == 1 && events.count(.level) == 1 && events.gaps.isEmpty)
    }

    @Test("65,535 symbols have numbers, the next is refused and counted")
    func manySymbols() {
        var packets: [[UInt8]] = []
        func name(_ number: Int) -> String { String(number, radix: 36) }
        for first in stride(from: 0, to: 65_540, by: 1500) {
            let messages = (first..<min(first + 1500, 65_540)).map {
                iex("O", detail: UInt8(ascii: "N"), name($0))
            }
            packets.append(segment(Int64(first + 1), messages))
        }
        packets.append(segment(65_541, [iex("O", detail: UInt8(ascii: "N"), name(0))]))
        let events = decode(deep, packets)
        #expect(events.count(.malformedMessage) == 5 && events.messages.count == 65_536)
        #expect(Set(events.all(.instrument).map { $0.instrument }).count == 65_535)
        #expect(events.all(.operationalHalt).last?.instrument == 1)
    }

    @Test("a decoder takes the segments of its own protocol")
    func accepts() throws {
        let decoder = try #require(ProtocolRegistry.datagramDecoder(deep, FeedOptions()))
        let own = segment(1, [])
        let other = segment(1, [], messageProtocol: 0x8003)
        let takesOwn = decoder.accepts(own.rawBytes)
        let takesOther = decoder.accepts(other.rawBytes)
        #expect(takesOwn && !takesOther)
    }
}

import OrderFlow
import Protocols
import TestSupport
import Testing
import Wire

/// 2023-08-22, the day of the examples, and its midnight in New York.
private let day = ExchangeTime.days(year: 2023, month: 8, day: 22)
private let midnight = ExchangeTime.easternMidnight(days: day)

@Suite("Worked examples of ITCH 5.0 and MoldUDP64")
struct ITCHExampleTests {
    static let deletion = hex("44 0ab1 0000 1f1acf4c4eb7 0000000001665d6a")
    static let addition = hex(
        "41 1972 0000 1f23e0981ae1 0000000000792f9f 42 00000001 4d45544120202020 000c4950")
    static let attributed = hex(
        "46 1972 0000 1f23e0981ae1 000000000094d0a7 42 00000005 4d45544120202020 000c394c 55425353")
    static let action = hex("48 01d0 0000 1f9df77c9e20 414d432020202020 54 20 20202020")

    private func events(_ message: [UInt8]) -> [OrderEvent] {
        decode(mold50, [mold(1, [message])], day: day).content
    }

    @Test("D deletes order 23485802 at 09:30:00.007495351")
    func deletion() {
        #expect(midnight == 1_692_676_800_000_000_000)
        let expected = OrderEvent(
            .delete, type: UInt8(ascii: "D"), instrument: 2737, reference: 23_485_802,
            timestamp: midnight + 34_200_007_495_351)
        #expect(events(Self.deletion) == [expected])
    }

    @Test("A adds 1 META at 80.5200 and names its locate")
    func addition() {
        let added = OrderEvent(
            .add, type: UInt8(ascii: "A"), instrument: 6514, side: .buy, reference: 7_942_047, price: 805_200,
            quantity: 1, timestamp: midnight + 34_238_952_381_153)
        let named = OrderEvent.instrument(
            6514, named: SymbolName("META"), scale: 4, type: UInt8(ascii: "A"))
        #expect(events(Self.addition) == [added, named])
    }

    @Test("F adds 5 META at 80.1100 for UBSS")
    func attributed() {
        let added = OrderEvent(
            .add, type: UInt8(ascii: "F"), instrument: 6514, side: .buy, reference: 9_752_743, price: 801_100,
            quantity: 5, timestamp: midnight + 34_238_952_381_153)
        #expect(events(Self.attributed).first == added)
        let bytes = Self.attributed
        let attribution: UInt32 = bytes.rawBytes.bigEndian(at: 36)
        #expect(attribution == 0x5542_5353)
    }

    @Test("H says that AMC trades")
    func action() {
        let events = events(Self.action)
        let expected = OrderEvent.status(
            .trading, instrument: 464, type: UInt8(ascii: "H"), timestamp: midnight + 34_763_322_465_824)
        #expect(events.first == expected)
        #expect(events.first?.tradingStatus == .trading)
        #expect(events.last?.symbolName == SymbolName("AMC"))
        let bytes = Self.action
        let reason: UInt32 = bytes.rawBytes.bigEndian(at: 21)
        #expect(reason == 0x2020_2020)
    }

    @Test("packets 1 to 3 of MoldUDP64: one message, a gap of 4244620, a heartbeat, the end")
    func packets() {
        let first = hex(
            """
            30 30 30 30 31 30 30 35 39 42  00 00 00 00 00 e1 49 d0  00 01
            00 13  44 0a b1 00 00 1f 1a cf 4c 4e b7 00 00 00 00 01 66 5d 6a
            """)
        let blocks = [[UInt8]](repeating: Self.addition, count: 36) + [Self.attributed, Self.attributed]
        let second = mold(19_009_117, blocks, session: "000010059B")
        #expect(second.count == 1472)
        #expect(
            Array(second.prefix(22))
                == hex("30 30 30 30 31 30 30 35 39 42 00 00 00 00 01 22 0e 5d 00 26 00 24"))
        let beat = hex("30 30 30 30 31 30 30 35 39 42  00 00 00 00 01 22 0e 83  00 00")
        let end = hex("30 30 30 30 31 30 30 35 39 42  00 00 00 00 01 22 0e 83  ff ff")
        let events = decode(mold50, [first, second, beat, end, end], day: day)
        let packets = events.all(.packet)
        #expect(
            packets.map { $0.packetSequence } == [14_764_496, 19_009_117, 19_009_155, 19_009_155, 19_009_155])
        #expect(packets.map { $0.packetMessages } == [1, 38, 0, 0, 0])
        #expect(packets.map { $0.packetBytes } == [41, 1472, 20, 20, 20])
        #expect(packets.allSatisfy { $0.isPacket && $0.packetFeed == 3 && $0.packetReceived == 77 })
        #expect(events.gaps == [14_764_497...19_009_116])
        #expect(events.all(.heartbeat).map { $0.reference } == [19_009_155])
        #expect(events.count(.endOfSession) == 1)
        #expect(events.messages.count == 39)
        #expect(events.count(.reset) == 0 && events.duplicates == 0)
    }
}

import OrderFlow
import Protocols
import Testing

@Suite("ITCH 5.0 messages become events")
struct ITCHMessageTests {
    private let midnight = ExchangeTime.easternMidnight(days: 19_591)
    private var time: UInt64 { midnight + 34_200_000_000_000 }

    private func events(_ messages: [UInt8]...) -> [OrderEvent] {
        decode(mold50, [mold(1, messages)]).content
    }

    private func kinds(_ events: [OrderEvent]) -> [EventKind] { events.map { $0.kind } }

    @Test("every type of the specification counts once, under its own type", arguments: ITCHBytes.lengths)
    func everyType(type: Character, count: Int) {
        let message = ITCHBytes.valid(type)
        #expect(message.count == count)
        let messages = events(message).messages
        #expect(messages.map { $0.messageType } == [type.asciiValue])
        #expect(messages.first?.kind != .skipped)
        #expect(ITCH.byteCount(ofType: message[0]) == count)
    }

    @Test("every type is refused when it is short by one byte or by many", arguments: ITCHBytes.lengths)
    func short(type: Character, count: Int) {
        for length in [1, 5, 10, 11, count - 1] {
            let events = events(Array(ITCHBytes.valid(type).prefix(length)))
            #expect(kinds(events) == [.malformedMessage], "\(type) with \(length) bytes")
            #expect(events.first?.messageType == type.asciiValue)
            #expect(events.first?.quantity == 1)
        }
    }

    @Test("every type is refused when it is longer, for its length is fixed", arguments: ITCHBytes.lengths)
    func long(type: Character, count: Int) {
        for tail in [[1], [1, 2, 3]] as [[UInt8]] {
            // Behind one that settles the day, so that runs of records are tried too.
            let events = decode(mold50, [mold(1, [ITCHBytes.delete(1), ITCHBytes.valid(type) + tail])])
                .content
            #expect(kinds(events) == [.delete, .malformedMessage], "\(type) with \(tail.count) more")
            #expect(events.last?.messageType == type.asciiValue)
        }
    }

    @Test("an unknown type is skipped and counted under its type, however short")
    func unknown() {
        let events = events(ITCHBytes.message("z", [1, 2, 3]), [UInt8(ascii: "y")])
        #expect(kinds(events) == [.skipped, .skipped])
        #expect(events.map { $0.messageType } == [UInt8(ascii: "z"), UInt8(ascii: "y")])
        #expect(events.allSatisfy { $0.isMessage })
    }

    @Test("an empty message is malformed and takes its sequence number")
    func empty() {
        let events = decode(mold50, [mold(1, [[]]), run(2, 1)])
        #expect(events.count(.malformedMessage) == 1 && events.gaps.isEmpty && events.deleted == [2])
    }

    @Test("what no order can have makes a message malformed")
    func impossible() {
        var replacement = ITCHBytes.valid("U")
        replacement.replaceSubrange(27..<31, with: [0, 0, 0, 0])
        var attributed = ITCHBytes.valid("F")
        attributed[19] = UInt8(ascii: "b")
        let events = events(
            ITCHBytes.add(1, side: "X"), ITCHBytes.add(1, shares: 0), replacement, attributed,
            ITCHBytes.delete(1, at: 86_400_000_000_000))
        #expect(kinds(events) == [EventKind](repeating: .malformedMessage, count: 5))
        #expect(decode(mold50, [mold(1, [ITCHBytes.delete(1, at: 86_399_999_999_999)])]).count(.delete) == 1)
    }

    @Test("E, C and P carry their match number behind them; only a C with N is quiet")
    func executions() {
        let execution = ITCHBytes.message("E", joined(big(UInt64(11)), big(UInt32(40)), big(UInt64(99))))
        func priced(_ printable: Character) -> [UInt8] {
            ITCHBytes.message(
                "C",
                joined(
                    big(UInt64(11)), big(UInt32(40)), big(UInt64(98)), [printable.asciiValue ?? 0],
                    big(UInt32(5000))))
        }
        let trade = ITCHBytes.message(
            "P",
            joined(
                big(UInt64(0)), [UInt8(ascii: "B")], big(UInt32(7)), text("AAPL"), big(UInt32(6000)),
                big(UInt64(97))))
        let events = events(execution, priced("N"), priced("Y"), trade)
        #expect(
            kinds(events) == [
                .execute, .match, .executeAtPrice, .match, .executeAtPrice, .match, .trade, .match,
                .instrument,
            ])
        #expect(
            events[0]
                == OrderEvent(
                    .execute, type: UInt8(ascii: "E"), instrument: 7, reference: 11, quantity: 40,
                    timestamp: time))
        #expect(events.map { $0.isQuiet } == [false, false, true, false, false, false, false, false, false])
        #expect(events.all(.match).map { $0.reference } == [99, 98, 98, 97])
        #expect(events.all(.match).allSatisfy { $0.isContinuation && $0.instrument == 7 })
        #expect(events[2].price == 5000 && events[2].quantity == 40 && events[2].reference == 11)
        #expect(events[6].price == 6000 && events[6].quantity == 7)
        #expect(events.messages.count == 4)
    }

    @Test("X reduces; U is two halves of one message")
    func modifications() {
        let cancel = ITCHBytes.message("X", joined(big(UInt64(11)), big(UInt32(40))))
        let replace = ITCHBytes.message(
            "U", joined(big(UInt64(11)), big(UInt64(12)), big(UInt32(60)), big(UInt32(777))))
        let events = events(cancel, replace)
        let type = UInt8(ascii: "U")
        #expect(
            events == [
                OrderEvent(
                    .reduce, type: UInt8(ascii: "X"), instrument: 7, reference: 11, quantity: 40,
                    timestamp: time),
                OrderEvent(.replacing, type: type, instrument: 7, reference: 11, timestamp: time),
                OrderEvent(
                    .replace, type: type, instrument: 7, reference: 12, price: 777, quantity: 60,
                    timestamp: time,
                    continuation: true),
            ])
    }

    @Test("Q is a trade, clamped to 32 bits; with no shares it is a notice")
    func crosses() {
        func cross(_ shares: UInt64) -> [UInt8] {
            ITCHBytes.message(
                "Q", joined(big(shares), text("AAPL"), big(UInt32(9)), big(UInt64(5)), [UInt8(ascii: "O")]))
        }
        #expect(kinds(events(cross(0))) == [.notice])
        let events = events(cross(1 << 40))
        #expect(kinds(events) == [.trade, .match, .instrument])
        #expect(events[0].quantity == .max && events[0].price == 9 && events[1].reference == 5)
    }

    @Test("B names the void trade by its match number")
    func bust() {
        let events = events(ITCHBytes.message("B", big(UInt64(99))))
        #expect(events.first?.kind == .bust && events.first?.reference == 99 && events.first?.quantity == 0)
    }

    @Test(
        "H tells the state, and an unknown state is a notice",
        arguments: [("H", .halted), ("P", .paused), ("Q", .quotationOnly), ("T", .trading), ("?", nil)]
            as [(Character, TradingStatus?)])
    func states(code: Character, status: TradingStatus?) {
        let event = events(
            ITCHBytes.message("H", joined(text("AAPL"), [code.asciiValue ?? 0, 0], text("", 4)))
        ).first
        #expect(event?.kind == (status == nil ? .notice : .status))
        if let status { #expect(event?.tradingStatus == status) }
    }

    @Test("h halts and releases on the feed's own market")
    func operationalHalts() {
        func halt(_ codes: String) -> [UInt8] { ITCHBytes.message("h", text("AAPL") + Array(codes.utf8)) }
        let events = events(halt("QH"), halt("BT"), halt("?H"), halt("Q?"))
        #expect(kinds(events) == [.operationalHalt, .instrument, .operationalHalt, .notice, .notice])
        #expect(events.all(.operationalHalt).map { $0.quantity } == [1, 0])
    }

    @Test("a locate is named once: by R, or else by the first message that tells its stock")
    func names() {
        let directory = ITCHBytes.message("R", text("MSFT") + [UInt8](repeating: 0x20, count: 20))
        let events = events(
            directory, ITCHBytes.add(1, stock: "MSFT"), ITCHBytes.add(2, stock: "IBM", locate: 65_535),
            ITCHBytes.add(3, stock: "IBM", locate: 65_535))
        #expect(kinds(events) == [.notice, .instrument, .add, .add, .instrument, .add])
        #expect(events[0].isMessage && events[0].messageType == UInt8(ascii: "R") && events[0].timestamp > 0)
        #expect(events[1].symbolName == SymbolName("MSFT") && events[1].priceScale == 4)
        #expect(events[4].isContinuation && events[4].instrument == 65_535)
        #expect(events[4].symbolName == SymbolName("IBM"))
    }

    @Test("another session names its locates again")
    func namesOfAnotherSession() {
        let events = decode(
            mold50, [mold(1, [ITCHBytes.add(1)]), mold(1, [ITCHBytes.add(1)], session: "SESSION002")])
        #expect(events.count(.instrument) == 2 && events.count(.reset) == 1)
    }
}

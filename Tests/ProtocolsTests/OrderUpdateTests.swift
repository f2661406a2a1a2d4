import OrderFlow
import Protocols
import TestSupport
import Testing

@Suite("Order updates in datagrams and streams")
struct OrderUpdateTests {
    private let named = OrderEvent.instrument(0, named: SymbolName("TEST"), scale: 4)
    private func kinds(_ events: [OrderEvent]) -> [EventKind] { events.content.map { $0.kind } }
    private func references(_ events: [OrderEvent]) -> [UInt64] { events.all(.update).map { $0.reference } }

    /// A datagram of messages `first ..< first + count`, whose order ids are their sequence plus `offset`.
    private func datagram(_ first: UInt64, _ count: Int, offset: UInt64 = 0) -> [UInt8] {
        (0..<UInt64(count)).flatMap { update(first + $0, id: first + $0 + offset) }
    }

    @Test("the worked example, as a datagram and as a stream")
    func example() throws {
        let bytes = hex(
            """
            01 2b00 0100000000000000 00e40b5402000000 2a00000000000000 40420f0000000000 64000000 00 000000
            """)
        #expect(bytes == update(1))
        let expected = OrderEvent(
            .update, type: 1, instrument: 0, side: .buy, reference: 42, price: 1_000_000, quantity: 100,
            timestamp: 10_000_000_000)
        let events = decode(updates, [bytes])
        #expect(events.content == [named, expected] && events.messages == [expected])
        #expect(events[0].packetSequence == 1 && events[0].packetMessages == 1 && events[0].packetBytes == 43)
        var run = StreamRun(updateStream)
        #expect(try run.drain(bytes) == 0)
        #expect(run.sink.events.content == [named, expected])
    }

    @Test("sell side, negative price, great quantity and longer messages are legal")
    func legal() {
        let events = decode(
            updates,
            [update(1, price: -5, quantity: .max, side: 1, length: 48) + update(2, quantity: 0, length: 300)])
        let orders = events.all(.update)
        #expect(orders.map { $0.price } == [-5, 1_000_000] && orders.map { $0.quantity } == [.max, 0])
        #expect(orders.map { $0.side } == [.sell, .buy])
    }

    @Test(
        "short updates and sides that are none are malformed, other types are skipped; all take their sequence"
    )
    func refusedMessages() throws {
        let bytes = update(1, length: 42) + update(2, side: 2) + update(3, type: 9, length: 19) + update(4)
        let events = decode(updates, [bytes])
        #expect(kinds(events) == [.instrument, .malformedMessage, .malformedMessage, .skipped, .update])
        #expect(events.gaps.isEmpty && events.messages.map { $0.messageType } == [9, 1])
        var run = StreamRun(updateStream)
        #expect(try run.drain(bytes) == 0)
        #expect(run.sink.events.content == events.content)
    }

    @Test(
        "what is left of a datagram after a length that cannot be is malformed",
        arguments: [0, 1, 18, 44, 0xFFFF])
    func refusedLengths(length: Int) {
        var second = update(2)
        second.replaceSubrange(1..<3, with: little(UInt16(length)))
        let events = decode(updates, [update(1) + second, [], update(3)])
        #expect(kinds(events) == [.instrument, .update, .malformedPacket, .malformedPacket, .gap, .update])
        #expect(events.packetBytes == 3 * 43 && events.gaps == [2...2])
    }

    @Test("gaps and duplicates are found message by message")
    func sequence() {
        let events = decode(
            updates, [datagram(10, 2), datagram(11, 3), datagram(20, 1) + datagram(15, 1) + datagram(22, 1)])
        #expect(references(events) == [10, 11, 12, 13, 20, 22])
        #expect(events.gaps == [14...19, 21...21] && events.duplicates == 1 && events.count(.reset) == 0)
        #expect(events.all(.filled).map { $0.reference...$0.lastSequence } == [15...15])
    }

    @Test("a datagram back at 1 that goes on is one reset, and none of it is lost")
    func restart() {
        let events = decode(
            updates,
            [datagram(1, 5), datagram(6, 5), datagram(1, 2, offset: 100), datagram(3, 2, offset: 100)])
        #expect(references(events) == Array(1...10) + [101, 102, 103, 104])
        #expect(events.count(.reset) == 1 && events.gaps.isEmpty && events.duplicates == 0)
    }

    @Test("a datagram back at 1 that does not go on is a duplicate")
    func lateDatagram() {
        for last in [datagram(11, 1), datagram(1, 2) + datagram(11, 1)] {
            let events = decode(updates, [datagram(1, 5), datagram(6, 5), datagram(1, 2), last])
            #expect(events.count(.reset) == 0 && events.gaps.isEmpty)
            #expect(
                events.duplicates >= 2 && references(events).prefix(10) == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
        }
    }

    @Test("a stream's step back to 1 is a reset at once, any other step back a duplicate")
    func streamSteps() throws {
        var run = StreamRun(updateStream)
        let bytes =
            datagram(1, 3) + datagram(2, 1) + datagram(1, 2, offset: 100) + datagram(5, 1, offset: 100)
        #expect(try run.drain(bytes) == 0)
        let events = run.sink.events
        #expect(references(events) == [1, 2, 3, 101, 102, 105])
        #expect(events.count(.reset) == 1 && events.duplicates == 1 && events.gaps == [3...4])
    }

    @Test("a stream cut at any byte gives the same events, and tells what it needs")
    func everyCut() throws {
        let bytes = datagram(1, 2) + update(3, length: 48) + update(4, type: 7, length: 25) + datagram(5, 1)
        var whole = StreamRun(updateStream)
        _ = try whole.drain(bytes)
        #expect(whole.sink.events.messages.count == 5)
        for cut in 0...bytes.count {
            var run = StreamRun(updateStream)
            let left = try run.drain(Array(bytes.prefix(cut)))
            let rest = Array(bytes[(cut - left)...])
            #expect(try run.drain(rest) == 0)
            #expect(run.sink.events.content == whole.sink.events.content, "cut at \(cut)")
            #expect(run.sink.events.packetBytes == bytes.count)
        }
    }

    @Test("a stream tells how many bytes the next message needs")
    func needs() throws {
        var run = StreamRun(updateStream)
        #expect(try run.feed([]) == StreamProgress(consumed: 0, stop: .needsMore(19)))
        #expect(
            try run.feed(Array(update(1).prefix(18))) == StreamProgress(consumed: 0, stop: .needsMore(19)))
        #expect(
            try run.feed(Array(update(1).prefix(19))) == StreamProgress(consumed: 0, stop: .needsMore(43)))
        #expect(run.sink.events.isEmpty)
        let next = Array(update(2, length: 48).prefix(20))
        #expect(try run.feed(update(1) + next) == StreamProgress(consumed: 43, stop: .needsMore(48)))
    }

    @Test(
        "a length below 19 loses the stream, after everything before it was delivered", arguments: [0, 1, 18])
    func lostStream(length: Int) {
        var run = StreamRun(updateStream)
        var bad = update(3)
        bad.replaceSubrange(1..<3, with: little(UInt16(length)))
        let error = StreamError.badLength(at: 86, found: length, least: 19, most: 65_535)
        #expect(throws: error) { try run.feed(datagram(1, 2) + bad) }
        #expect(references(run.sink.events) == [1, 2] && run.sink.events.packetBytes == 86)
        #expect(error.description.contains("86") && error.description.contains("\(length) bytes"))
    }

    @Test("stops at the message limit, at a time that is not due, and at 65,535 bytes")
    func limits() throws {
        let bytes = update(1, at: 100) + update(2, at: 200) + update(3, at: 300)
        var run = StreamRun(updateStream)
        #expect(try run.feed(bytes, StreamLimits(messages: 2)) == StreamProgress(consumed: 86, stop: .limit))
        run = StreamRun(updateStream)
        #expect(
            try run.feed(bytes, StreamLimits(until: 200)) == StreamProgress(consumed: 86, stop: .notDue(300)))
        #expect(
            try run.feed(Array(bytes.suffix(43)), StreamLimits(until: 299))
                == StreamProgress(consumed: 0, stop: .notDue(300)))
        #expect(run.sink.events.count(.packet) == 2)
        run = StreamRun(updateStream)
        let long = update(1, length: 65_535) + update(2)
        #expect(try run.feed(long) == StreamProgress(consumed: 65_535, stop: .limit))
        #expect(run.sink.events.packetBytes == 65_535)
    }

    @Test("the greatest sequence leaves room for none after it")
    func lastSequence() {
        let events = decode(updates, [update(.max), update(1)])
        #expect(kinds(events) == [.malformedPacket, .instrument, .update])
    }

    @Test(
        "in a stream it is one malformed message, and stops nothing but where one asked for it",
        .timeLimit(.minutes(1)))
    func lastSequenceInStream() throws {
        var run = StreamRun(updateStream)
        #expect(try run.drain(update(1) + update(.max) + update(2)) == 0)
        #expect(run.sink.events.count(.update) == 2 && run.sink.events.count(.malformedMessage) == 1)
        run = StreamRun(updateStream)
        #expect(
            try run.feed(update(1) + update(.max), StreamLimits(before: .max))
                == StreamProgress(consumed: 43, stop: .reached))
    }
}

import OrderFlow
import TestSupport
import Testing

@testable import Market

@Suite("Events and alerts of a replay")
struct ReplayLookTests {
    private static let start = MarketProbe.start
    private static let second = MarketProbe.second

    /// A few minutes of two feeds, with pauses, losses, crossed books, bursts and a reset.
    private static func recording(_ seed: UInt64) -> [[OrderEvent]] {
        var random = SeededGenerator(seed: seed)
        var packets: [[OrderEvent]] = []
        var time = start
        for number in 0..<1_500 {
            time += random.once(in: 60) ? UInt64(random.below(7)) * second : UInt64(random.below(200_000_000))
            if random.once(in: 700) { time += 300 * second }
            let feed = UInt16(random.once(in: 9) ? 1 : 0)
            let messages = random.once(in: 40) ? 1_200 : random.below(4)
            var packet = [
                OrderEvent.packet(
                    feed: feed, sequence: 1, messages: messages, bytes: 50, received: time, intake: 0)
            ]
            if random.once(in: 30) {
                packet.append(
                    .gap(
                        from: UInt64(number) * 10, through: UInt64(number) * 10 + 3, cause: .wire,
                        received: time))
            }
            if random.once(in: 200) { packet.append(OrderEvent(.reset, reference: 1)) }
            for message in 0..<messages {
                let reference = UInt64(number * 2_000 + message)
                let instrument = UInt16(1 + random.below(6))
                packet.append(
                    .add(
                        reference, random.once(in: 2) ? .buy : .sell, Int64(100 + random.below(3)), 5,
                        instrument: instrument, timestamp: time))
                if random.once(in: 3) {
                    packet.append(
                        OrderEvent(.delete, instrument: instrument, reference: reference, timestamp: time))
                }
            }
            packets.append(packet)
        }
        return packets
    }

    /// The same without packets: messages that tell the time.
    private static func stream(_ seed: UInt64) -> [[OrderEvent]] {
        recording(seed).map { packet in
            [
                OrderEvent.packet(
                    feed: 0, sequence: 0, messages: 0, bytes: 50, received: 0, intake: 0, isPacket: false)
            ]
                + packet.dropFirst().map { event in
                    var event = event
                    if event.isMessage { event.timestamp = packet[0].timestamp }
                    return event
                }
        }
    }

    private struct Found: Equatable {
        var events: [MarketEvent]
        var alerts: AlertSummary
    }

    /// - Parameter pace: Applies them somehow.
    private func play(
        _ packets: [[OrderEvent]], ended: Bool = true, _ pace: (inout MarketProbe, [OrderEvent]) -> Void
    ) -> Found {
        var market = MarketProbe(feeds: 0, isWatched: true, isReplay: true)
        for feed in 0..<2 {
            market.model.addFeed(
                FeedDescription(
                    name: "feed \(feed)", transport: "moldudp64", content: "itch-5.0", isEastern: true,
                    isOrderLevel: true))
        }
        pace(&market, packets.flatMap(\.self))
        if ended { market.model.endSource() }
        return Found(events: market.log().entries, alerts: market.alerts())
    }

    @Test(
        "are the same however fast it goes, and whoever looks at it meanwhile",
        arguments: 1...4 as ClosedRange<UInt64>, [false, true])
    func pace(seed: UInt64, isStream: Bool) {
        let packets = isStream ? Self.stream(seed) : Self.recording(seed)
        let atOnce = play(packets) { $0.apply($1) }
        #expect(atOnce.events.count > 50 && atOnce.alerts.raisedCount > 5)
        let slowly = play(packets) { market, events in
            var random = SeededGenerator(seed: seed)
            var index = 0
            while index < events.count {
                let end = min(events.count, index + 1 + random.below(400))
                market.apply(Array(events[index..<end]))
                index = end
                market.now += UInt64(random.below(10_000_000_000))
                if random.once(in: 3) {
                    var request = SnapshotRequest()
                    request.holdsClock = random.once(in: 2)
                    _ = market.snapshot(request)
                }
                market.model.tick(now: market.now, behindAge: 5_000_000_000)
            }
        }
        #expect(slowly == atOnce)
    }

    @Test("come in the order of their times", arguments: 1...4 as ClosedRange<UInt64>)
    func order(seed: UInt64) {
        let events = play(Self.recording(seed)) { $0.apply($1) }.events
        for (newer, older) in zip(events, events.dropFirst()) {
            #expect(newer.time >= older.time && newer.number == older.number + 1)
        }
    }

    @Test("silence is told with the moment at which it began to be one, once what ends it has come")
    func silence() {
        let time = { (seconds: Double) in Self.start + UInt64(seconds * 1e9) }
        let found = play([]) { market, _ in
            market.packet(received: time(0))
            market.packet(received: time(1.25))
            market.packet(received: time(21.5))
            market.packet(received: time(24))
        }
        let told = found.events.reversed().map { ($0.time - Self.start) / 10_000_000 }
        let kinds = found.events.reversed().map(\.kind)
        #expect(
            kinds == [
                .state(from: .waiting, to: .live), .state(from: .live, to: .silent),
                .raised(.silence, value: 3), .state(from: .silent, to: .live),
                .cleared(.silence, lasted: kinds.compactMap(Self.length).first ?? 0),
            ])
        #expect(told.prefix(4) == [0, 425, 425, 2150])
        #expect(found.alerts.alerts[0].since == time(4.25) && found.alerts.alerts[0].value > 17)
    }

    @Test("a file of messages alone has no heartbeats, so its pauses are no silence")
    func messages() {
        let found = play([]) { market, _ in
            for seconds in [0, 1, 40, 41, 900] as [UInt64] {
                market.deliver([
                    .packet(
                        feed: 0, sequence: 0, messages: 0, bytes: 9, received: 0, intake: 0, isPacket: false),
                    OrderEvent(.notice, type: 1, timestamp: Self.start + seconds * Self.second),
                ])
            }
        }
        #expect(found.events.map(\.kind) == [.state(from: .waiting, to: .live)])
        #expect(found.alerts.raisedCount == 0)
    }

    private static func length(_ kind: MarketEvent.Kind) -> UInt64? {
        if case .cleared(_, let lasted) = kind { lasted } else { nil }
    }

    @Test("a pause of years takes no time, and a clock that is set back begins anew")
    func leaps() {
        let elapsed = ContinuousClock().measure {
            let found = play([]) { market, _ in
                for time in [Self.start, Self.start + 1 << 61, .max, .max - 1, 5, Self.start, Self.start + 9]
                {
                    market.packet(received: time)
                    market.packet(feed: 1, received: time)
                }
                market.deliver([.gap(from: 5, through: 9, cause: .wire, received: 0)])
                market.packet(received: Self.start + 3 * Self.second)
                market.packet(feed: 1, received: Self.start + 70 * Self.second)
            }
            #expect(found.alerts.alerts.contains { $0.rule == .silence && $0.feed == 0 })
        }
        #expect(elapsed < .seconds(20))
    }

    @Test("a loss is an alert at once, also when nothing follows it")
    func loss() {
        let found = play([], ended: false) { market, _ in
            market.packet(received: Self.start)
            market.deliver([.gap(from: 5, through: 9, cause: .wire, received: 0)])
        }
        #expect(found.alerts.alerts.map(\.rule) == [.gap] && found.alerts.alerts[0].since == Self.start)
    }

    @Test("at the end of the source what happened last is told too")
    func end() {
        let found = play([]) { market, _ in
            market.packet(received: Self.start)
            market.packet(messages: 2_000, received: Self.start + Self.second)
            market.deliver([OrderEvent(.endOfSession)])
        }
        #expect(found.alerts.alerts.map(\.rule) == [.burst])
        #expect(found.alerts.alerts[0].since == Self.start + Self.second)
        #expect(found.events.contains { $0.kind == .state(from: .live, to: .ended) })
    }
}

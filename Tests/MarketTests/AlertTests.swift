import OrderFlow
import Testing

@testable import Market

@Suite("Alerts")
struct AlertTests {
    private let start = MarketProbe.start

    @Test("silence is raised at the threshold, and cleared two seconds after something came")
    func silence() {
        var market = MarketProbe.watched()
        market.packet()
        market.wait(2.9)
        #expect(market.rules() == [])
        market.wait(0.1)
        #expect(market.rules() == ["silence"])
        market.wait(4)
        let value = market.alerts().alerts[0].value
        #expect(value == 7 && market.alerts().alerts[0].threshold == 3)
        for _ in 0..<19 {
            market.packet()
            market.wait(0.1)
        }
        #expect(market.rules() == ["silence"])
        market.packet()
        market.wait(0.2)
        #expect(market.rules() == ["silence over"])
        #expect(market.alerts().alerts[0].value == 7)
        #expect(market.alerts().open == 1 && market.alerts().raisedCount == 1)
        market.model.acknowledgeAlerts()
        #expect(market.rules() == [] && market.alerts().open == 0)
        let kinds = market.kinds()
        #expect(kinds.contains(.raised(.silence, value: 3)))
        #expect(kinds.contains { if case .cleared(.silence, _) = $0 { true } else { false } })
        #expect(kinds.last == .acknowledged(alerts: 1))
    }

    @Test("a value between four fifths and the threshold neither raises nor clears")
    func hysteresis() {
        var market = MarketProbe.watched { $0.behind = 0.1 }
        func look(_ milliseconds: UInt64, for seconds: Int, _ market: inout MarketProbe) -> [String] {
            for _ in 0..<seconds * 10 {
                market.now += 100_000_000
                market.packet()
                market.model.tick(now: market.now, behindAge: milliseconds * 1_000_000)
            }
            return market.rules()
        }
        #expect(look(99, for: 5, &market) == [])
        #expect(look(100, for: 1, &market) == ["behind"])
        #expect(look(85, for: 60, &market) == ["behind"])
        #expect(look(79, for: 1, &market) == ["behind"])
        #expect(look(80, for: 1, &market) == ["behind"])
        #expect(look(79, for: 2, &market) == ["behind"])
        #expect(look(79, for: 1, &market) == ["behind over"])
        #expect(look(150, for: 1, &market) == ["behind"])
        #expect(market.alerts().raisedCount == 2 && market.alerts().alerts[0].value == 0.15)
    }

    @Test("an acknowledged alert asks no more while it is raised; raised anew, it asks again")
    func acknowledged() {
        var market = MarketProbe.watched()
        market.packet()
        market.wait(4)
        market.model.acknowledgeAlerts()
        #expect(market.rules() == ["silence"] && market.alerts().open == 0)
        market.model.acknowledgeAlerts()
        let acknowledgements = market.kinds().filter { $0 == .acknowledged(alerts: 1) }
        #expect(acknowledgements.count == 1)
        for _ in 0..<30 {
            market.packet()
            market.wait(0.1)
        }
        #expect(market.rules() == [])
        market.wait(4)
        #expect(market.rules() == ["silence"] && market.alerts().open == 1)
    }

    @Test("a gap clears when it is acknowledged, or a minute after the last one")
    func gaps() {
        var market = MarketProbe.watched { $0.silence = nil }
        market.deliver([.gap(from: 5, through: 9, cause: .wire, received: 0)])
        market.wait(0.1)
        #expect(market.rules() == ["gap"] && market.alerts().alerts[0].value == 5)
        market.wait(50)
        market.deliver([.gap(from: 20, through: 21, cause: .wire, received: 0)])
        market.wait(59)
        #expect(market.rules() == ["gap"] && market.alerts().alerts[0].value == 5)
        market.wait(2)
        #expect(market.rules() == ["gap over"])
        market.model.acknowledgeAlerts()
        market.deliver([.gap(from: 30, through: 39, cause: .kernel, received: 0)])
        market.wait(0.1)
        #expect(market.rules() == ["gap"] && market.alerts().alerts[0].value == 10)
        market.model.acknowledgeAlerts()
        #expect(market.rules() == [])
        let cleared = market.kinds().filter { if case .cleared(.gap, _) = $0 { true } else { false } }
        #expect(cleared.count == 2)
    }

    @Test("only gaps of the threshold's size count, and what this program dropped counts as one")
    func smallGaps() {
        var market = MarketProbe.watched { $0.gap = 10 }
        market.deliver([.gap(from: 1, through: 9, cause: .wire, received: 0)])
        market.packet()
        market.wait(0.1)
        #expect(market.rules() == [])
        market.deliver([.shed(from: 0, through: 0, messages: 10)])
        market.wait(0.1)
        #expect(market.rules() == ["gap"])
    }

    @Test("a burst is raised by one millisecond, told with the most, and cleared when it is over")
    func bursts() {
        var market = MarketProbe.watched { $0.burst = 500 }
        market.packet(messages: 499, received: start)
        market.wait(0.1)
        #expect(market.rules() == [])
        market.packet(messages: 500, received: start + 1_000_000)
        market.wait(0.1)
        #expect(market.rules() == ["burst"])
        market.packet(messages: 900, received: start + 3_000_000)
        market.wait(1.9)
        #expect(market.rules() == ["burst"] && market.alerts().alerts[0].value == 900)
        market.wait(0.5)
        #expect(market.rules() == ["burst over"])
    }

    @Test("latency is the 99th percentile of handling, and clears when the slow ones have left the window")
    func latency() {
        var market = MarketProbe.watched {
            $0.latency = 0.01
            $0.silence = nil
        }
        func message(_ late: UInt64, _ market: inout MarketProbe) {
            market.apply([
                .packet(
                    feed: 0, sequence: 1, messages: 1, bytes: 9, received: 0, intake: market.now - late),
                OrderEvent(.notice, type: 1), OrderEvent(.published, timestamp: market.now),
            ])
        }
        for _ in 0..<99 { message(1_000, &market) }
        market.wait(1)
        #expect(market.rules() == [])
        for _ in 0..<10 { message(20_000_000, &market) }
        market.wait(1.1)
        #expect(market.rules() == ["latency"])
        for _ in 0..<8 {
            message(1_000, &market)
            market.wait(1)
        }
        #expect(market.rules() == ["latency"])
        for _ in 0..<7 {
            message(1_000, &market)
            market.wait(1)
        }
        #expect(market.rules() == ["latency over"])
    }

    @Test(
        "a book that stays crossed is one alert for the instrument; a long crossing between two looks is not missed"
    )
    func crossed() {
        var market = MarketProbe.watched(isReplay: true) { $0.silence = nil }
        market.deliver([.instrument(2, named: SymbolName("QQQ"), scale: 4)])
        market.deliver([
            .add(1, .buy, 100, 5, instrument: 2, timestamp: start),
            .add(2, .sell, 99, 5, instrument: 2, timestamp: start + 1),
        ])
        market.pass(until: 0.999)
        #expect(market.rules() == [])
        market.deliver([OrderEvent(.notice, type: 1, timestamp: start + MarketProbe.second + 1)])
        #expect(market.rules() == ["crossed"])
        let alert = market.alerts().alerts[0]
        #expect(alert.instrument?.instrument == 2 && alert.feed == 0 && alert.value == 1)
        let event = market.log().entries.first { $0.kind == .raised(.crossed, value: 1) }
        #expect(event?.symbol.description == "QQQ" && alert.symbol.description == "QQQ")
        market.deliver([
            OrderEvent(.delete, instrument: 2, reference: 2, timestamp: start + 2 * MarketProbe.second)
        ])
        market.pass(until: 4.2)
        #expect(market.rules() == ["crossed over"])
        #expect(market.alerts().alerts[0].initial == 1 && market.alerts().alerts[0].worst >= 1.9)
        market.model.acknowledgeAlerts()
        // Five seconds of the feed within one batch.
        market.deliver([
            .add(3, .sell, 99, 5, instrument: 2, timestamp: start + 10 * MarketProbe.second),
            OrderEvent(.delete, instrument: 2, reference: 3, timestamp: start + 15 * MarketProbe.second),
        ])
        #expect(market.rules() == ["crossed"] && market.alerts().alerts[0].value == 5)
        market.pass(until: 17.2)
        #expect(market.rules() == ["crossed over"])
    }

    @Test("live, a crossing goes on with the host's clock when the feed falls silent")
    func crossedInSilence() {
        var market = MarketProbe.watched { $0.silence = nil }
        market.deliver([
            .add(1, .buy, 100, 5, timestamp: start), .add(2, .sell, 99, 5, timestamp: start),
        ])
        market.wait(4)
        #expect(market.rules() == ["crossed"])
    }

    @Test(
        "in a replay the feeds' clocks decide: paused or in a hole nobody is silent, behind the others one is"
    )
    func replay() {
        var market = MarketProbe.watched(feeds: 2, isReplay: true)
        for feed in UInt16(0)..<2 { market.packet(feed: feed, received: start) }
        market.wait(60)
        var snapshot = market.snapshot(SnapshotRequest())
        #expect(market.rules() == [] && snapshot.feeds.map(\.state) == [.live, .live])
        market.packet(feed: 1, received: start + 2 * MarketProbe.second + 500_000_000)
        market.wait(0.1)
        snapshot = market.snapshot(SnapshotRequest())
        #expect(market.rules() == [] && snapshot.feeds.map(\.state) == [.live, .live])
        market.packet(feed: 1, received: start + 3 * MarketProbe.second)
        snapshot = market.snapshot(SnapshotRequest())
        #expect(market.rules() == ["silence"] && snapshot.feeds.map(\.state) == [.silent, .live])
        #expect(market.alerts().alerts[0].feed == 0)
    }

    @Test("while a replay is paused alerts stay as they are")
    func paused() {
        var market = MarketProbe.watched(isReplay: true) { $0.burst = 100 }
        market.packet(messages: 200, received: start)
        market.wait(0.1)
        #expect(market.rules() == [])
        market.packet(received: start + 100_000_000)
        #expect(market.rules() == ["burst"] && market.alerts().alerts[0].since == start)
        for holdsClock in [true, false] {
            var request = SnapshotRequest()
            request.holdsClock = holdsClock
            _ = market.snapshot(request)
            market.wait(30)
            #expect(market.rules() == ["burst"])
        }
        market.packet(received: start + 2_300_000_000)
        #expect(market.rules() == ["burst over"])
    }

    @Test("there are 64 at most; the others are counted, and those that are over make room")
    func bounded() {
        var market = MarketProbe.watched(feeds: 100)
        for feed in UInt16(0)..<100 { market.packet(feed: feed) }
        market.wait(3.1)
        #expect(market.alerts().alerts.count == 64 && market.alerts().unlisted == 36)
        #expect(market.alerts().raisedCount == 64)
        for _ in 0..<30 {
            for feed in UInt16(0)..<50 { market.packet(feed: feed) }
            market.wait(0.1)
        }
        #expect(market.alerts().alerts.count == 64 && market.alerts().unlisted == 0)
        let raised = market.alerts().alerts.filter(\.isRaised).compactMap(\.feed).sorted()
        #expect(raised == Array(50..<100))
    }

    @Test("of the first second of a live source neither latency nor lag is told; after that both are")
    func startUp() {
        for begin in [0, 300_000_000] as [UInt64] {
            var market = MarketProbe(
                feeds: 0, isWatched: true, thresholds: AlertThresholds())
            market.now = start + begin
            market.model.addFeed(
                FeedDescription(
                    name: "a", transport: "moldudp64", content: "itch-5.0", isEastern: true,
                    isOrderLevel: true))
            func slow(for seconds: Double, _ market: inout MarketProbe) {
                for _ in 0..<Int(seconds * 10) {
                    market.deliver([
                        .packet(
                            feed: 0, sequence: 1, messages: 1, bytes: 9, received: 0,
                            intake: market.now - 500_000_000), OrderEvent(.notice, type: 1),
                    ])
                    market.model.tick(now: market.now, behindAge: 500_000_000)
                    market.now += 100_000_000
                }
            }
            slow(for: 1, &market)
            for _ in 0..<100 {
                market.deliver([
                    .packet(
                        feed: 0, sequence: 1, messages: 1, bytes: 9, received: 0, intake: market.now - 1_000),
                    OrderEvent(.notice, type: 1),
                ])
                market.wait(0.1)
            }
            #expect(market.rules() == [])
            slow(for: 3, &market)
            #expect(Set(market.rules()) == ["latency", "behind"])
        }
    }

    @Test(
        "an alert tells its value when it was raised, now, and at the worst, which stays beyond the threshold"
    )
    func values() {
        var market = MarketProbe.watched { $0.behind = 0.1 }
        for (age, now, worst) in [(150, 0.15, 0.15), (300, 0.3, 0.3), (50, 0.05, 0.3)] {
            for _ in 0..<12 {
                market.now += 100_000_000
                market.packet()
                market.model.tick(now: market.now, behindAge: UInt64(age) * 1_000_000)
            }
            let alert = market.alerts().alerts[0]
            #expect(alert.isRaised && alert.value == now && alert.worst == worst)
            #expect(alert.initial == 0.15 && alert.initial >= alert.threshold)
        }
        for _ in 0..<12 {
            market.packet()
            market.wait(0.1)
        }
        let alert = market.alerts().alerts[0]
        #expect(!alert.isRaised && alert.value == 0.3 && alert.worst == 0.3)
    }

    @Test(
        "live, what is raised while nothing comes is stamped with its own moment, not with the last packet's")
    func moments() {
        var market = MarketProbe.watched()
        market.packet(received: start)
        market.wait(5)
        let raised = market.log().entries.first { $0.kind == .raised(.silence, value: 3) }
        #expect(raised?.time == start + 3 * MarketProbe.second)
        #expect(market.alerts().alerts[0].since == start + 3 * MarketProbe.second)
    }

    @Test("a rule that is off is off, and a threshold of nothing is none")
    func off() {
        var market = MarketProbe.watched {
            $0 = AlertThresholds()
            $0.silence = nil
            $0.gap = 0
        }
        market.deliver([.gap(from: 5, through: 9, cause: .wire, received: 0)])
        market.wait(60)
        #expect(market.rules() == [])
    }

    @Test("the market asks to be looked at when silence is due, and seldom when nothing is")
    func pauses() {
        var market = MarketProbe.watched()
        market.packet()
        let second = MarketProbe.second
        let first = market.model.tick(now: market.now)
        let idle = market.model.tick(now: market.now + second + 500_000_000)
        let silent = market.model.tick(now: market.now + 2 * second + 900_000_000)
        let later = market.model.tick(now: market.now + 60 * second)
        #expect(first == second && idle == 501_000_000 && silent == 101_000_000 && later == second)
    }

    @Test("a host clock that was set back or far ahead raises nothing by itself but what it shows")
    func clocks() {
        var market = MarketProbe.watched { $0.silence = nil }
        market.deliver([.gap(from: 5, through: 9, cause: .wire, received: 0)])
        market.wait(0.1)
        market.now -= 3600 * MarketProbe.second
        market.wait(1)
        #expect(market.rules() == ["gap"])
        market.now += 7200 * MarketProbe.second
        market.wait(1)
        #expect(market.rules() == ["gap"])
    }
}

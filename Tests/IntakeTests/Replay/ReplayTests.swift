import OrderFlow
import Simulator
import TestSupport
import Testing

@testable import Intake

@Suite("A replay at a person's hands")
struct ReplayTests {
    /// Loss, doubles and late ones, and two senders that begin anew.
    private static func faulty(_ seed: UInt64) -> FaultPlan {
        var plan = FaultPlan()
        plan.seed = seed
        plan.loss = 0.03
        plan.duplication = 0.03
        plan.reordering = 0.03
        plan.restarts = [SenderRestart(afterMessages: 700), SenderRestart(afterMessages: 600)]
        return plan
    }

    /// What cannot be the same for no two receivers is left out.
    private static func bare(_ events: some Sequence<OrderEvent>) -> [OrderEvent] {
        events.map { event in
            var event = event
            if event.kind == .packet { event.price = 0 }
            return event
        }
    }

    @Test("steps through a capture message by message, inside packets too", arguments: [false, true])
    func stepsCapture(isFaulty: Bool) throws {
        let file = try ReplayFile.make(.pcap, messages: 1500, faults: isFaulty ? Self.faulty(3) : .none)
        let reference = ReplayReference(capture: file.events())
        let trial = ReplayTrial(file)
        #expect(trial.messages == 0)
        var random = SeededGenerator(seed: 5)
        var count = 0
        for _ in 0..<60 {
            let steps = random.once(in: 3) ? 1 + random.below(40) : 1
            trial.step(steps)
            count += steps
            #expect(trial.messages == count)
            let expected = reference.events[..<reference.end(afterMessages: count)]
            #expect(Self.bare(trial.events) == Self.bare(expected))
        }
        #expect(reference.messages.count > count)
    }

    @Test("what is stepped has no intake time, so that its latencies mean nothing; what is played has")
    func latencies() throws {
        let trial = ReplayTrial(try ReplayFile.make(.pcap))
        trial.step(100)
        let stepped = trial.events.filter { $0.kind == .packet && $0.isPacket }
        #expect(stepped.allSatisfy { $0.packetIntake == 0 } && stepped.count > 1)
        trial.control.togglePause()
        trial.wait { trial.setting.report.isFinished }
        let played = trial.events.filter { $0.kind == .packet && $0.isPacket }.dropFirst(stepped.count)
        #expect(played.allSatisfy { $0.packetIntake > 0 } && played.count > 1)
    }

    @Test("a replay that plays is paused by a step; one that goes on has no steps left over")
    func stepWhilePlaying() throws {
        let trial = ReplayTrial(try ReplayFile.make(.dayFile), isPaused: false, speed: 1)
        trial.wait { trial.messages > 0 }
        trial.control.step(messages: 1_000_000)
        #expect(trial.control.isPaused)
        trial.wait { trial.setting.report.isFinished }
        let all = trial.messages
        #expect(trial.seek(.start))
        trial.control.togglePause()
        trial.control.togglePause()
        #expect(trial.control.stepsLeft == 0)
        trial.step(2)
        #expect(trial.messages < all)
    }

    @Test("steps through a stream message by message", arguments: [ReplayFile.Kind.dayFile, .orderUpdate])
    func stepsStream(kind: ReplayFile.Kind) throws {
        let file = try ReplayFile.make(kind)
        let trial = ReplayTrial(file)
        var random = SeededGenerator(seed: 6)
        var count = 0
        for _ in 0..<20 {
            let steps = random.once(in: 2) ? 1 + random.below(60) : 1
            trial.step(steps)
            count += steps
            #expect(trial.facts == MarketFacts(file.cut(afterMessages: count)))
        }
    }

    @Test(
        "goes to any message of a capture, there and back, and the books are what they were",
        arguments: [ReplayFile.Kind.pcap, .pcapng, .updates, .packedCapture], [1, 2] as [UInt64])
    func seeksMessages(kind: ReplayFile.Kind, seed: UInt64) throws {
        let plan = kind == .updates || seed == 1 ? .none : Self.faulty(seed)
        let file = try ReplayFile.make(kind, seed: seed, faults: plan)
        let reference = ReplayReference(capture: file.events())
        let trial = ReplayTrial(file)
        var random = SeededGenerator(seed: seed)
        var present = 0
        for _ in 0..<40 {
            let number = UInt64(1 + random.below(seed == 1 ? 1900 : 690))
            let place = try #require(reference.place(of: number, from: present))
            let hasArrived = trial.seek(.message(number))
            try #require(hasArrived)
            let expected = reference.events[..<reference.end(before: place)]
            let isSame = Self.bare(trial.events) == Self.bare(expected)
            try #require(isSame, "#\(number) from \(present): \(trial.messages) messages, not \(place)")
            #expect(trial.facts == MarketFacts(expected, trial.setting.directory))
            present = place
            if random.once(in: 3) {
                let steps = 1 + random.below(12)
                trial.step(steps)
                present += steps
                #expect(trial.messages == present)
            }
        }
        #expect(trial.receivers > 5)
    }

    @Test("goes to any time of a capture, before the first packet of it", arguments: [1, 2] as [UInt64])
    func seeksTimes(seed: UInt64) throws {
        // Another session is kept apart until the one before has been silent, so its packets do not stand at their times.
        var faults = Self.faulty(seed)
        for index in faults.restarts.indices { faults.restarts[index].style = .sameSession }
        let file = try ReplayFile.make(.pcap, seed: seed, faults: faults)
        let reference = ReplayReference(capture: file.events())
        let times = reference.events.filter { $0.kind == .packet && $0.isPacket }.map(\.packetReceived)
        let trial = ReplayTrial(file)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<40 {
            let time = times[random.below(times.count)] &+ UInt64(random.below(3)) &- 1
            let hasArrived = trial.seek(.time(time))
            try #require(hasArrived)
            let expected = reference.events[..<reference.end(atTime: time)]
            let isSame = Self.bare(trial.events) == Self.bare(expected)
            try #require(isSame, "at \(time) after \(trial.messages) messages")
            if random.once(in: 3) { trial.step(1 + random.below(30)) }
        }
        #expect(trial.receivers > 5)
    }

    @Test(
        "goes to any message and time of a stream, there and back",
        arguments: [ReplayFile.Kind.dayFile, .orderUpdate, .packedDayFile])
    func seeksStreams(kind: ReplayFile.Kind) throws {
        let file = try ReplayFile.make(kind)
        let stamps = file.events().filter(\.isMessage).map(\.timestamp)
        let trial = ReplayTrial(file)
        var random = SeededGenerator(seed: 9)
        for round in 0..<30 {
            let place = 1 + random.below(stamps.count - 2)
            let isByTime = round % 2 == 1
            let hasArrived = trial.seek(isByTime ? .time(stamps[place]) : .message(UInt64(place + 1)))
            try #require(hasArrived)
            let count = isByTime ? stamps.firstIndex { $0 >= stamps[place] } ?? 0 : place
            #expect(trial.messages == count)
            #expect(trial.facts == MarketFacts(file.cut(afterMessages: count)))
            if random.once(in: 3) { trial.step(1 + random.below(30)) }
        }
        #expect(trial.receivers > 3)
    }

    @Test("start and end, from anywhere and from the end itself", arguments: ReplayFile.Kind.allCases)
    func ends(kind: ReplayFile.Kind) throws {
        let file = try ReplayFile.make(kind)
        let whole = MarketFacts(file)
        let trial = ReplayTrial(file)
        for _ in 0..<3 {
            let isAtEnd = trial.seek(.end)
            #expect(isAtEnd)
            trial.wait { trial.setting.report.isFinished }
            #expect(trial.facts == whole)
            let isThere = trial.seek(.message(1200))
            #expect(isThere)
            #expect(trial.messages == 1199)
            let isBack = trial.seek(.end)
            #expect(isBack)
            trial.wait { trial.setting.report.isFinished }
            #expect(trial.facts == whole)
            let again = trial.seek(.end)
            #expect(again)
            #expect(trial.control.notice == nil)
            let isAtStart = trial.seek(.start)
            #expect(isAtStart)
            trial.step(1)
            #expect(trial.messages == 1)
        }
    }

    @Test("a target beyond the end is told, and one before the beginning is the beginning")
    func beyond() throws {
        let trial = ReplayTrial(try ReplayFile.make(.pcap))
        #expect(trial.seek(.message(1_000_000)))
        #expect(trial.control.notice == "no message #1000000 came up to the end of the replay")
        trial.wait { trial.setting.report.isFinished }
        let all = trial.messages
        #expect(trial.seek(.time(.max)))
        #expect(trial.control.notice == "the replay ends before that time")
        #expect(trial.messages == all && trial.receivers == 1)
        #expect(trial.seek(.time(0)))
        #expect(trial.messages == 0 && trial.receivers == 2 && trial.control.notice == nil)
        trial.step(3)
        #expect(trial.seek(.message(0)))
        #expect(trial.messages == 0)
    }

    @Test("plays on after a seek when it played before, at its own pace")
    func playsOn() throws {
        let trial = ReplayTrial(try ReplayFile.make(.pcap, messages: 20_000), isPaused: false, speed: 0.1)
        trial.wait { trial.messages > 5 }
        #expect(trial.seek(.message(10_000)))
        #expect(!trial.control.isPaused)
        let there = trial.messages
        #expect(there >= 9_999 && there < 15_000)
        trial.wait { trial.messages > there + 20 }
        #expect(!trial.setting.report.isFinished)
    }

    @Test("the newest target counts, also while another is on its way")
    func newest() throws {
        let file = try ReplayFile.make(.packedCapture, messages: 50_000)
        let trial = ReplayTrial(file)
        for number in [40_000, 100, 30_000, 20_000, 5, 700] as [UInt64] {
            trial.control.seek(.message(number))
            if trial.control.mustBeginAnew { trial.beginAnew() }
        }
        #expect(trial.finishSeek())
        #expect(trial.messages == 699)
    }

    @Test(
        "ends at once wherever it is held: paused, stepped into a packet, seeking, at a target",
        arguments: ReplayFile.Kind.allCases)
    func stops(kind: ReplayFile.Kind) throws {
        let file = try ReplayFile.make(kind, messages: 30_000)
        let ways: [(ReplayTrial) -> Void] = [
            { _ in }, { $0.step(3) }, { _ = $0.seek(.message(500)) }, { $0.control.seek(.end) },
            { $0.control.seek(.message(29_000)) },
            { trial in
                trial.step(3)
                trial.control.seek(.start)
            },
        ]
        for way in ways {
            let trial = ReplayTrial(file)
            way(trial)
            let clock = ContinuousClock.now
            trial.stop()
            #expect(ContinuousClock.now - clock < .seconds(1))
        }
    }
}

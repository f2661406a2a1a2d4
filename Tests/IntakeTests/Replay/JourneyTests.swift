import Protocols
import Testing

@testable import Intake

@Suite("Where a target lies")
struct JourneyTests {
    private static func decided(
        _ target: ReplayTarget, _ places: [SequencePlace], latest: UInt64 = 0
    ) -> Journey {
        var journey = Journey(number: 1, target: target)
        journey.decide(places, latest: latest)
        return journey
    }

    @Test("a time that was taken is behind, a later one ahead")
    func times() {
        #expect(Self.decided(.time(100), [], latest: 99).stage == .onTheWay)
        #expect(Self.decided(.time(100), [], latest: 100).stage == .behind)
        #expect(Self.decided(.start, [], latest: 0).stage == .behind)
        #expect(Self.decided(.end, [], latest: .max).stage == .onTheWay)
    }

    @Test("what comes next or later is ahead; what this life of the sender had is behind, in this life")
    func messages() {
        let place = SequencePlace(life: 2, first: 10, next: 50)
        #expect(Self.decided(.message(50), [place]).stage == .onTheWay)
        #expect(Self.decided(.message(51), [place]).stage == .onTheWay)
        let behind = Self.decided(.message(49), [place])
        #expect(behind.stage == .behind && behind.feed == 0 && behind.life == 2)
        // Before this life began: in whichever life has it, or at the source's first message.
        let before = Self.decided(.message(9), [place])
        #expect(before.stage == .behind && before.feed == nil && before.life == nil && !before.isBeforeAll)
        let first = Self.decided(.message(9), [SequencePlace(life: 0, first: 10, next: 50)])
        #expect(first.stage == .behind && first.isBeforeAll)
        #expect(Self.decided(.message(9), []).stage == .onTheWay)
    }

    @Test("of several feeds the one that has just passed the number is meant")
    func feeds() {
        let places = [
            SequencePlace(life: 0, first: 1, next: 1000),
            SequencePlace(life: 0, first: 5_000_000, next: 5_100_000),
            SequencePlace(),
        ]
        let first = Self.decided(.message(500), places)
        #expect(first.stage == .behind && first.feed == 0)
        let second = Self.decided(.message(5_000_001), places)
        #expect(second.stage == .behind && second.feed == 1)
        #expect(Self.decided(.message(2000), places).stage == .onTheWay)
        #expect(Self.decided(.message(5_100_000), places).stage == .onTheWay)
    }

    @Test("a number is reached where it comes or is passed, on the feed and in the life that was meant")
    func reached() {
        var journey = Self.decided(.message(500), [SequencePlace(life: 0, first: 1, next: 400)])
        let place = SequencePlace(life: 0, first: 1, next: 490)
        #expect(!journey.isReached(by: 499, of: 0, at: place))
        #expect(journey.isReached(by: 500, of: 0, at: place))
        #expect(journey.isReached(by: 510, of: 1, at: place))
        // A feed that never was below the number does not reach it, unless everything begins anew.
        #expect(!journey.isReached(by: 900, of: 1, at: SequencePlace()))
        #expect(!journey.isReached(by: 900, of: 1, at: SequencePlace(life: 0, first: 800, next: 900)))
        #expect(journey.isReached(by: 500, of: 1, at: SequencePlace()))
        journey.isBeforeAll = true
        #expect(journey.isReached(by: 900, of: 1, at: SequencePlace()))
        journey.feed = 0
        journey.life = 1
        #expect(!journey.isReached(by: 500, of: 0, at: place))
        #expect(!journey.isReached(by: 900, of: 1, at: SequencePlace()))
        #expect(journey.isReached(by: 500, of: 0, at: SequencePlace(life: 1, first: 1, next: 500)))
    }

    @Test("progress is the way done between where it was and the target")
    func progress() {
        let control = ReplayControl(speed: 1)
        #expect(control.seekProgress == nil)
        control.seek(.message(300))
        #expect(control.isSeeking && control.isUndecided && control.seekProgress == nil)
        control.note(mark: 100)
        #expect(control.seekProgress == 0)
        control.note(mark: 150)
        #expect(control.seekProgress == 0.25)
        control.seek(.message(200))
        #expect(control.seekProgress == nil)
        control.seek(.end)
        #expect(control.seekProgress == nil && control.target == .end)
        control.refuse("no")
        #expect(!control.isSeeking && control.notice == "no")
        control.togglePause()
        #expect(control.notice == nil)
    }

    @Test("an answer to an older question is ignored")
    func older() {
        let control = ReplayControl(speed: 1)
        control.seek(.message(3))
        var old = control.order.journey
        control.seek(.message(7))
        old?.stage = .behind
        if let old { control.settle(old) }
        #expect(!control.mustBeginAnew && control.target == .message(7))
        control.arrive(1)
        #expect(control.target == .message(7))
        control.arrive(2)
        #expect(!control.isSeeking)
    }
}

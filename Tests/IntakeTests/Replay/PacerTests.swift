import Testing

@testable import Intake

@Suite("The pace of a replay")
struct PacerTests {
    private static let start: UInt64 = 1_500_000_000_000_000_000

    @Test("lets the first through at once, holds back what is not due, and lets it go in time")
    func pace() {
        var pacer = Pacer(ReplayControl(speed: 1), stop: StopSignal())
        let due1 = pacer.isDue(Self.start)
        #expect(due1)
        let due2 = pacer.isDue(Self.start + 3_600_000_000_000)
        #expect(!due2)
        let clock = ContinuousClock.now
        pacer.wait(for: Self.start + 60_000_000)
        let waited = ContinuousClock.now - clock
        #expect(waited > .milliseconds(40))
        #expect(waited < .seconds(5))
    }

    @Test("runs faster when asked, and at once at full speed")
    func speeds() {
        let control = ReplayControl(speed: 1000)
        var pacer = Pacer(control, stop: StopSignal())
        let due3 = pacer.isDue(Self.start)
        #expect(due3)
        let clock = ContinuousClock.now
        pacer.wait(for: Self.start + 60_000_000_000)
        #expect(ContinuousClock.now - clock < .seconds(5))
        control.change(faster: true)
        #expect(control.speed == .infinity)
        let due4 = pacer.isDue(Self.start + 86_400_000_000_000)
        #expect(due4)
    }

    @Test("holds everything back while paused, and goes on where it stood")
    func pause() {
        let control = ReplayControl(speed: 1)
        var pacer = Pacer(control, stop: StopSignal())
        let due5 = pacer.isDue(Self.start)
        #expect(due5)
        control.togglePause()
        let due6 = pacer.isDue(Self.start + 1)
        #expect(!due6)
        #expect(pacer.horizon == 0)
        control.togglePause()
        let due7 = pacer.isDue(Self.start + 3_600_000_000_000)
        #expect(!due7)
        pacer.wait(for: Self.start + 1_000_000)
        let due8 = pacer.isDue(Self.start + 1_000_000)
        #expect(due8)
    }

    @Test("a clock that steps far back begins a new pace instead of running free")
    func stepBack() {
        var pacer = Pacer(ReplayControl(speed: 1), stop: StopSignal())
        let due9 = pacer.isDue(Self.start)
        #expect(due9)
        let before = Self.start - 3_600_000_000_000
        let due10 = pacer.isDue(before)
        #expect(due10)
        let due11 = pacer.isDue(before + 60_000_000_000)
        #expect(!due11)
    }

    @Test("stops waiting when asked to")
    func stops() {
        let stop = StopSignal()
        var pacer = Pacer(ReplayControl(speed: 1), stop: stop)
        let due12 = pacer.isDue(Self.start)
        #expect(due12)
        stop.raise()
        let clock = ContinuousClock.now
        pacer.wait(for: Self.start + 3_600_000_000_000)
        #expect(ContinuousClock.now - clock < .seconds(2))
    }

    @Test("the steps of the speed keys end at both ends")
    func steps() {
        let control = ReplayControl(speed: 10)
        #expect(control.speed == 10)
        for _ in 0..<40 { control.change(faster: false) }
        #expect(control.speed == 0.1)
        for _ in 0..<40 { control.change(faster: true) }
        #expect(control.speed == .infinity)
        #expect(ReplayControl(speed: .infinity).speed == .infinity)
    }
}

import Glibc
import Ring
import Synchronization
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

    @Test("a packet far off in feed time is told while it is waited for, not while it is paused")
    func hole() {
        let control = ReplayControl(speed: 1000)
        var pacer = Pacer(control, stop: StopSignal())
        let first = pacer.isDue(Self.start)
        #expect(first)
        let due = Self.start + 200_000_000_000  // a fifth of a second of this host's
        let seen = DueSeen(control)
        let thread = WorkerThread(name: "looker", carrying: seen) { $0.look() }
        pacer.wait(for: due)
        thread.join()
        #expect(seen.value == due)
        #expect(control.nextDue == nil)
        pacer.wait(for: due + 1_000_000_000)
        #expect(control.nextDue == nil)
    }

    @Test("everything before a time goes at once; the pace goes on from that time")
    func seek() {
        let control = ReplayControl(speed: 1)
        var pacer = Pacer(control, stop: StopSignal())
        let first = pacer.isDue(Self.start)
        #expect(first)
        let hour: UInt64 = 3_600_000_000_000
        control.seek(.time(Self.start + hour))
        let undecided = pacer.isDue(Self.start + 1)
        #expect(!undecided && pacer.isAsked)
        pacer.decide([])
        for minute in 1..<60 as Range<UInt64> {
            let due = pacer.isDue(Self.start + minute * 60_000_000_000)
            #expect(due && pacer.isOutOfPace)
        }
        #expect(control.isSeeking)
        let clock = ContinuousClock.now
        pacer.wait(for: Self.start + hour + 50_000_000)
        let waited = ContinuousClock.now - clock
        #expect(!control.isSeeking)
        #expect(waited > .milliseconds(40) && waited < .seconds(2))
        let last = pacer.isDue(Self.start + hour + 50_000_000)
        #expect(last && !pacer.isOutOfPace)
    }

    @Test("a target that is behind holds everything until somebody begins anew")
    func behind() {
        let control = ReplayControl(speed: .infinity)
        var pacer = Pacer(control, stop: StopSignal())
        let first = pacer.isDue(Self.start)
        #expect(first)
        control.seek(.time(Self.start))
        let held = pacer.isDue(Self.start + 1)
        #expect(!held)
        pacer.decide([])
        #expect(control.mustBeginAnew)
        let still = pacer.isDue(Self.start + 1)
        #expect(!still)
        control.refuse("only forward")
        let again = pacer.isDue(Self.start + 1)
        #expect(again)
    }

    @Test("packets without a time wait while paused, go one by one with leave, and freely otherwise")
    func untimed() {
        let control = ReplayControl(speed: 1)
        var pacer = Pacer(control, stop: StopSignal())
        let free = pacer.isDue(0)
        #expect(free && !pacer.isWatching)
        control.togglePause()
        let held = pacer.isDue(0)
        #expect(!held)
        control.step(messages: 1)
        let left = pacer.isDue(0)
        #expect(left && pacer.isWatching && pacer.isOutOfPace)
        let taken = control.takeStep()
        #expect(taken)
        let over = pacer.isDue(0)
        #expect(!over)
        control.togglePause()
        // The first time that is told sets the pace.
        let timed = pacer.isDue(Self.start)
        #expect(timed && !pacer.isWatching)
    }
}

/// Looks at what is waited for, from another thread.
private final class DueSeen: Sendable {
    private let control: ReplayControl
    private let seen = Atomic<UInt64>(0)

    init(_ control: ReplayControl) { self.control = control }

    var value: UInt64 { seen.load(ordering: .relaxed) }

    func look() {
        for _ in 0..<1000 where value == 0 {
            seen.store(control.nextDue ?? 0, ordering: .relaxed)
            usleep(1000)
        }
    }
}

internal import CLinux
internal import Ring

/// Holds a replay back to its own pace: feed time passes at `speed` times host time.
///
/// As long as packets are due, a check is two comparisons and one load; the clock is read only when feed time has
/// passed what was due at the last look.
struct Pacer {
    private let control: ReplayControl
    private let stop: StopSignal
    /// The change of ``ReplayControl`` that the bearings below belong to; -1: none taken yet.
    private var generation = -1
    /// Feed time and host time that belong together.
    private var anchorFeed: UInt64 = 0
    private var anchorHost: UInt64 = 0
    private var speed = Double.infinity
    private var isPaused = false
    /// Everything in this span of feed time may go at once.
    private var releasedFrom: UInt64 = 0
    private var releasedUntil: UInt64 = 0

    /// A feed clock that steps back further than this starts a new pace (another session in the same capture).
    private static let tolerance: UInt64 = 1_000_000_000

    /// So far behind its pace (host nanoseconds) a replay starts a new one.
    private static let patience = 500_000_000.0

    init(_ control: ReplayControl, stop: StopSignal) {
        self.control = control
        self.stop = stop
    }

    /// Up to which feed time (ns since the epoch) anything may go now, as of the last look; 0 when it is time to look.
    var horizon: UInt64 { control.generation == generation ? releasedUntil : 0 }

    /// Whether something of that feed time may go now.
    mutating func isDue(_ feedTime: UInt64) -> Bool {
        if feedTime <= releasedUntil, feedTime >= releasedFrom, control.generation == generation {
            return true
        }
        return look(feedTime)
    }

    /// Sleeps until it may; returns at once when asked to stop.
    mutating func wait(for feedTime: UInt64) {
        while !isDue(feedTime), !stop.isRaised {
            let (control, generation, stop) = (control, generation, stop)
            control.bell.sleep(atMost: isPaused ? 1_000_000_000 : pause(until: feedTime)) {
                control.generation != generation || stop.isRaised
            }
        }
    }

    private mutating func look(_ feedTime: UInt64) -> Bool {
        let now = linux_monotonic()
        let current = control.generation
        if generation == -1 || feedTime < releasedFrom {
            anchor(feedTime, now, current)
        } else if current != generation {
            anchor(min(feedTime, isPaused ? anchorFeed : feedClock(at: now)), now, current)
        }
        if isPaused {
            releasedUntil = 0
            return false
        }
        releasedUntil = feedClock(at: now)
        guard feedTime <= releasedUntil else { return false }
        if speed != .infinity, Double(releasedUntil - feedTime) / speed > Self.patience {
            // The program was stopped for a while, or cannot keep up: go on from here instead of catching up.
            anchor(feedTime, now, current)
            releasedUntil = feedTime
        }
        releasedFrom = feedTime < Self.tolerance ? 0 : feedTime - Self.tolerance
        return true
    }

    private mutating func anchor(_ feedTime: UInt64, _ now: UInt64, _ current: Int) {
        anchorFeed = feedTime
        anchorHost = now
        generation = current
        speed = control.speed
        isPaused = control.isPaused
        releasedFrom = 0
    }

    /// The feed time that the pace has reached.
    private func feedClock(at now: UInt64) -> UInt64 {
        let passed = Double(now < anchorHost ? 0 : now - anchorHost) * speed
        guard passed < 9e18 else { return .max }
        let (sum, overflow) = anchorFeed.addingReportingOverflow(UInt64(max(0, passed)))
        return overflow ? .max : sum
    }

    /// Host nanoseconds until a feed time is due, at most a tenth of a second.
    private func pause(until feedTime: UInt64) -> Int64 {
        Int64(min(max(Double(feedTime &- releasedUntil) / speed, 1000), 100_000_000))
    }
}

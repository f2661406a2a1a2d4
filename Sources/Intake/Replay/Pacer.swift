internal import CLinux
internal import Protocols
internal import Ring

/// Holds a replay back to its own pace: feed time passes at `speed` times host time. On the way to another place
/// everything goes at once; while it is paused nothing does, but for the messages that there is leave for.
///
/// As long as packets are due, a check is two comparisons and one load; the clock is read only when feed time has
/// passed what was due at the last look.
struct Pacer {
    private let control: ReplayControl
    private let stop: StopSignal
    /// Holds messages back inside a packet. Set it on the sink as long as ``isWatching``.
    let gate: ReplayGate
    private var order = ReplayControl.Order()
    /// The change of ``ReplayControl`` that the order belongs to; -1: none taken yet.
    private var generation = -1
    /// Feed time and host time that belong together.
    private var anchorFeed: UInt64 = 0
    private var anchorHost: UInt64 = 0
    private var isAnchored = false
    /// The pace may stand no further than what comes next.
    private var isAnchorLoose = false
    /// Everything in this span of feed time may go at once.
    private var releasedFrom = UInt64.max
    private var releasedUntil: UInt64 = 0
    /// What comes from before this time begins a new pace.
    private var floor: UInt64 = 0
    /// The latest time that was let go, ns since the epoch; of a stream, a time that nothing let go has passed.
    private var latest: UInt64 = 0
    /// Of a stream on its way to a time: where it first was, and how far it goes before it looks at the time again.
    private var departure: UInt64 = 0
    private var landmark: UInt64 = 0
    /// Messages go one by one: through the gate.
    private(set) var isWatching = false
    /// What goes now does not go when it is due, so that its latencies would mean nothing.
    private(set) var isOutOfPace = false

    /// A feed clock that steps back further than this starts a new pace (another session in the same capture).
    private static let tolerance: UInt64 = 1_000_000_000

    /// So far behind its pace (host nanoseconds) a replay starts a new one.
    private static let patience = 500_000_000.0

    /// What is further away than this, in feed time, makes a hole that is told.
    private static let hole: UInt64 = 2_000_000_000

    init(_ control: ReplayControl, stop: StopSignal) {
        self.control = control
        self.stop = stop
        gate = ReplayGate(control, stop: stop)
    }

    /// Up to which feed time (ns since the epoch) anything may go now, as of the last look; 0 when it is time to look.
    var horizon: UInt64 { control.generation == generation ? releasedUntil : 0 }

    /// A target was set, and nothing goes until ``decide(_:next:)`` has found out where it lies.
    var isAsked: Bool { order.journey?.stage == .asked && control.generation == generation }

    /// Whether something of that feed time (0: it has none) may go now.
    mutating func isDue(_ feedTime: UInt64) -> Bool {
        if feedTime <= releasedUntil, feedTime >= releasedFrom, control.generation == generation {
            latest = max(latest, feedTime)
            return true
        }
        guard look(feedTime) else { return false }
        latest = max(latest, feedTime)
        return true
    }

    /// Sleeps until it may; returns at once when asked to stop, or for another place. Publish first.
    mutating func wait(for feedTime: UInt64) {
        while !isDue(feedTime), !isAsked, !stop.isRaised {
            if let journey = order.journey, case .time(let time) = journey.target, feedTime >= time,
                journey.stage == .onTheWay
            {
                arrive(at: time, journey)
                continue
            }
            let isPacing = order.journey == nil && !order.isPaused
            if isPacing, feedTime > releasedUntil, feedTime - releasedUntil > Self.hole {
                control.wait(forFeedTime: feedTime)
            }
            sleep(atMost: isPacing ? pause(until: feedTime) : 1_000_000_000)
        }
        control.wait(forFeedTime: 0)
    }

    /// Finds out where the target lies.
    ///
    /// - Parameters:
    ///   - places: Where each feed stands, by its number.
    ///   - next: Of a stream, the time of what comes next.
    mutating func decide(_ places: [SequencePlace], next: UInt64 = .max) {
        guard var decided = order.journey, decided.stage == .asked else { return }
        decided.decide(places, latest: min(latest, next))
        control.settle(decided)
    }

    /// The source is at its end.
    func end(at places: [SequencePlace]) { control.noteEnd(places, latest: latest) }

    /// Tells how far it has come among packets on a journey.
    func noteProgress() {
        switch order.journey?.target {
        case .time: control.note(mark: latest)
        case .message: control.note(mark: gate.mark)
        case .start, .end, nil: break
        }
    }

    func sleep(atMost nanoseconds: Int64 = 1_000_000_000) {
        let (control, generation, stop) = (control, generation, stop)
        control.bell.sleep(atMost: nanoseconds) { control.generation != generation || stop.isRaised }
    }

    private mutating func look(_ feedTime: UInt64) -> Bool {
        if control.generation != generation { takeOrder() }
        close()
        if let journey = order.journey { return isOnTheWay(journey, feedTime) }
        if order.isPaused {
            guard control.stepsLeft > 0 else { return false }
            isAnchored = false
            isOutOfPace = true
            isWatching = true
            gate.step(latest: max(latest, feedTime))
            return true
        }
        return feedTime == 0 || keepsPace(feedTime)
    }

    private mutating func isOnTheWay(_ journey: Journey, _ feedTime: UInt64) -> Bool {
        guard journey.stage == .onTheWay else { return false }
        isOutOfPace = true
        switch journey.target {
        case .start, .end: open(from: 0, until: .max)
        case .message:
            open(from: 0, until: .max)
            isWatching = true
            gate.seek(journey, latest: max(latest, feedTime))
        case .time(let time):
            // What came before is to be published first: ``wait(for:)`` tells of the arrival.
            guard feedTime < time else { return false }
            open(from: 0, until: time - 1)
        }
        return true
    }

    private mutating func keepsPace(_ feedTime: UInt64) -> Bool {
        let now = linux_monotonic()
        if !isAnchored || feedTime < floor {
            anchor(feedTime, now)
        } else if isAnchorLoose {
            anchor(min(feedTime, anchorFeed), anchorHost)
        }
        releasedUntil = feedClock(at: now)
        guard feedTime <= releasedUntil else { return false }
        if order.speed != .infinity, Double(releasedUntil - feedTime) / order.speed > Self.patience {
            // The program was stopped for a while, or cannot keep up: go on from here instead of catching up.
            anchor(feedTime, now)
            releasedUntil = feedTime
        }
        releasedFrom = feedTime < Self.tolerance ? 0 : feedTime - Self.tolerance
        floor = releasedFrom
        return true
    }

    /// Takes over what has changed, with the pace where it stands by now.
    private mutating func takeOrder() {
        let now = linux_monotonic()
        if order.journey != nil {
            isAnchored = false
        } else if generation >= 0, !order.isPaused {
            anchorFeed = feedClock(at: now)
        }
        anchorHost = now
        isAnchorLoose = true
        floor = 0
        (departure, landmark) = (0, 0)
        generation = control.generation
        order = control.order
    }

    /// The next packet is the first of that time or later. The pace goes on from that time, hole or not.
    private mutating func arrive(at time: UInt64, _ journey: Journey) {
        control.arrive(journey.number)
        takeOrder()
        guard latest > 0 else { return }
        anchorFeed = time
        isAnchored = true
    }

    private mutating func close() {
        releasedFrom = .max
        releasedUntil = 0
        isOutOfPace = false
        isWatching = false
    }

    private mutating func open(from first: UInt64, until last: UInt64) {
        releasedFrom = first
        releasedUntil = last
    }

    private mutating func anchor(_ feedTime: UInt64, _ now: UInt64) {
        anchorFeed = feedTime
        anchorHost = now
        isAnchored = true
        isAnchorLoose = false
        floor = 0
    }

    /// The feed time that the pace has reached.
    private func feedClock(at now: UInt64) -> UInt64 {
        let passed = Double(now < anchorHost ? 0 : now - anchorHost) * order.speed
        guard passed < 9e18 else { return .max }
        let (sum, overflow) = anchorFeed.addingReportingOverflow(UInt64(max(0, passed)))
        return overflow ? .max : sum
    }

    /// Host nanoseconds until a feed time is due, at most a tenth of a second.
    private func pause(until feedTime: UInt64) -> Int64 {
        Int64(min(max(Double(feedTime &- releasedUntil) / order.speed, 1000), 100_000_000))
    }
}

/// What a stream of messages may do next.
enum StreamTurn {
    case go(StreamLimits)
    /// Nothing goes; call ``Pacer/sleep(atMost:)``.
    case hold
    /// Call ``Pacer/decide(_:next:)``.
    case decide
}

/// Streams have no packets: what may go is told to the decoder as a limit.
extension Pacer {
    mutating func turn() -> StreamTurn {
        if control.generation != generation {
            takeOrder()
            close()
        }
        if let journey = order.journey {
            isOutOfPace = true
            switch (journey.stage, journey.target) {
            case (.behind, _): return .hold
            // Only the next message's own time tells; a look at it takes nothing.
            case (.asked, .time): return .go(StreamLimits(messages: 1, until: 0))
            case (.asked, _): return .decide
            case (.onTheWay, .time(let time)):
                return .go(StreamLimits(until: min(landmark, time == 0 ? 0 : time - 1)))
            case (.onTheWay, .message(let number)):
                return .go(StreamLimits(before: number, life: journey.life ?? -1))
            case (.onTheWay, _): return .go(StreamLimits())
            }
        }
        guard order.isPaused else {
            isOutOfPace = false
            isWatching = false
            return .go(StreamLimits(until: releasedUntil))
        }
        let steps = control.stepsLeft
        guard steps > 0 else { return .hold }
        isAnchored = false
        isOutOfPace = true
        isWatching = true
        gate.count()
        return .go(StreamLimits(messages: min(steps, 1024)))
    }

    /// The next message is stamped later than the turn's limit.
    mutating func heed(notDue time: UInt64) {
        guard let journey = order.journey, control.generation == generation else { return wait(for: time) }
        switch journey.stage {
        case .asked: decide([], next: time)
        case .onTheWay:
            guard case .time(let target) = journey.target else { return }
            guard time < target else { return arrive(at: target, journey) }
            if departure == 0 { departure = time }
            control.note(mark: time)
            let part = target > departure ? (target - departure) / 64 : 0
            landmark = min(target - 1, time.addingReportingOverflow(part).partialValue)
        case .behind: break
        }
    }

    /// The next message is the one asked for.
    func reached() {
        if let journey = order.journey { control.arrive(journey.number) }
    }

    /// Tells how far it has come among messages on a journey to one.
    func noteProgress(next: UInt64) {
        if case .message = order.journey?.target { control.note(mark: next) }
    }

    /// Something went, no later than at that time.
    mutating func pass(until time: UInt64) { latest = max(latest, time, 1) }
}

internal import Protocols
internal import Ring
internal import Synchronization

/// How a replay runs, set by the screen and obeyed by the receiver: speed, pause, single messages, places to go to.
///
/// It outlives the receivers: going back takes a new one, which begins at the first byte; see ``beginAnew()``.
public final class ReplayControl: Sendable {
    /// The steps of `[` and `]`; the last is as fast as it goes.
    public static let speeds: [Double] = [
        0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, .infinity,
    ]

    private let state: Mutex<State>
    /// Rises with every change, so that a pacer knows when to take its bearings anew.
    private let changes = Atomic<Int>(0)
    /// Messages that may still go while it is paused.
    private let steps = Atomic<Int>(0)
    /// The feed time that is waited for in a hole; 0: none.
    private let due = Atomic<UInt64>(0)
    /// On a journey: where it was first seen, and last, in the unit of its target; 0: not known.
    private let firstMark = Atomic<UInt64>(0)
    private let lastMark = Atomic<UInt64>(0)
    let bell = Doorbell()

    private struct State {
        var speed: Int
        var isPaused = false
        var journey: Journey?
        var journeys = 0
        var notice: String?
        /// Where the receiver ended with its source.
        var end: (places: [SequencePlace], latest: UInt64)?

        /// At the end of the source: what lies behind is for a new receiver, and what lies ahead is nowhere.
        mutating func decideAtEnd() {
            guard let end, var decided = journey, decided.stage != .behind else { return }
            if decided.stage == .asked { decided.decide(end.places, latest: end.latest) }
            guard decided.stage == .onTheWay else {
                journey = decided
                return
            }
            switch decided.target {
            case .start, .end: break
            case .time: notice = "the replay ends before that time"
            case .message(let number): notice = "no message #\(number) came up to the end of the replay"
            }
            journey = nil
        }
    }

    /// - Parameter speed: The nearest of ``speeds`` is taken.
    public init(speed: Double) {
        let nearest = Self.speeds.indices.min { abs(Self.speeds[$0] - speed) < abs(Self.speeds[$1] - speed) }
        state = Mutex(State(speed: speed == .infinity ? Self.speeds.count - 1 : nearest ?? 3))
    }

    public var speed: Double { state.withLock { Self.speeds[$0.speed] } }
    public var isPaused: Bool { state.withLock { $0.isPaused } }
    /// On the way to another place.
    public var isSeeking: Bool { state.withLock { $0.journey != nil } }
    /// The place asked for was passed already: stop the receiver, call ``beginAnew()`` and start another, or
    /// ``refuse(_:)``.
    public var mustBeginAnew: Bool { state.withLock { $0.journey?.stage == .behind } }
    /// The receiver has not looked yet where the target is.
    public var isUndecided: Bool { state.withLock { $0.journey?.stage == .asked } }
    /// Where it is on the way to; `nil`: nowhere.
    public var target: ReplayTarget? { state.withLock { $0.journey?.target } }
    /// What the last journey came to, where that is not what was asked for.
    public var notice: String? { state.withLock { $0.notice } }
    /// Feed time, ns since the epoch, of the packet that is waited for in a hole of the source; `nil`: none.
    public var nextDue: UInt64? {
        let time = due.load(ordering: .relaxed)
        return time == 0 ? nil : time
    }

    /// How much of the way is done, 0...1; `nil`: not known.
    public var seekProgress: Double? {
        let target: UInt64
        switch state.withLock({ $0.journey?.target }) {
        case .time(let time): target = time
        case .message(let number): target = number
        case .start, .end, nil: return nil
        }
        let (first, last) = (firstMark.load(ordering: .relaxed), lastMark.load(ordering: .relaxed))
        guard first > 0, last >= first, target > first else { return nil }
        return min(1, Double(last - first) / Double(target - first))
    }

    public func togglePause() {
        let isPaused = state.withLock { state in
            state.isPaused.toggle()
            state.notice = nil
            return state.isPaused
        }
        if !isPaused { steps.store(0, ordering: .relaxed) }
        announce()
    }

    public func change(faster: Bool) {
        state.withLock { $0.speed = min(max($0.speed + (faster ? 1 : -1), 0), Self.speeds.count - 1) }
        announce()
    }

    /// Lets so many more messages go, and holds back what follows; a replay that plays is paused by it.
    public func step(messages: Int) {
        guard messages > 0 else { return }
        state.withLock { state in
            state.isPaused = true
            state.notice = nil
        }
        steps.add(messages, ordering: .relaxed)
        announce()
    }

    /// Goes there as fast as it can, and then on as before: paused, or at its speed. The newest target counts, and
    /// steps that are left are none any more.
    public func seek(_ target: ReplayTarget) {
        steps.store(0, ordering: .relaxed)
        state.withLock { state in
            state.journeys += 1
            state.notice = nil
            state.journey = Journey(number: state.journeys, target: target)
            if target == .start { state.journey?.stage = .behind }
            state.decideAtEnd()
        }
        firstMark.store(0, ordering: .relaxed)
        lastMark.store(0, ordering: .relaxed)
        announce()
    }

    /// A new receiver is about to begin at the source's first byte. The one before must have ended.
    public func beginAnew() {
        state.withLock { state in
            state.journey?.stage = .onTheWay
            state.end = nil
            if state.journey?.target == .start { state.journey = nil }
        }
        due.store(0, ordering: .relaxed)
        announce()
    }

    /// Stays where it is, for the reason that `notice` gives.
    public func refuse(_ notice: String) {
        state.withLock { state in
            state.journey = nil
            state.notice = notice
        }
        announce()
    }

    /// Wakes the receiver so that it looks at what has changed (also after a stop was asked for).
    public func announce() {
        changes.add(1, ordering: .releasing)
        bell.ring()
    }
}

/// The receiver's side.
extension ReplayControl {
    /// What is to be done, as of one moment.
    struct Order: Equatable {
        var speed = Double.infinity
        var isPaused = false
        var journey: Journey?
    }

    var generation: Int { changes.load(ordering: .acquiring) }

    var order: Order {
        state.withLock { Order(speed: Self.speeds[$0.speed], isPaused: $0.isPaused, journey: $0.journey) }
    }

    var stepsLeft: Int { max(0, steps.load(ordering: .relaxed)) }

    /// Takes the leave for one message.
    func takeStep() -> Bool {
        var left = steps.load(ordering: .relaxed)
        while left > 0 {
            let (isDone, now) = steps.compareExchange(expected: left, desired: left - 1, ordering: .relaxed)
            if isDone { return true }
            left = now
        }
        return false
    }

    /// The receiver has found out where the target lies. An answer to an older question is ignored.
    func settle(_ decided: Journey) {
        state.withLock { if $0.journey?.number == decided.number { $0.journey = decided } }
        announce()
    }

    /// The target is reached: what comes next is what was asked for.
    func arrive(_ number: Int) {
        state.withLock { if $0.journey?.number == number { $0.journey = nil } }
        announce()
    }

    /// The source is at its end, with its feeds at these places.
    func noteEnd(_ places: [SequencePlace], latest: UInt64) {
        state.withLock { $0.end = (places, latest) }
    }

    /// The receiver has ended with its source, well or not.
    func sourceEnded() {
        state.withLock { state in
            if state.end == nil { state.end = ([], 0) }
            state.decideAtEnd()
        }
        due.store(0, ordering: .relaxed)
        announce()
    }

    /// How far it has come, in the unit of the journey's target.
    func note(mark: UInt64) {
        guard mark > 0 else { return }
        if firstMark.load(ordering: .relaxed) == 0 { firstMark.store(mark, ordering: .relaxed) }
        lastMark.store(mark, ordering: .relaxed)
    }

    func wait(forFeedTime time: UInt64) { due.store(time, ordering: .relaxed) }
}

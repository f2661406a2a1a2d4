internal import Ring
internal import Synchronization

/// How a replay runs, set by the screen and obeyed by the receiver: speed, pause.
public final class ReplayControl: Sendable {
    /// The steps of `[` and `]`; the last is as fast as it goes.
    public static let speeds: [Double] = [
        0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, .infinity,
    ]

    private let step: Atomic<Int>
    private let paused = Atomic<Bool>(false)
    /// Rises with every change, so that a pacer knows when to take its bearings anew.
    private let changes = Atomic<Int>(0)
    let bell = Doorbell()

    /// - Parameter speed: The nearest of ``speeds`` is taken.
    public init(speed: Double) {
        let nearest = Self.speeds.indices.min { abs(Self.speeds[$0] - speed) < abs(Self.speeds[$1] - speed) }
        step = Atomic(speed == .infinity ? Self.speeds.count - 1 : nearest ?? 3)
    }

    public var speed: Double { Self.speeds[step.load(ordering: .relaxed)] }
    public var isPaused: Bool { paused.load(ordering: .relaxed) }
    var generation: Int { changes.load(ordering: .acquiring) }

    public func togglePause() {
        paused.store(!isPaused, ordering: .relaxed)
        announce()
    }

    public func change(faster: Bool) {
        let next = step.load(ordering: .relaxed) + (faster ? 1 : -1)
        step.store(min(max(next, 0), Self.speeds.count - 1), ordering: .relaxed)
        announce()
    }

    /// Wakes the receiver so that it looks at what has changed (also after a stop was asked for).
    public func announce() {
        changes.add(1, ordering: .releasing)
        bell.ring()
    }
}

internal import CLinux
public import OrderFlow
public import Ring
internal import Synchronization

/// What the rest of the program holds of the market thread.
public final class MarketControl: Sendable {
    /// Rung to wake the market thread; its ring is made with it.
    public let doorbell = Doorbell()
    public let exchange: SnapshotExchange
    private let stopping = Atomic<Bool>(false)
    private let trusting = Atomic<Bool>(false)
    private let acknowledging = Atomic<Bool>(false)
    private let resetting = Atomic<Bool>(false)
    private let result = Mutex<MarketReport?>(nil)
    /// Details are kept for a screen; see ``MarketModel``.
    let isWatched: Bool
    let thresholds: AlertThresholds
    let isReplay: Bool

    public init(
        isWatched: Bool = false, thresholds: AlertThresholds = AlertThresholds(), isReplay: Bool = false
    ) {
        exchange = SnapshotExchange(waking: doorbell)
        self.isWatched = isWatched
        self.thresholds = thresholds
        self.isReplay = isReplay
    }

    /// Asks the thread to end, whether its source has ended or not.
    public func stop() {
        stopping.store(true, ordering: .relaxed)
        doorbell.ring()
    }

    /// Another thread is about to go on with the same screen. The one before must have ended.
    public func resume() {
        stopping.store(false, ordering: .relaxed)
        trusting.store(false, ordering: .relaxed)
        acknowledging.store(false, ordering: .relaxed)
        resetting.store(false, ordering: .relaxed)
        result.withLock { $0 = nil }
    }

    /// The operator says that the books are right again: none is suspect until the next loss.
    public func trustBooks() {
        trusting.store(true, ordering: .relaxed)
        doorbell.ring()
    }

    /// The operator has seen the alerts: those that are raised ask for attention no more.
    public func acknowledgeAlerts() {
        acknowledging.store(true, ordering: .relaxed)
        doorbell.ring()
    }

    /// The operator wants counts and peaks to begin anew.
    public func resetCounters() {
        resetting.store(true, ordering: .relaxed)
        doorbell.ring()
    }

    /// What the market came to; there once the thread has ended.
    public var report: MarketReport? { result.withLock { $0 } }

    fileprivate var isStopping: Bool { stopping.load(ordering: .relaxed) }
    fileprivate var isTrusting: Bool { trusting.load(ordering: .relaxed) }
    fileprivate var isAcknowledging: Bool { acknowledging.load(ordering: .relaxed) }
    fileprivate var isResetting: Bool { resetting.load(ordering: .relaxed) }
    fileprivate func takeReset() -> Bool { resetting.exchange(false, ordering: .relaxed) }
    fileprivate func takeAcknowledgement() -> Bool { acknowledging.exchange(false, ordering: .relaxed) }
    fileprivate func takeTrust() -> Bool { trusting.exchange(false, ordering: .relaxed) }
    fileprivate func finish(_ report: MarketReport) { result.withLock { $0 = report } }
}

/// The market thread: drains the ring, keeps the books, answers the screen.
public struct MarketThread: ~Copyable, Sendable {
    private var events: RingConsumer<OrderEvent>
    private let directory: FeedDirectory
    private let control: MarketControl
    private let endsWithSource: Bool

    /// Events applied between two looks at the clock and at the screen's requests.
    private static let batch = 4096

    /// - Parameter endsWithSource: End when the source has ended; else go on answering the screen until stopped.
    public init(
        _ events: consuming RingConsumer<OrderEvent>, _ directory: FeedDirectory, _ control: MarketControl,
        endsWithSource: Bool
    ) {
        self.events = events
        self.directory = directory
        self.control = control
        self.endsWithSource = endsWithSource
    }

    public consuming func run() {
        var model = MarketModel(
            isWatched: control.isWatched, thresholds: control.thresholds, isReplay: control.isReplay)
        var backlog = Backlog()
        var pause = Self.longestPause
        var ticked: UInt64 = 0
        var hasEnded = false
        while !control.isStopping {
            // Looked at before the ring: closed and then empty is the end, the other way round may not be.
            let wasClosed = events.isClosed
            if control.isTrusting, control.takeTrust() { model.trustBooks(now: linux_realtime()) }
            if control.isAcknowledging, control.takeAcknowledgement() {
                model.acknowledgeAlerts(now: linux_realtime())
            }
            if control.isResetting, control.takeReset() {
                model.resetCounters(now: linux_realtime())
                backlog = Backlog()
            }
            let taken = events.drain { readable in
                guard !readable.isEmpty else { return 0 }
                model.addFeeds(of: directory)
                let batch = readable.extracting(first: Self.batch)
                let now = linux_realtime()
                model.apply(batch, now: now)
                let left = readable.count - batch.count
                backlog.note(
                    waiting: readable.count,
                    age: Backlog.age(waiting: left, intake: model.totals.intake, now: now))
                return batch.count
            }
            if wasClosed, taken == 0, !hasEnded {
                hasEnded = true
                model.endSource()
            }
            if control.isWatched {
                let now = taken == 0 ? linux_realtime() : model.totals.now
                if now < ticked || now - ticked >= min(Self.tick, pause) {
                    ticked = now
                    pause = model.tick(now: now, behindAge: backlog.takeRecent())
                }
            }
            if control.exchange.isRequested {
                // Closed and then empty is the end, as above.
                let isClosed = events.isClosed
                let (behind, now) = (events.depth, linux_realtime())
                let age = Backlog.age(waiting: behind, intake: model.totals.intake, now: now)
                backlog.note(waiting: behind, age: age)
                control.exchange.answer { snapshot in
                    model.snapshot(snapshot.request, now: now, into: &snapshot)
                    snapshot.behind = behind
                    snapshot.isOver = isClosed && behind == 0
                    snapshot.behindAge = age
                    snapshot.mostBehind = backlog.most
                    snapshot.mostBehindAge = backlog.oldest
                }
            }
            if taken == 0 {
                if wasClosed, endsWithSource { break }
                sleep(wasClosed, atMost: pause)
            }
        }
        control.finish(model.report())
    }

    /// The thread looks for what no event tells so often, and if nothing comes so seldom, ns.
    private static let tick: UInt64 = 100_000_000
    private static let longestPause: UInt64 = 1_000_000_000

    private func sleep(_ wasClosed: Bool, atMost nanoseconds: UInt64) {
        control.doorbell.sleep(atMost: Int64(nanoseconds)) {
            control.isStopping || control.isTrusting || control.isAcknowledging || control.isResetting
                || control.exchange.isRequested || events.depth > 0 || events.isClosed != wasClosed
        }
    }
}

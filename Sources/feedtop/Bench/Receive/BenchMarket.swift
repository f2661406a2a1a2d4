internal import CLinux
internal import Glibc
internal import Market
internal import OrderFlow
internal import Ring
internal import Synchronization

/// What the benchmark and its market thread tell each other.
final class BenchControl: Sendable {
    let doorbell = Doorbell()
    /// Messages applied to the book.
    let applied = Atomic<UInt64>(0)
    /// Host clock after the last batch that brought one, ns since the epoch.
    let appliedAt = Atomic<UInt64>(0)
    /// Messages due before this (ns since the epoch) warm up, and are not recorded.
    let warm = Atomic<UInt64>(0)
    private let stopping = Atomic<Bool>(false)
    private let result = Mutex<BenchMarketReport?>(nil)

    var isStopping: Bool { stopping.load(ordering: .relaxed) }

    func stop() {
        stopping.store(true, ordering: .relaxed)
        doorbell.ring()
    }

    /// There once the thread has ended.
    var report: BenchMarketReport? { result.withLock { $0 } }

    fileprivate func finish(_ report: BenchMarketReport) { result.withLock { $0 = report } }
}

/// What the market thread measured.
struct BenchMarketReport: Sendable {
    var latencies = LatencyRecorder()
    var market = MarketReport()
    /// Processor time of the thread, ns.
    var processorTime: UInt64 = 0
}

/// The market thread as the program has it, the ring drained and the books kept by the same code; it looks at the clock
/// after each batch too, and records for each message how long ago that was due to be sent.
struct BenchMarket: ~Copyable, Sendable {
    private var events: RingConsumer<OrderEvent>
    private let directory: FeedDirectory
    private let control: BenchControl

    private static let batch = 4096

    init(
        _ events: consuming RingConsumer<OrderEvent>, _ directory: FeedDirectory, _ control: BenchControl
    ) {
        self.events = events
        self.directory = directory
        self.control = control
    }

    consuming func run() {
        var model = MarketModel()
        var report = BenchMarketReport()
        var messages: UInt64 = 0
        while !control.isStopping {
            let taken = events.drain { readable in
                guard !readable.isEmpty else { return 0 }
                model.addFeeds(of: directory)
                let batch = readable.extracting(first: Self.batch)
                model.apply(batch, now: linux_realtime())
                let now = linux_realtime()
                let warm = control.warm.load(ordering: .relaxed)
                let new = report.latencies.record(batch, at: now, since: warm)
                if new > 0 {
                    messages &+= new
                    control.appliedAt.store(now, ordering: .relaxed)
                    control.applied.store(messages, ordering: .releasing)
                }
                return batch.count
            }
            if taken == 0 {
                control.doorbell.sleep(atMost: 1_000_000_000) { control.isStopping || events.depth > 0 }
            }
        }
        report.processorTime = Self.threadTime()
        report.market = model.report()
        control.finish(report)
    }

    private static func threadTime() -> UInt64 {
        var time = timespec()
        // SAFETY: the structure outlives the call.
        unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}

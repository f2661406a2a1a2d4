internal import Glibc
internal import Market
internal import Ring
internal import Screen
internal import Synchronization

/// A screen on a thread of its own, and somebody who reads it or does not.
final class ScreenWatcher {
    private let terminal: BenchTerminal
    private let shared = Shared()
    private var screen: WorkerThread?
    private var reader: WorkerThread?

    private final class Shared: Sendable {
        let drawn = Atomic<Int>(0)
        let isOver = Atomic<Bool>(false)
    }

    var drawn: Int { shared.drawn.load(ordering: .relaxed) }

    init(_ market: MarketControl, columns: Int, rows: Int, reads: Bool) throws(Failure) {
        terminal = try BenchTerminal(rows: UInt16(rows), columns: UInt16(columns))
        var options = ScreenOptions()
        options.device = terminal.path
        options.framesPerSecond = 60
        // SAFETY: constants; no other thread reads the environment yet.
        unsafe setenv("TERM", "xterm-256color", 1)
        screen = WorkerThread(name: "screen", carrying: ScreenJob(market: market, options: options)) { job in
            _ = try? Screen.run(BenchSource(job.market), job.options)
        }
        guard reads else { return }
        reader = WorkerThread(name: "terminal", carrying: ReadJob(terminal: terminal, shared: shared)) {
            job in
            while !job.shared.isOver.load(ordering: .relaxed) {
                job.shared.drawn.add(job.terminal.read(), ordering: .relaxed)
            }
        }
    }

    private struct ScreenJob: Sendable {
        let market: MarketControl
        let options: ScreenOptions
    }

    private struct ReadJob: Sendable {
        let terminal: BenchTerminal
        let shared: Shared
    }

    /// Quits the screen, also one whose terminal is stalled.
    func end() {
        terminal.type("q")
        screen.take()?.join()
        shared.isOver.store(true, ordering: .relaxed)
        reader.take()?.join()
    }
}

/// The market as a screen sees it, without a source that could be steered.
private final class BenchSource: ScreenSource {
    private let market: MarketControl
    init(_ market: MarketControl) { self.market = market }

    var readyDescriptor: Int32 { market.exchange.readyDescriptor }
    func request(_ request: SnapshotRequest) { _ = market.exchange.request(request) }
    func take(into snapshot: inout Snapshot) -> Bool { market.exchange.take(into: &snapshot) }
    var status: SourceStatus {
        var status = SourceStatus()
        status.source = "bench"
        return status
    }
    func togglePause() {}
    func step(messages: Int) {}
    func seek(_ target: SeekTarget) {}
    func acknowledgeAlerts() {}
    func resetCounters() {}
    func trustBooks() {}
    func changeSpeed(faster: Bool) {}
}

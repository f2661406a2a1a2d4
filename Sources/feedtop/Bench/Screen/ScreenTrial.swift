internal import Glibc
internal import Intake
internal import Market
internal import Protocols
internal import Simulator

/// Who looks on.
enum ScreenCondition: String, CaseIterable {
    case none = "no screen"
    case kept = "no screen, details kept for one"
    case sixty = "screen, 60 pictures/s"
    case stalled = "screen, terminal stalled"
}

/// The program's own pipeline under load, with or without a screen on a pseudoterminal.
struct ScreenTrial {
    let condition: ScreenCondition
    let columns: Int
    let rows: Int
    let nanoseconds: UInt64
    /// Messages a second; receive time stamp to book; messages that did not come; bytes the terminal took a second.
    private(set) var throughput = 0.0
    private(set) var latency = LatencySummary()
    private(set) var lost: UInt64 = 0
    private(set) var drawnPerSecond = 0.0

    init(_ condition: ScreenCondition, columns: Int, rows: Int, nanoseconds: UInt64) {
        self.condition = condition
        self.columns = columns
        self.rows = rows
        self.nanoseconds = nanoseconds
    }

    mutating func run(
        _ sender: borrowing SenderProcess, _ transport: LoopSender.Transport, rate: UInt64
    ) throws(Failure) {
        let port = try transport == .stream ? sender.listen() : Demo.freePort()
        var setting = ReceiverSetting(BenchTrial.address(transport, port))
        setting.forced = .orderUpdate
        let pipeline = Pipeline(setting, endsWithSource: false, isWatched: condition != .none)
        let watcher = try watch(pipeline.market)
        var report = LoopReport()
        var failure: Failure?
        do throws(Failure) {
            try BenchTrial.connect(transport, port, setting, sender)
            let bits: UInt64 =
                transport == .stream ? 0 : UInt64(LoopSender.datagramMessages.trailingZeroBitCount)
            let drawn = watcher?.drawn ?? 0
            report = try sender.send(nanoseconds: nanoseconds, rate: rate, batchBits: bits)
            drawnPerSecond = Double((watcher?.drawn ?? 0) - drawn) / Double(nanoseconds) * 1e9
            // What is still under way.
            usleep(200_000)
        } catch { failure = error }
        watcher?.end()
        let market = pipeline.market
        pipeline.stop()
        if let failure { throw failure }
        try sender.close()
        guard let result = market.report, let feed = result.feeds.first else { return }
        let time = Double(report.ended - min(report.started, report.ended))
        throughput = time == 0 ? 0 : Double(result.counters.messages) / time * 1e9
        lost = report.messages - min(report.messages, result.counters.messages)
        latency = feed.latencies.first { $0.stage == .handling } ?? LatencySummary()
    }

    private func watch(_ market: MarketControl) throws(Failure) -> ScreenWatcher? {
        switch condition {
        case .none, .kept: nil
        case .sixty: try ScreenWatcher(market, columns: columns, rows: rows, reads: true)
        case .stalled: try ScreenWatcher(market, columns: columns, rows: rows, reads: false)
        }
    }
}

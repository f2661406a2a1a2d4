internal import Glibc
internal import Intake
internal import Market
internal import OrderFlow
internal import Screen

/// One source on the screen, from the first byte to the restored terminal.
struct WatchSession {
    let setting: ReceiverSetting
    /// As the user named it.
    let name: String
    let options: ScreenOptions

    init(_ setting: ReceiverSetting, named name: String, _ options: ScreenOptions) {
        self.setting = setting
        self.name = name
        self.options = options
    }

    func run() throws {
        guard Standard.output.isTerminal else {
            throw Failure.usage("standard output is no terminal; use 'feedtop summary \(name)' there")
        }
        let pipeline = Pipeline(setting, endsWithSource: false, isWatched: true)
        if let failure = earlyFailure() {
            pipeline.stop()
            throw Failure(failure)
        }
        let exit: ScreenExit
        do throws(ScreenError) {
            exit = try Screen.run(WatchedSource(setting, pipeline.market, named: name), options)
        } catch {
            pipeline.stop()
            throw Failure.failed(error.description)
        }
        pipeline.stop()
        for note in setting.report.notes { Standard.error.line("feedtop: \(note)") }
        if case .signal(let number) = exit {
            signal(number, SIG_DFL)
            raise(number)
        }
        if let failure = setting.report.failure { throw Failure(failure) }
    }

    /// A source that cannot be read at all is better told as a line than on a screen: most of them fail at once.
    private func earlyFailure() -> IntakeError? {
        for _ in 0..<50 {
            if let failure = setting.report.failure { return setting.directory.count == 0 ? failure : nil }
            if setting.directory.count > 0 { return nil }
            usleep(10_000)
        }
        return nil
    }
}

/// The pipeline as the screen sees it.
private final class WatchedSource: ScreenSource {
    private let setting: ReceiverSetting
    private let market: MarketControl
    private let name: String
    /// Asked for while the one before was still under way.
    private var postponed: SnapshotRequest?

    init(_ setting: ReceiverSetting, _ market: MarketControl, named name: String) {
        self.setting = setting
        self.market = market
        self.name = name
    }

    var readyDescriptor: Int32 { market.exchange.readyDescriptor }

    func request(_ request: SnapshotRequest) {
        var request = request
        if let replay = setting.replay { request.holdsClock = replay.isPaused || setting.report.isFinished }
        postponed = market.exchange.request(request) ? nil : request
    }

    func take(into snapshot: inout Snapshot) -> Bool {
        guard market.exchange.take(into: &snapshot) else { return false }
        if let postponed { request(postponed) }
        return true
    }

    var status: SourceStatus {
        let report = setting.report
        var status = SourceStatus()
        status.source = name
        status.kind = setting.replay == nil ? .live : .replay
        status.receive = report.technique
        status.feedCount = setting.directory.count
        status.reconnects = report.reconnects
        status.knowsKernelDrops = knowsKernelDrops
        status.knowsSequence = setting.directory.count == 0 || setting.directory[0].transport != "binaryfile"
        if let replay = setting.replay {
            status.speed = replay.speed
            status.phase = replay.isPaused ? .paused : .running
        }
        let size = report.size
        if size > 0 { status.progress = min(1, Double(report.position) / Double(size)) }
        if status.feedCount == 0 { status.notice = report.notes.last.map(withoutName) }
        let state = report.state
        if !state.isEmpty { status.notice = withoutName(state) }
        if report.isFinished {
            status.phase = .ended
            if let failure = report.failure {
                status.phase = .failed
                status.notice = withoutName(failure.description)
            } else if report.truncatedBytes > 0 {
                status.notice =
                    setting.isLive
                    ? "in all \(report.truncatedBytes) bytes were no whole message"
                    : "the last \(report.truncatedBytes) bytes are no whole record: the file is cut"
            }
        }
        return status
    }

    /// Only datagrams are dropped; a stream's sender is held back instead.
    private var knowsKernelDrops: Bool {
        switch setting.address {
        case .udp, .interface: true
        case .file, .standardInput, .stream, .soup: false
        }
    }

    /// The source's name stands in the header already.
    private func withoutName(_ line: String) -> String {
        line.hasPrefix(name + ": ") ? String(line.dropFirst(name.count + 2)) : line
    }

    func togglePause() { setting.replay?.togglePause() }
    func step(messages: Int) {}
    func seek(_ target: SeekTarget) {}
    func acknowledgeAlerts() { market.acknowledgeAlerts() }
    func trustBooks() { market.trustBooks() }
    func changeSpeed(faster: Bool) { setting.replay?.change(faster: faster) }
}

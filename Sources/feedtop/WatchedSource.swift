internal import Glibc
internal import Intake
internal import Market
internal import OrderFlow
internal import Screen

/// The pipeline as the screen sees it. A replay that goes back gets another one, which begins at the first byte; the
/// screen's requests and its descriptor live on.
final class WatchedSource: ScreenSource {
    private var setting: ReceiverSetting
    /// There until ``stop()``.
    private var pipeline: Pipeline?
    private let market: MarketControl
    private let name: String
    /// Asked for while the one before was still under way.
    private var postponed: SnapshotRequest?
    private let canGoBack: Bool
    /// A place was reached, but the books are not known to be there yet.
    private var isCatchingUp = false
    /// As the latest snapshot has it: the source has ended, and the books are there too.
    private var isOver = false
    /// The request under way was made when the receiver was still on its way.
    private var isAskedOnTheWay = false
    /// What the snapshots of the pipelines before were numbered up to.
    private var numberedBefore: UInt64 = 0
    private var latestNumber: UInt64 = 0

    /// The receiver is asked between two packets, so the answer is there at once; if not, it is looked for again with
    /// each picture.
    private static let patience: (looks: Int, microseconds: UInt32) = (looks: 40, microseconds: 500)

    /// Starts to read.
    init(_ setting: ReceiverSetting, named name: String, thresholds: AlertThresholds) {
        self.setting = setting
        self.name = name
        canGoBack = setting.replay != nil && setting.whyOnlyForward == nil
        let pipeline = Pipeline(setting, endsWithSource: false, isWatched: true, thresholds: thresholds)
        market = pipeline.market
        self.pipeline = consume pipeline
    }

    /// Ends both threads.
    func stop() { pipeline.take()?.stop() }

    /// What the receiver tells about its source; the latest one's.
    var report: SourceReport { setting.report }

    var readyDescriptor: Int32 { market.exchange.readyDescriptor }

    func request(_ request: SnapshotRequest) {
        settle()
        var request = request
        if let replay = setting.replay {
            request.holdsClock = replay.isPaused || replay.isSeeking || isOver
        }
        guard market.exchange.request(request) else {
            postponed = request
            return
        }
        postponed = nil
        isAskedOnTheWay = setting.replay?.isSeeking == true
    }

    func take(into snapshot: inout Snapshot) -> Bool {
        settle()
        guard market.exchange.take(into: &snapshot) else { return false }
        isOver = snapshot.isOver
        latestNumber = numberedBefore + snapshot.number
        snapshot.number = latestNumber
        if !isAskedOnTheWay, snapshot.behind == 0 { isCatchingUp = false }
        if let postponed { request(postponed) }
        return true
    }

    var status: SourceStatus {
        let report = setting.report
        var status = SourceStatus()
        status.source = name
        status.kind = setting.replay == nil ? .live : .replay
        status.receive = report.technique
        status.clock = report.clockFact
        status.feedCount = setting.directory.count
        status.reconnects = report.reconnects
        status.knowsKernelDrops = knowsKernelDrops
        status.knowsSequence = setting.directory.all.allSatisfy(\.isNumbered)
        status.canGoBack = canGoBack
        let size = report.size
        if size > 0 { status.progress = min(1, Double(report.position) / Double(size)) }
        if setting.directory.knownCount == 0 { status.notice = report.notes.last.map(withoutName) }
        let state = report.state
        if !state.isEmpty { status.notice = withoutName(state) }
        if let replay = setting.replay { tell(replay, &status) }
        if report.isFinished, isOver, status.phase != .seeking {
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

    private func tell(_ replay: ReplayControl, _ status: inout SourceStatus) {
        status.speed = replay.speed
        status.phase = replay.isPaused ? .paused : .running
        if let notice = replay.notice { status.notice = notice }
        if replay.isSeeking || isCatchingUp {
            status.phase = .seeking
            status.seekProgress = replay.target == .end ? status.progress : replay.seekProgress
        } else if !replay.isPaused {
            status.nextDue = replay.nextDue
        }
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

    func acknowledgeAlerts() { market.acknowledgeAlerts() }
    func resetCounters() { market.resetCounters() }
    func trustBooks() { market.trustBooks() }
    func togglePause() { setting.replay?.togglePause() }
    func step(messages: Int) { setting.replay?.step(messages: messages) }
    func changeSpeed(faster: Bool) { setting.replay?.change(faster: faster) }

    func seek(_ target: SeekTarget) {
        guard let replay = setting.replay else { return }
        replay.seek(ReplayTarget(target))
        isCatchingUp = true
        for _ in 0..<Self.patience.looks where replay.isUndecided { usleep(Self.patience.microseconds) }
        settle()
    }

    /// Begins anew where the receiver has found that the target was passed.
    private func settle() {
        guard let replay = setting.replay, replay.mustBeginAnew, pipeline != nil else { return }
        if let reason = setting.whyOnlyForward {
            replay.refuse("cannot go back: \(reason)")
            return
        }
        pipeline.take()?.stop()
        market.resume()
        replay.beginAnew()
        setting = setting.anew
        isOver = false
        numberedBefore = latestNumber
        isAskedOnTheWay = true
        pipeline = Pipeline(setting, endsWithSource: false, market)
    }
}

extension ReplayTarget {
    fileprivate init(_ target: SeekTarget) {
        switch target {
        case .start: self = .start
        case .end: self = .end
        case .time(let time): self = .time(time)
        case .message(let number): self = .message(number)
        }
    }
}

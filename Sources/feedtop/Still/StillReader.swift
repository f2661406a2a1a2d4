internal import Intake
internal import Market
internal import OrderFlow
internal import Screen

/// Reads a source on the calling thread up to a moment and keeps its market by the feed's own clock: what comes out
/// depends on the bytes alone, so the same source gives the same picture anywhere.
final class StillReader {
    private(set) var market: MarketModel
    let setting: ReceiverSetting
    /// The latest time the feed told, ns since the epoch.
    private(set) var clock: UInt64 = 0
    private(set) var isComplete = true
    /// Where to stop, as it was asked for, until the feed's day is known.
    private var asked: String?
    private var moment: Moment
    /// Why it cannot be stopped there.
    private(set) var refusal: SeekTargetError?
    private var hasApplied = false
    private var packet: [OrderEvent] = []

    /// Where to stop.
    enum Stop {
        /// As the screen's prompt takes it, from the feed's first time on.
        case asked(String)
        case at(SeekTarget)
    }

    init(_ setting: ReceiverSetting, until stop: Stop, thresholds: AlertThresholds) {
        self.setting = setting
        switch stop {
        case .asked(let text): (asked, moment) = (text, Moment(.end))
        case .at(let target): moment = Moment(target)
        }
        market = MarketModel(isWatched: true, thresholds: thresholds, isReplay: true)
        packet.reserveCapacity(1 << 16)
    }

    /// - Parameter begin: Called once, when the first events have been applied.
    func run(begin: (StillReader) -> Void) {
        withoutActuallyEscaping(begin) { begin in
            var hasBegun = false
            DirectRead.run(setting) { [self] events in
                for index in events.indices { take(events[index]) }
                if !hasBegun, hasApplied {
                    hasBegun = true
                    begin(self)
                }
            }
        }
        apply()
        isComplete = !moment.isReached
        if isComplete { market.endSource() }
    }

    /// Host clocks are left out: how long this program took is no fact of the feed.
    private func take(_ event: OrderEvent) {
        guard event.kind != .published, !moment.isReached, refusal == nil else { return }
        if let asked { settle(asked, at: event) }
        guard !moment.ends(before: event) else {
            setting.stop.raise()
            return
        }
        var event = event
        if event.kind == .packet {
            apply()
            if event.packetReceived != 0 { clock = max(clock, event.packetReceived) }
            event.price = 0
        } else if event.isMessage, event.kind != .instrument, event.timestamp != 0 {
            clock = max(clock, event.timestamp)
        }
        packet.append(event)
    }

    /// Finds out what moment is meant, once the feed has told a time.
    private func settle(_ text: String, at event: OrderEvent) {
        let time = event.kind == .packet ? event.packetReceived : event.isMessage ? event.timestamp : 0
        let isName = event.kind == .instrument
        guard time != 0, !isName, setting.directory.knownCount > 0 else { return }
        asked = nil
        do throws(SeekTargetError) {
            moment = Moment(
                try SeekTarget(
                    parsing: text, at: time, isEastern: setting.directory.all.contains(where: \.isEastern)))
        } catch {
            refusal = error
            setting.stop.raise()
        }
    }

    private func apply() {
        guard !packet.isEmpty else { return }
        market.addFeeds(of: setting.directory)
        hasApplied = true
        market.apply(packet.span, now: clock)
        packet.removeAll(keepingCapacity: true)
    }

    func snapshot(_ request: SnapshotRequest) -> Snapshot {
        var snapshot = Snapshot()
        market.snapshot(request, now: clock, into: &snapshot)
        return snapshot
    }

    func status(named name: String) -> SourceStatus {
        var status = SourceStatus()
        status.source = name
        status.kind = .replay
        status.phase = isComplete ? .ended : .paused
        status.receive = setting.report.technique
        status.clock = setting.report.clockFact
        status.feedCount = setting.directory.count
        status.knowsBacklog = false
        status.knowsSequence = setting.directory.all.allSatisfy(\.isNumbered)
        let (position, size) = (setting.report.position, setting.report.size)
        if size > 0 { status.progress = isComplete ? 1 : min(1, Double(position) / Double(size)) }
        return status
    }
}

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
    var clock: UInt64 { market.latestTime }
    private(set) var isComplete = true
    /// Where to stop, as it was asked for, until the feed's day is known.
    private var asked: String?
    private var moment: Moment
    /// Why it cannot be stopped there.
    private(set) var refusal: SeekTargetError?
    private var hasApplied = false

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
        market = MarketModel(
            isWatched: true, thresholds: thresholds, isReplay: true, keepsHostTimes: false)
    }

    /// - Parameter begin: Called once, when the first events have been applied: whole packets, or stretches of a stream.
    func run(begin: (StillReader) -> Void) {
        withoutActuallyEscaping(begin) { begin in
            DirectRead.run(setting) { [self] events in
                var rest = 0
                if !hasApplied {
                    rest = events.indices.dropFirst().last { events[$0].kind == .packet } ?? events.count
                    take(events.extracting(first: rest))
                    if hasApplied { begin(self) }
                }
                take(events.extracting(rest..<events.count))
            }
        }
        isComplete = !moment.isReached
        if isComplete { market.endSource() }
    }

    /// Applies what comes before the moment.
    private func take(_ events: Span<OrderEvent>) {
        guard !moment.isReached, refusal == nil else { return }
        var end = asked == nil && moment.isEnd ? events.count : 0
        while end < events.count {
            if let asked { settle(asked, at: events[end]) }
            guard refusal == nil, !moment.ends(before: events[end]) else {
                setting.stop.raise()
                break
            }
            end += 1
        }
        guard end > 0 else { return }
        hasApplied = true
        market.addFeeds(of: setting.directory)
        market.apply(events.extracting(first: end), now: clock != 0 ? clock : Self.firstTime(in: events))
    }

    /// The first time that events tell, ns since the epoch; 1 where they tell none.
    private static func firstTime(in events: Span<OrderEvent>) -> UInt64 {
        for index in events.indices {
            let event = events[index]
            let time = event.kind == .packet ? event.packetReceived : event.isMessage ? event.timestamp : 0
            if time != 0, event.kind != .instrument { return time }
        }
        return 1
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

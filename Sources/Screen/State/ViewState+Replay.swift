import Market
import OrderFlow

/// Space, and the keys of a replay. Where one of them can do nothing, it says why.
extension ViewState {
    /// Pauses a replay; holds the picture of a live feed, or lets it go.
    mutating func hold(_ status: SourceStatus) -> Effect {
        guard status.kind == .live else {
            if let reason = over(status) { return refuse(reason) }
            return .togglePause
        }
        if frozen != nil || isFreezing {
            frozen = nil
            isFreezing = false
            isPlaceChosen = true
            return follow()
        }
        isFreezing = true
        return .ask
    }

    mutating func changeSpeed(faster: Bool, _ status: SourceStatus) -> Effect {
        guard status.kind == .replay else { return refuse("a live feed has no speed to change; a replay has") }
        if let reason = over(status) { return refuse(reason) }
        return .changeSpeed(faster: faster)
    }

    mutating func step(_ status: SourceStatus) -> Effect {
        guard status.kind == .replay else { return refuse("a live feed goes on by itself; . steps in a replay") }
        if let reason = over(status) { return refuse(reason) }
        switch status.phase {
        case .paused: return .step(messages: 1)
        case .seeking: return refuse("on the way to another place; . steps when it is there and paused")
        default: return refuse("Space pauses; then . goes on by one message")
        }
    }

    mutating func skip(_ seconds: Int, _ newest: Snapshot, _ status: SourceStatus) -> Effect {
        guard status.kind == .replay else { return refuse("a live feed cannot be moved in time; a replay can") }
        if status.phase == .failed { return refuse("the source failed; there is nothing to go to") }
        if seconds > 0, let reason = over(status) { return refuse(reason) }
        let now = status.phase == .seeking ? seekGoal ?? newest.feedClock : newest.feedClock
        guard now > 0 else { return refuse("the feed has told no time yet") }
        let span = UInt64(seconds.magnitude) * ExchangeTime.nanosecondsPerSecond
        let goal = seconds < 0 ? (now > span ? now - span : 0) : now.addingReportingOverflow(span).partialValue
        return seek(.time(goal), from: now, status) ?? .none
    }

    /// - Returns: `nil` with a reason said when the source cannot go there.
    mutating func seek(_ target: SeekTarget, from now: UInt64, _ status: SourceStatus) -> Effect? {
        if !status.canGoBack, isBack(target, now) {
            say("\(status.source) cannot be read again, so this replay cannot go back")
            return nil
        }
        if case .time(let time) = target { seekGoal = time } else { seekGoal = nil }
        return .seek(target)
    }

    private func isBack(_ target: SeekTarget, _ now: UInt64) -> Bool {
        switch target {
        case .start: true
        case .time(let time): time < now
        case .end, .message: false
        }
    }

    /// Why the end of a replay takes no orders; `nil`: it is not over.
    private func over(_ status: SourceStatus) -> String? {
        switch status.phase {
        case .ended: "the replay has ended" + (status.canGoBack ? "; :start begins it anew" : "")
        case .failed: "the source failed; there is nothing to go on with"
        case .running, .paused, .seeking: nil
        }
    }

    mutating func refuse(_ reason: String) -> Effect {
        say(reason)
        return .none
    }
}

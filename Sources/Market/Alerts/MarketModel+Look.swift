import Books
import OrderFlow

/// Looks at what no message tells: silence, and what lasts too long. Where the source is live, the host's clock says when
/// to look; in a replay the feeds' clocks do, see ``look(upTo:)``.
extension MarketModel {
    /// Brings the event log and the alerts up to date. To be called every 100 ms, also when nothing comes. Costs next to
    /// nothing where nobody watches, and in a replay, where the host's clock is no reason to look.
    ///
    /// - Parameters:
    ///   - now: Host clock, ns since the epoch.
    ///   - behindAge: By how much the books lagged behind the wire since the last call, at most; ns.
    /// - Returns: When to call again at the latest if nothing comes, in ns from now.
    @discardableResult
    public mutating func tick(now: UInt64, behindAge: UInt64 = 0) -> UInt64 {
        guard let lookout, !isReplay else { return Self.longestPause }
        lookout.behind = max(lookout.behind, behindAge)
        look(now: now)
        return pause(now: now)
    }

    private static let longestPause: UInt64 = 1_000_000_000

    /// The same, with every snapshot. In a replay it only finds out who is silent.
    mutating func look(now: UInt64) {
        if isReplay {
            let latest = latestTime
            for feed in feeds { feed.model.replayTime = latest }
        }
        for feed in feeds { feed.model.isSilent = feed.model.state(at: now) == .silent }
        guard let lookout, !isReplay else { return }
        lookout.now = now
        // A host clock that was set back stands still for a moment; and of more than ten seconds nobody saw what was in
        // them.
        let looked = lookout.looked == 0 ? now : min(now, lookout.looked)
        let passed = min(now - looked, 10 * FeedClock.second)
        lookout.looked = now
        watch(lookout, now: now, passed: passed)
        lookAtHost(lookout, now: now)
    }

    /// The latest time that a feed has told, ns since the epoch; 0: none was.
    public var latestTime: UInt64 { feeds.reduce(0) { max($0, $1.model.clock.now) } }

    /// The latest of the feeds' times at a moment of the host's clock.
    func latestMoment(at now: UInt64) -> UInt64 { feeds.reduce(0) { max($0, $1.model.moment(at: now)) } }

    /// - Parameter passed: Since the last look, ns.
    mutating func watch(_ lookout: Lookout, now: UInt64, passed: UInt64) {
        for feed in feeds {
            feed.model.flushTraffic(&totals)
            feed.model.reviewSuspicion(isLook: true)
            feed.model.noteState(now: now)
        }
        noteBurst(lookout)
        lookout.alerts.advance(by: passed)
        for feed in feeds { lookAt(feed.model, lookout, now: now) }
        lookAtCrossings(lookout, now: now)
        let peak = totals.rates.takeRecentPeak()
        let time = peak.messages > 0 ? peak.at : latestMoment(at: now)
        take(Double(peak.messages), .burst, lookout, AlertBoard.Moment(feedTime: time, hostTime: now))
    }

    /// How this host keeps up now; of a recording it says nothing. The first second is left out: it finds the program
    /// and its memory cold.
    private mutating func lookAtHost(_ lookout: Lookout, now: UInt64) {
        if lookout.begun == 0 {
            lookout.begun = feeds.map { $0.model.packetSeen }.filter { $0 != 0 }.min() ?? 0
        }
        let moment = AlertBoard.Moment(feedTime: latestMoment(at: now), hostTime: now)
        let isWarm = lookout.begun != 0 && now >= lookout.begun.addingClamped(FeedClock.second)
        take(handlingTail(lookout, now: now), .latency, lookout, moment)
        take(isWarm ? Double(lookout.behind) / 1e9 : 0, .behind, lookout, moment)
        lookout.behind = 0
    }

    private func take(_ value: Double, _ rule: AlertRule, _ lookout: Lookout, _ moment: AlertBoard.Moment) {
        lookout.take(value, AlertBoard.Subject(rule: rule), moment)
    }

    private func lookAt(_ feed: borrowing FeedModel, _ lookout: Lookout, now: UInt64) {
        let moment = AlertBoard.Moment(feedTime: feed.moment(at: now), hostTime: now)
        // A gap is raised when it is noticed; here its alert can only come to its end.
        lookout.take(0, AlertBoard.Subject(rule: .gap, feed: feed.number), moment)
        let silence = Double(feed.silence(at: now)) / 1e9
        lookout.take(silence, AlertBoard.Subject(rule: .silence, feed: feed.number), moment)
    }

    private mutating func lookAtCrossings(_ lookout: Lookout, now: UInt64) {
        guard let threshold = lookout.alerts.threshold(.crossed) else { return }
        for subject in lookout.alerts.subjects(.crossed) {
            guard let key = subject.instrument else { continue }
            take(lookout.crossings.books[key], subject, lookout, now: now)
        }
        let latest = latestMoment(at: now)
        guard lookout.crossings.oldest.addingClamped(Lookout.nanoseconds(threshold)) <= latest else { return }
        let due = lookout.crossings.takeDue { [feeds] key, crossing in
            let time = feeds[Int(key.feed)].model.moment(at: now)
            return Double(time - min(time, crossing.since)) / 1e9 >= threshold
        }
        for key in due {
            // It was crossed before its book became suspect.
            if feeds[Int(key.feed)].model.foldCrossing(key.instrument) {
                lookout.crossings.fold(key)
                continue
            }
            let subject = AlertBoard.Subject(rule: .crossed, feed: Int(key.feed), instrument: key)
            take(lookout.crossings.books[key], subject, lookout, now: now)
            if lookout.alerts.lists(subject) { lookout.crossings.tell(key) }
        }
    }

    /// - Parameter crossing: `nil`: it is over.
    private func take(
        _ crossing: CrossingSet.Crossing?, _ subject: AlertBoard.Subject, _ lookout: Lookout, now: UInt64
    ) {
        guard let key = subject.instrument else { return }
        let feed = feeds[Int(key.feed)]
        let time = feed.model.moment(at: now)
        let lasted = crossing.map { Double(time - min(time, $0.since)) / 1e9 } ?? 0
        lookout.take(
            lasted, subject, AlertBoard.Moment(feedTime: time, hostTime: now),
            feed.model.books.instruments.naming(key.instrument))
    }

    /// Seconds at the 99th percentile of handling over ten seconds, worked out at most once a second.
    private mutating func handlingTail(_ lookout: Lookout, now: UInt64) -> Double {
        guard lookout.alerts.threshold(.latency) != nil, lookout.begun != 0 else { return 0 }
        let age = now - min(now, lookout.digested)
        // Ten seconds after the last event the window is empty, and stays so.
        let isOver = now > totals.now && now - totals.now > 12 * FeedClock.second
        if age >= FeedClock.second, !isOver || lookout.alerts.isListed(.latency) {
            lookout.digested = now
            totals.rotate(host: now)
            let warm = (lookout.begun.addingClamped(2 * FeedClock.second) - 1) / FeedClock.second
            let window = totals.window.summary(.handling, seconds: LatencyWindow.length, from: warm)
            lookout.tail = window.count == 0 ? 0 : window.p99
        }
        return isOver ? 0 : Double(lookout.tail) / 1e9
    }

    /// A new record of the busiest millisecond.
    private func noteBurst(_ lookout: Lookout) {
        let peak = totals.rates.peak1ms
        guard peak.messages >= Lookout.smallestBurst, peak.messages > lookout.burst,
            (peak.messages - lookout.burst).multipliedReportingOverflow(by: 2).partialValue >= lookout.burst
        else { return }
        lookout.burst = peak.messages
        lookout.note(.burst(messages: peak.messages), at: peak.at)
    }

    /// Until something can change though nothing comes, ns.
    private func pause(now: UInt64) -> UInt64 {
        guard let lookout else { return Self.longestPause }
        var pause = Self.longestPause
        if lookout.alerts.isRestless || !lookout.crossings.books.isEmpty { pause = 100_000_000 }
        let silence = lookout.alerts.threshold(.silence).map(Lookout.nanoseconds) ?? 0
        for feed in feeds where !feed.model.hasEnded && feed.model.packetSeen != 0 {
            let due = [
                feed.model.messageSeen.addingClamped(2 * FeedClock.second),
                feed.model.packetSeen.addingClamped(3 * FeedClock.second),
                feed.model.packetSeen.addingClamped(silence),
            ]
            for time in due where time >= now { pause = min(pause, time - now + 1_000_000) }
        }
        return pause
    }
}

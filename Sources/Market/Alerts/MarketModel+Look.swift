import OrderFlow

/// Looks at what no message tells: silence, and what lasts too long.
extension MarketModel {
    /// Brings the event log and the alerts up to date. To be called every 100 ms, also when nothing comes. Costs next to
    /// nothing where nobody watches.
    ///
    /// - Parameters:
    ///   - now: Host clock, ns since the epoch.
    ///   - behindAge: By how much the books lagged behind the wire since the last call, at most; ns.
    /// - Returns: When to call again at the latest if nothing comes, in ns from now.
    @discardableResult
    public mutating func tick(now: UInt64, behindAge: UInt64 = 0) -> UInt64 {
        guard let lookout else { return Self.longestPause }
        lookout.behind = max(lookout.behind, behindAge)
        look(now: now)
        return pause(now: now)
    }

    private static let longestPause: UInt64 = 1_000_000_000

    /// The same, with every snapshot.
    mutating func look(now: UInt64) {
        var latest: UInt64 = 0
        for feed in feeds { latest = max(latest, feed.model.clock.now) }
        if isReplay { for feed in feeds { feed.model.replayTime = latest } }
        for feed in feeds { feed.model.isSilent = feed.model.state(at: now) == .silent }
        guard let lookout else { return }
        lookout.now = now
        // A host clock that was set back stands still for a moment.
        let passed = lookout.looked == 0 || now < lookout.looked ? 0 : now - lookout.looked
        lookout.looked = now
        for feed in feeds {
            feed.model.flushTraffic(&totals)
            feed.model.noteState(now: now)
        }
        noteBurst(lookout)
        guard !holdsClock else { return }
        lookout.alerts.advance(by: passed)
        let moment = AlertBoard.Moment(feedTime: latest, hostTime: now)
        for feed in feeds { lookAt(feed.model, lookout, moment) }
        lookAtCrossings(lookout, moment)
        take(Double(totals.rates.takeRecentPeak()), .burst, lookout, moment)
        take(handlingTail(lookout, now: now), .latency, lookout, moment)
        take(Double(lookout.behind) / 1e9, .behind, lookout, moment)
        lookout.behind = 0
    }

    private func take(_ value: Double, _ rule: AlertRule, _ lookout: Lookout, _ moment: AlertBoard.Moment) {
        lookout.take(value, AlertBoard.Subject(rule: rule), moment)
    }

    private func lookAt(_ feed: borrowing FeedModel, _ lookout: Lookout, _ moment: AlertBoard.Moment) {
        var moment = moment
        moment.feedTime = feed.clock.now
        let place = lookout.place(of: feed.number)
        let loss = lookout.feeds[place].loss
        lookout.feeds[place].loss = 0
        lookout.take(Double(loss), AlertBoard.Subject(rule: .gap, feed: feed.number), moment)
        let silence = Double(feed.silence(at: moment.hostTime)) / 1e9
        lookout.take(silence, AlertBoard.Subject(rule: .silence, feed: feed.number), moment)
    }

    private func lookAtCrossings(_ lookout: Lookout, _ moment: AlertBoard.Moment) {
        guard let threshold = lookout.alerts.threshold(.crossed) else { return }
        for subject in lookout.alerts.subjects(.crossed) {
            guard let key = subject.instrument, lookout.crossings.since[key] == nil else { continue }
            lookout.take(0, subject, moment, symbol(key))
        }
        for (key, since) in lookout.crossings.since {
            let feed = feeds[Int(key.feed)]
            let time = isReplay ? feed.model.clock.now : feed.model.time(at: moment.hostTime)
            let lasted = Double(time - min(time, since)) / 1e9
            guard lasted >= threshold || lookout.alerts.isListed(.crossed) else { continue }
            var moment = moment
            moment.feedTime = time
            let subject = AlertBoard.Subject(rule: .crossed, feed: Int(key.feed), instrument: key)
            lookout.take(lasted, subject, moment, symbol(key))
        }
    }

    private func symbol(_ key: InstrumentKey) -> Naming {
        feeds[Int(key.feed)].model.instruments.naming(key.instrument)
    }

    /// Seconds at the 99th percentile of handling over ten seconds, worked out at most once a second.
    private mutating func handlingTail(_ lookout: Lookout, now: UInt64) -> Double {
        guard lookout.alerts.threshold(.latency) != nil else { return 0 }
        let age = now - min(now, lookout.digested)
        // Ten seconds after the last event the window is empty, and stays so.
        let isOver = now > totals.now && now - totals.now > 12 * FeedClock.second
        if age >= FeedClock.second, !isOver || lookout.alerts.isListed(.latency) {
            lookout.digested = now
            totals.rotate(host: now)
            let window = totals.window.summary(.handling, seconds: LatencyWindow.length)
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
        var event = MarketEvent(.burst(messages: peak.messages))
        event.time = peak.at
        event.hostTime = lookout.now
        lookout.log.note(event)
    }

    /// Until something can change though nothing comes, ns.
    private func pause(now: UInt64) -> UInt64 {
        guard let lookout else { return Self.longestPause }
        var pause = Self.longestPause
        if lookout.alerts.isRestless || !lookout.crossings.since.isEmpty { pause = 100_000_000 }
        guard !isReplay else { return pause }
        let silence = lookout.alerts.threshold(.silence).map { UInt64(min($0, 1e6) * 1e9) } ?? 0
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

extension Lookout {
    /// Takes a value in, and logs what comes of it.
    func take(
        _ value: Double, _ subject: AlertBoard.Subject, _ moment: AlertBoard.Moment, _ naming: Naming? = nil
    ) {
        switch alerts.take(value, of: subject, moment) {
        case .none: break
        case .raised(let value):
            note(.raised(subject.rule, value: value), subject, moment, naming, severity: .alert)
        case .cleared(let lasted):
            note(.cleared(subject.rule, lasted: lasted), subject, moment, naming, severity: .info)
        }
    }

    func note(
        _ kind: MarketEvent.Kind, _ subject: AlertBoard.Subject, _ moment: AlertBoard.Moment,
        _ naming: Naming?, severity: Severity
    ) {
        var event = MarketEvent(kind, severity: severity)
        event.time = moment.feedTime
        event.hostTime = moment.hostTime
        event.feed = subject.feed
        event.instrument = subject.instrument
        if let naming {
            event.symbol = naming.symbol
            event.priceScale = naming.priceScale
        }
        log.note(event)
    }

    /// A crossing is over. One that began and ended between two looks is not missed.
    func takeCrossing(_ key: InstrumentKey, lasted: UInt64, at time: UInt64, _ naming: Naming) {
        guard let threshold = alerts.threshold(.crossed), Double(lasted) / 1e9 >= threshold else { return }
        take(
            Double(lasted) / 1e9, AlertBoard.Subject(rule: .crossed, feed: Int(key.feed), instrument: key),
            AlertBoard.Moment(feedTime: time, hostTime: now), naming)
    }
}

extension FeedModel {
    /// How long nothing has come, ns; 0 also before the first packet and after the end of the session.
    func silence(at now: UInt64) -> UInt64 {
        guard packetSeen != 0, !hasEnded else { return 0 }
        if let replayTime { return replayTime - min(replayTime, clock.now) }
        return now - min(now, packetSeen)
    }

    /// Logs that the feed's state is another than at the last look.
    func noteState(now: UInt64) {
        guard let lookout else { return }
        let place = lookout.place(of: number)
        let (before, state) = (lookout.feeds[place].state, state(at: now))
        guard state != before else { return }
        lookout.feeds[place].state = state
        note(.state(from: before, to: state), severity: state == .silent ? .warning : .info)
    }
}

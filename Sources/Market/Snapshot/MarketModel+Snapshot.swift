import Books
import OrderFlow

extension MarketModel {
    /// Fills a snapshot with what is visible.
    ///
    /// - Parameters:
    ///   - now: Host clock, ns since the epoch.
    ///   - snapshot: Its arrays are used again. How far the books are behind is left to the caller.
    public mutating func snapshot(_ request: SnapshotRequest, now: UInt64, into snapshot: inout Snapshot) {
        flush()
        snapshots &+= 1
        snapshot.number = snapshots
        snapshot.request = request
        snapshot.hostClock = now
        snapshot.since = since
        look(now: now)
        fillFeeds(now, &snapshot)

        var feedTime: UInt64 = 0
        var times: [UInt64] = []
        for feed in feeds {
            let time = request.holdsClock ? feed.model.clock.now : feed.model.time(at: now)
            feedTime = max(feedTime, time)
            times.append(time)
        }
        // In a hole of a replay it is told what comes next, and when.
        if !isReplay { snapshot.feedClock = max(snapshot.feedClock, feedTime) }
        snapshot.rates = totals.rates.summary(at: feedTime)
        totals.rates.sparkline(at: feedTime, into: &snapshot.sparkline)

        if !request.holdsClock { totals.rotate(host: now) }
        if feedTime != 0 { totals.rotate(feed: feedTime - feedTime % FeedClock.second) }
        fillLatencies(&snapshot)

        rowOrder.refresh(feeds, request, now: now, times: times)
        let selection = RowSelection(request, rowOrder.keys) { [feeds] key in
            feeds[Int(key.feed)].model.books.instruments.naming(key.instrument).symbol
        }
        snapshot.request.firstRow = selection.firstRow
        snapshot.request.selected = selection.selected
        snapshot.searchFailed = selection.searchFailed
        snapshot.instrumentCount = rowOrder.keys.count
        snapshot.unfilteredCount = rowOrder.unfilteredCount
        snapshot.rows.removeAll(keepingCapacity: true)
        for key in rowOrder.keys.dropFirst(selection.firstRow).prefix(max(0, request.rowCount)) {
            let time = times[Int(key.feed)]
            snapshot.rows.append(
                InstrumentRow(key, of: feeds[Int(key.feed)].model, second: time - time % FeedClock.second))
        }
        fillAlerts(&snapshot)
        fillDetails(request, now, feedTime: feedTime, &snapshot)
    }

    /// - Parameter feedTime: The latest of the feeds' times, gone on with the host's clock where they are silent.
    private mutating func fillDetails(
        _ request: SnapshotRequest, _ now: UInt64, feedTime: UInt64, _ snapshot: inout Snapshot
    ) {
        func isWanted(_ view: SnapshotView) -> Bool { request.isComplete || request.view == view }
        snapshot.book = isWanted(.book) ? bookDetail(request, snapshot, feedTime: feedTime) : BookDetail()
        snapshot.flow = isWanted(.flow) ? flowDetail(request, snapshot, feedTime: feedTime) : FlowDetail()
        snapshot.history =
            isWanted(.rates) || isWanted(.gaps)
            ? rateHistory(request, feedTime: feedTime, now: now) : RateHistory()
        snapshot.latency = isWanted(.latency) ? latencyDetail() : LatencyDetail()
        snapshot.gaps = isWanted(.gaps) ? gapList(request) : GapList()
        snapshot.events = isWanted(.events) ? eventList(request) : EventList()
    }

    /// Brings what is still counted apart into the meters.
    mutating func flush() {
        for feed in feeds {
            feed.model.recordStamped(&totals)
            // Of a replay only the feeds' times decide when, or a picture would change what counts as one burst.
            if !isReplay { feed.model.flushTraffic(&totals) }
            feed.model.lines.settle(messages: feed.model.counters.messages)
            feed.model.reviewSuspicion()
        }
    }

    private func fillFeeds(_ now: UInt64, _ snapshot: inout Snapshot) {
        snapshot.feeds.removeAll(keepingCapacity: true)
        snapshot.counters = strays
        snapshot.feedClock = 0
        for feed in feeds {
            let holdsClock = snapshot.request.holdsClock
            let time = holdsClock ? feed.model.clock.now : feed.model.time(at: now)
            if !holdsClock { feed.model.window.rotateHandling(to: now / FeedClock.second) }
            feed.model.window.rotateFeed(to: time / FeedClock.second)
            let summary = FeedSummary(feed.model, now: now, feedTime: time)
            snapshot.counters += summary.counters
            snapshot.feedClock = max(snapshot.feedClock, summary.last)
            snapshot.feeds.append(summary)
        }
        fillLosses(&snapshot)
    }

    private func fillLosses(_ snapshot: inout Snapshot) {
        let kept = 8
        snapshot.recentLosses.removeAll(keepingCapacity: true)
        for feed in feeds { snapshot.recentLosses += feed.model.ledger.latest(kept) }
        guard feeds.count > 1 else { return }
        snapshot.recentLosses.sort {
            ($0.cause == .line ? 0 : 1, $0.noticed) > ($1.cause == .line ? 0 : 1, $1.noticed)
        }
        snapshot.recentLosses.removeLast(max(0, snapshot.recentLosses.count - kept))
    }

    private func fillLatencies(_ snapshot: inout Snapshot) {
        snapshot.latencies.removeAll(keepingCapacity: true)
        for stage in LatencyStage.allCases where totals.window.hasSamples(stage) {
            for seconds in [LatencyWindow.length, 0] {
                snapshot.latencies.append(totals.window.summary(stage, seconds: seconds))
            }
        }
    }
}

extension FeedModel {
    /// The feed's time at a moment of the host's clock. While packets come it is what they told last; once
    /// they have stopped for two seconds it goes on with the host's clock, so that the rates of a silent feed
    /// fall to zero.
    func time(at now: UInt64) -> UInt64 {
        guard clock.now != 0, now > packetSeen, now - packetSeen > 2 * FeedClock.second else {
            return clock.now
        }
        return clock.now.addingClamped(now - packetSeen)
    }
}

extension FeedSummary {
    /// - Parameters:
    ///   - now: Host clock, ns since the epoch.
    ///   - feedTime: The feed's time then.
    init(_ feed: borrowing FeedModel, now: UInt64, feedTime: UInt64) {
        self.init()
        name = feed.description.name
        transport = feed.description.transport
        content = feed.description.content
        isEastern = feed.description.isEastern
        firstBytes = feed.description.firstBytes
        isUnknown = feed.description.isUnknown
        knowsSequence = feed.knowsSequence
        state = feed.state(at: now)
        counters = feed.counters
        first = feed.clock.first
        last = feed.clock.latest
        lines = feed.lineSummaries(at: now, feedTime: feedTime)
        rates = feed.rates.summary(at: feedTime)
        latencies = feed.window.summaries
        suspicion = feed.suspicion
        suspectInstruments = feed.suspectInstruments
    }
}

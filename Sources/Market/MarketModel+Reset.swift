import Books
import OrderFlow

/// Counting begins anew.
extension MarketModel {
    /// Sets counters, peaks, rates, latencies, ledger, alerts and events back to nothing. What is known of the market and of
    /// the lines stays: books, names, trades, sequences, who lives and which books are suspect.
    ///
    /// - Parameter now: Host clock, ns since the epoch.
    public mutating func resetCounters(now: UInt64) {
        flush()
        if !isReplay { lookout?.now = now }
        since = isReplay ? max(latestTime, lookout?.looked ?? 0) : latestMoment(at: now)
        for feed in feeds { feed.model.resetCounters(lossOrder) }
        // A packet may be under way: what is left of it counts from here.
        for source in sources.indices { sources[source].messagesBefore = 0 }
        totals.resetCounters()
        strays = FeedCounters()
        guard let lookout else { return }
        lookout.log = EventLog()
        lookout.alerts = AlertBoard(thresholds)
        lookout.crossings.untell()
        (lookout.burst, lookout.tail, lookout.behind) = (0, 0, 0)
        lookout.note(.countersReset, at: since)
    }
}

extension FeedModel {
    fileprivate mutating func resetCounters(_ order: LossOrder) {
        counters = FeedCounters()
        messagesByType = InlineArray(repeating: 0)
        ledger = SequenceLedger(order)
        lines.resetCounters()
        rates = RateMeter()
        for stage in LatencyStage.allCases { latencies.reset(stage) }
        window = FeedWindow(isKept: isWatched)
        typeLog = TypeLog(isKept: isWatched)
        clock.beginAnew()
        books.resetMessages()
    }
}

extension LineTable {
    fileprivate mutating func resetCounters() {
        for index in lines.indices {
            var line = LineModel()
            (line.packetSeen, line.messageSeen) = (lines[index].packetSeen, lines[index].messageSeen)
            (line.lastPacket, line.lastMessage) = (lines[index].lastPacket, lines[index].lastMessage)
            lines[index] = line
        }
        countFromNothing()
    }
}

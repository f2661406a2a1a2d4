import OrderFlow

/// The rates over time.
extension MarketModel {
    /// - Parameter feedTime: The latest of the feeds' times, gone on with the host's clock where they are silent.
    func rateHistory(_ request: SnapshotRequest, feedTime: UInt64, now: UInt64) -> RateHistory {
        var history = totals.log.history(at: feedTime)
        for (index, feed) in feeds.enumerated() {
            let time = request.holdsClock ? feed.model.clock.now : feed.model.time(at: now)
            history.types += feed.model.typeCounts(index, at: time / FeedClock.second)
            // Many feeds with every type there is are no feeds.
            guard history.types.count < Snapshot.longestList else { break }
        }
        history.types.removeLast(max(0, history.types.count - Snapshot.longestList))
        return history
    }
}

extension FeedModel {
    /// The types that came, the most frequent first.
    ///
    /// - Parameter second: Of the feed's time, counted from the epoch.
    fileprivate func typeCounts(_ feed: Int, at second: UInt64) -> [TypeCount] {
        var types: [TypeCount] = []
        for type in 0..<256 where messagesByType[type] > 0 {
            var count = TypeCount()
            count.feed = feed
            count.type = UInt8(type)
            count.name = description.typeNames[count.type] ?? ""
            count.messages = messagesByType[type]
            count.lastSecond = typeLog.lastSecond(type, count.messages, at: second)
            types.append(count)
        }
        types.sort { ($1.messages, $0.type) < ($0.messages, $1.type) }
        return types
    }
}

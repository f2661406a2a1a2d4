import Books

/// The event log and the alerts.
extension MarketModel {
    func eventList(_ request: SnapshotRequest) -> EventList {
        var list = EventList()
        guard let log = lookout?.log else { return list }
        list.count = log.count
        list.evicted = log.evicted
        let wanted =
            request.isComplete ? Snapshot.longestList : max(0, min(request.listCount, Snapshot.longestList))
        list.first =
            request.isComplete ? 0 : max(0, min(request.listFirst, log.count - min(wanted, log.count)))
        for place in list.first..<min(list.first + wanted, log.count) { list.entries.append(log[place]) }
        return list
    }

    func fillAlerts(_ snapshot: inout Snapshot) {
        snapshot.alerts = lookout?.alerts.summary ?? AlertSummary()
        for index in snapshot.alerts.alerts.indices {
            let alert = snapshot.alerts.alerts[index]
            if let feed = alert.feed, alert.rule == .gap, feeds[feed].model.suspicion != nil, let lookout {
                let crossed = lookout.feeds[lookout.place(of: feed)].crossed
                snapshot.alerts.alerts[index].crossedBooks = crossed.count
                snapshot.alerts.alerts[index].crossedNow = lookout.crossings.foldedCount(feed: feed)
            }
            guard let key = alert.instrument else { continue }
            snapshot.alerts.alerts[index].symbol =
                feeds[Int(key.feed)].model.books.instruments.naming(key.instrument).symbol
        }
    }

    /// The operator has seen the alerts.
    ///
    /// - Parameter now: Host clock, ns since the epoch; `nil`: as of the last look.
    public mutating func acknowledgeAlerts(now: UInt64? = nil) {
        guard let lookout else { return }
        if let now, !isReplay { lookout.now = now }
        let latest = isReplay ? max(latestTime, lookout.looked) : latestMoment(at: lookout.now)
        let (count, cleared) = lookout.alerts.acknowledge()
        guard count > 0 else { return }
        lookout.note(.acknowledged(alerts: count), at: latest)
        for (subject, lasted) in cleared {
            lookout.note(
                .cleared(subject.rule, lasted: lasted), subject,
                AlertBoard.Moment(feedTime: latest, hostTime: lookout.now), nil, severity: .info)
        }
    }
}

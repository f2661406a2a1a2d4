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
            guard let key = snapshot.alerts.alerts[index].instrument else { continue }
            snapshot.alerts.alerts[index].symbol =
                feeds[Int(key.feed)].model.instruments.naming(key.instrument).symbol
        }
    }

    /// The operator has seen the alerts.
    public mutating func acknowledgeAlerts() {
        guard let lookout else { return }
        let (count, cleared) = lookout.alerts.acknowledge()
        guard count > 0 else { return }
        lookout.note(.acknowledged(alerts: count))
        for (subject, lasted) in cleared {
            let time = subject.feed.map { feeds[$0].model.clock.now } ?? 0
            lookout.note(
                .cleared(subject.rule, lasted: lasted), subject,
                AlertBoard.Moment(feedTime: time, hostTime: lookout.now), nil, severity: .info)
        }
    }
}

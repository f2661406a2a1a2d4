/// The event log and the alerts.
extension MarketModel {
    mutating func eventList(_ request: SnapshotRequest) -> EventList { EventList() }

    mutating func fillAlerts(_ snapshot: inout Snapshot) {}

    /// The operator has seen the alerts.
    public mutating func acknowledgeAlerts() {}
}

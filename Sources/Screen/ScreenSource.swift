public import Market

/// What the screen needs from the rest of the program. All calls come from the thread that runs the screen.
public protocol ScreenSource: AnyObject {
    /// Asks for a picture of the market. Returns at once; the newest request counts.
    func request(_ request: SnapshotRequest)
    /// Takes the newest answer, if there is one since the last call, and makes `readyDescriptor` unreadable
    /// again.
    func take(into snapshot: inout Snapshot) -> Bool
    /// Readable when an answer is ready (an eventfd). The screen only polls it.
    var readyDescriptor: Int32 { get }
    var status: SourceStatus { get }
    /// Stops or goes on with a replay.
    func togglePause()
    /// The operator says that the books are right again.
    func trustBooks()
    /// Lets a paused replay go on by so many messages.
    func step(messages: Int)
    /// Brings a replay to another place. Going back begins anew and rebuilds everything up to there.
    func seek(_ target: SeekTarget)
    /// The operator has seen the alerts.
    func acknowledgeAlerts()
    /// Counters and peaks begin anew.
    func resetCounters()
    /// One step up or down in replay speed.
    func changeSpeed(faster: Bool)
}

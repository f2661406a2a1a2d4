internal import CLinux

/// Connects, and connects again when the connection is gone, as patiently as it was told.
struct Connector: ~Copyable {
    private let address: StreamAddress
    private let setting: ReceiverSetting
    private var hasConnected = false
    /// Before the next attempt, in milliseconds.
    private var delay: Int32 = 0
    /// Why the last attempt failed.
    private var failure: ConnectFailure?
    /// Since when nothing has come and nothing was connected for long, on the monotonic clock.
    private var goneSince = linux_monotonic()
    private var connectedAt: UInt64 = 0

    /// A connection that lasted so long was one, even if nothing came.
    private static let lasting: UInt64 = 1_000_000_000

    init(_ address: StreamAddress, _ setting: ReceiverSetting) {
        self.address = address
        self.setting = setting
    }

    /// The next connection, which is the caller's; `nil` when asked to stop, or when patience has run out.
    ///
    /// - Throws: When patience has run out without one connection.
    mutating func next() throws(IntakeError) -> Int32? {
        while !setting.stop.isRaised {
            let left = patienceLeft
            if left <= 0 {
                guard let failure, !hasConnected else { return nil }
                throw refusal(failure)
            }
            if delay > 0, !setting.stop.sleep(milliseconds: min(delay, left)) { return nil }
            delay = min(max(2 * delay, setting.pace.firstDelay), setting.pace.longestDelay)
            let limit = min(setting.pace.connectLimit, max(1, patienceLeft))
            switch StreamSocket.connect(address, stop: setting.stop, limit: limit) {
            case .stopped: return nil
            case .connected(let descriptor):
                if hasConnected { setting.report.reconnects += 1 }
                hasConnected = true
                connectedAt = linux_monotonic()
                setting.report.set(state: "")
                return descriptor
            case .failed(let why):
                failure = why
                if !hasConnected, why.isFinal { throw refusal(why) }
                tell(why.reason)
            }
        }
        return nil
    }

    /// The connection is gone.
    ///
    /// - Parameter wasGood: Something came that could be read; so the next attempt is a first one.
    mutating func lose(_ reason: String, wasGood: Bool) {
        let now = linux_monotonic()
        if wasGood { delay = setting.pace.firstDelay }
        if wasGood || now - connectedAt > Self.lasting { goneSince = now }
        tell(reason)
    }

    private func refusal(_ failure: ConnectFailure) -> IntakeError {
        IntakeError("\(address.name): cannot connect: \(failure.reason.withinSentence); \(failure.remedy)")
    }

    private func tell(_ reason: String) {
        let what = hasConnected ? "reconnecting to" : "connecting to"
        setting.report.set(state: "\(what) \(address.name): \(reason.withinSentence)")
    }

    /// In milliseconds; 0 or less: none.
    private var patienceLeft: Int32 {
        guard let patience = setting.patience else { return .max }
        let gone = (linux_monotonic() - goneSince) / 1_000_000
        return Int32(clamping: Int64(patience) * 1000 - Int64(clamping: gone))
    }
}

/// Message and byte rates by feed time.
public struct RateSummary: Sendable, Equatable {
    /// Per second, over the last whole second and the last ten; `nil`: not known yet.
    public var messages1s: Double?
    public var messages10s: Double?
    public var bytes1s: Double?
    public var bytes10s: Double?
    public var packets1s: Double?
    public var peak1ms = Peak()
    public var peak1s = Peak()
    public init() {}
}

/// The most messages in any window of one length (aligned to that length), and when the window began.
public struct Peak: Sendable, Equatable {
    public var messages: UInt64 = 0
    /// ns since the epoch; 0: no messages yet.
    public var at: UInt64 = 0
    public init(messages: UInt64 = 0, at: UInt64 = 0) {
        self.messages = messages
        self.at = at
    }
}

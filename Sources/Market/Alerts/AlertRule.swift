public import OrderFlow

/// What an alert watches. Each has a threshold at which it is raised, and a lower one below which it is cleared.
public enum AlertRule: String, Sendable, CaseIterable {
    /// Nothing comes on a feed, not even heartbeats; seconds.
    case silence
    /// Messages were lost for the books; messages of one gap.
    case gap
    /// Messages in one millisecond.
    case burst
    /// The 99th percentile of handling over ten seconds; seconds.
    case latency
    /// A book is crossed; seconds.
    case crossed
    /// The books lag behind the wire; seconds.
    case behind
}

/// An alert that is raised, or that was and has not been acknowledged.
public struct AlertState: Sendable, Equatable {
    public var rule = AlertRule.silence
    /// `nil`: it concerns all.
    public var feed: Int?
    /// With rule `crossed`: the instrument.
    public var instrument: InstrumentKey?
    /// Its name; empty: it is about no instrument.
    public var symbol = SymbolName()
    /// The latest value, or the worst once it is cleared, in the rule's unit; of gaps and bursts always the worst.
    public var value = 0.0
    /// The value with which it was raised, and the worst since; neither is ever below the threshold.
    public var initial = 0.0
    public var worst = 0.0
    public var threshold = 0.0
    /// When it was raised, feed time and host clock, ns since the epoch.
    public var since: UInt64 = 0
    public var hostSince: UInt64 = 0
    /// When it was cleared, feed time; 0: it is raised, or the feed had told no time.
    public var ended: UInt64 = 0
    /// With rule `gap`, while the books that the loss made suspect are: how many of them were crossed since, and how
    /// many are now. They raise no alerts of their own.
    public var crossedBooks = 0
    public var crossedNow = 0
    public var isRaised = true
    public var isAcknowledged = false
    public init() {}
}

/// All alerts there are to show.
public struct AlertSummary: Sendable, Equatable {
    /// Not acknowledged before acknowledged, newest first.
    public var alerts: [AlertState] = []
    /// Raised since the start: rises with every new one, which is when a bell rings.
    public var raisedCount: UInt64 = 0
    /// Conditions that would raise an alert now, and for which there is no room among the 64.
    public var unlisted: UInt64 = 0
    public init() {}

    /// Those that ask for attention.
    public var open: Int { alerts.count { !$0.isAcknowledged } }
    /// Those that somebody has seen and that still hold.
    public var acknowledged: Int { alerts.count { $0.isAcknowledged && $0.isRaised } }
}

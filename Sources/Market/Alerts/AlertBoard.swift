/// Raises and clears alerts, with hysteresis: one is raised as soon as its value reaches the threshold, and cleared once
/// the value was below four fifths of it for two seconds. A gap has no such value: it is cleared when somebody has
/// acknowledged it, or after a minute without another one.
///
/// Seconds are those of a clock of its own, which goes with the looks: by the host's clock where the source is live,
/// by the feeds' in a replay.
struct AlertBoard {
    /// Alerts kept, at most.
    static let capacity = 64
    private static let second: UInt64 = 1_000_000_000

    /// What an alert is about.
    struct Subject: Equatable {
        var rule: AlertRule
        var feed: Int?
        var instrument: InstrumentKey?
    }

    /// When something is seen: feed time and host clock, ns since the epoch.
    struct Moment {
        var feedTime: UInt64
        var hostTime: UInt64
    }

    enum Change: Equatable {
        case none
        case raised(value: Double)
        /// ns.
        case cleared(lasted: UInt64)
    }

    private struct Entry {
        var subject: Subject
        var state: AlertState
        /// By the board's clock: when it was raised, and since when the value is low.
        var raised: UInt64
        var low: UInt64?
    }

    private let thresholds: AlertThresholds
    private var entries: [Entry] = []
    /// ns of watching.
    private(set) var clock: UInt64 = 0
    private var raisedCount: UInt64 = 0
    /// Conditions of this look for which there is no room.
    private var unlisted: UInt64 = 0
    /// Alerts kept of each rule, by the rule's place among all.
    private var counts = InlineArray<6, Int>(repeating: 0)

    init(_ thresholds: AlertThresholds) {
        self.thresholds = thresholds
        entries.reserveCapacity(Self.capacity)
    }

    func threshold(_ rule: AlertRule) -> Double? {
        let asked: Double? =
            switch rule {
            case .silence: thresholds.silence
            case .gap: thresholds.gap.map { Double($0) }
            case .burst: thresholds.burst.map { Double($0) }
            case .latency: thresholds.latency
            case .crossed: thresholds.crossed
            case .behind: thresholds.behind
            }
        // Nothing reaches less than nothing.
        return asked.flatMap { $0 > 0 ? $0 : nil }
    }

    /// Goes on by so many ns of watching.
    mutating func advance(by nanoseconds: UInt64) {
        clock = clock.addingClamped(nanoseconds)
        unlisted = 0
    }

    /// Takes a value in.
    mutating func take(_ value: Double, of subject: Subject, _ moment: Moment) -> Change {
        guard let threshold = threshold(subject.rule) else { return .none }
        let isReached = value >= threshold
        guard isReached || counts[Self.place(subject.rule)] > 0 else { return .none }
        guard let index = entries.firstIndex(where: { $0.subject == subject }) else {
            return isReached ? raise(value, threshold, subject, moment) : .none
        }
        guard entries[index].state.isRaised else {
            guard isReached else { return .none }
            remove(at: index)
            return raise(value, threshold, subject, moment)
        }
        note(value, threshold, at: index)
        guard let low = entries[index].low, clock - low >= Self.patience(subject.rule) else { return .none }
        return .cleared(lasted: clear(at: index, moment.feedTime))
    }

    /// How long a value must be low, ns.
    private static func patience(_ rule: AlertRule) -> UInt64 { (rule == .gap ? 60 : 2) * second }

    private static func place(_ rule: AlertRule) -> Int {
        switch rule {
        case .silence: 0
        case .gap: 1
        case .burst: 2
        case .latency: 3
        case .crossed: 4
        case .behind: 5
        }
    }

    private mutating func raise(
        _ value: Double, _ threshold: Double, _ subject: Subject, _ moment: Moment
    ) -> Change {
        if entries.count == Self.capacity {
            // One that is over makes room, the oldest first.
            guard let over = entries.firstIndex(where: { !$0.state.isRaised }) else {
                unlisted += 1
                return .none
            }
            remove(at: over)
        }
        var state = AlertState()
        state.rule = subject.rule
        state.feed = subject.feed
        state.instrument = subject.instrument
        state.value = value
        state.initial = value
        state.worst = value
        state.threshold = threshold
        state.since = moment.feedTime
        state.hostSince = moment.hostTime
        entries.append(Entry(subject: subject, state: state, raised: clock, low: nil))
        counts[Self.place(subject.rule)] += 1
        raisedCount += 1
        return .raised(value: value)
    }

    private mutating func note(_ value: Double, _ threshold: Double, at index: Int) {
        let worst = max(entries[index].state.worst, value)
        entries[index].state.worst = worst
        let rule = entries[index].subject.rule
        entries[index].state.value = rule == .gap || rule == .burst ? worst : value
        if value >= threshold * 4 / 5 {
            entries[index].low = nil
        } else if entries[index].low == nil {
            entries[index].low = clock
        }
    }

    /// - Returns: How long it was raised, ns.
    private mutating func clear(at index: Int, _ time: UInt64) -> UInt64 {
        let lasted = clock - entries[index].raised
        if entries[index].state.isAcknowledged {
            remove(at: index)
        } else {
            entries[index].state.isRaised = false
            entries[index].state.value = entries[index].state.worst
            entries[index].state.ended = time
        }
        return lasted
    }

    private mutating func remove(at index: Int) {
        counts[Self.place(entries[index].subject.rule)] -= 1
        entries.remove(at: index)
    }

    /// Somebody has seen all there are. Those that are over go, and gaps are over.
    ///
    /// - Returns: How many asked for attention, and the gaps that are cleared, with how long they were raised.
    mutating func acknowledge() -> (count: Int, cleared: [(subject: Subject, lasted: UInt64)]) {
        let count = entries.count { !$0.state.isAcknowledged }
        var cleared: [(subject: Subject, lasted: UInt64)] = []
        for index in entries.indices.reversed() {
            entries[index].state.isAcknowledged = true
            if !entries[index].state.isRaised {
                remove(at: index)
            } else if entries[index].subject.rule == .gap {
                let subject = entries[index].subject
                cleared.append((subject, clear(at: index, 0)))
            }
        }
        return (count, cleared)
    }

    /// There is an alert about this, raised or not yet seen.
    func lists(_ subject: Subject) -> Bool {
        counts[Self.place(subject.rule)] > 0 && entries.contains { $0.subject == subject }
    }

    /// What raised alerts of a rule are about.
    func subjects(_ rule: AlertRule) -> [Subject] {
        guard counts[Self.place(rule)] > 0 else { return [] }
        return entries.filter { $0.subject.rule == rule && $0.state.isRaised }.map(\.subject)
    }

    /// There are alerts of a rule, raised or not yet seen.
    func isListed(_ rule: AlertRule) -> Bool { counts[Self.place(rule)] > 0 }

    /// Whether an alert is over can only be told by another look: as far as is known its value is not low yet.
    var awaitsLook: Bool {
        entries.contains {
            $0.state.isRaised && $0.low == nil && $0.subject.rule != .silence && $0.subject.rule != .crossed
        }
    }

    /// Until an alert whose value stays low is over, ns; `nil`: there is none.
    var untilCleared: UInt64? {
        entries.lazy.compactMap { [clock] entry in
            guard entry.state.isRaised, let low = entry.low else { return nil }
            return Self.patience(entry.subject.rule) - min(Self.patience(entry.subject.rule), clock - low)
        }.min()
    }

    /// Time alone can clear something soon.
    var isRestless: Bool {
        entries.contains {
            $0.state.isRaised && ($0.low != nil || ($0.subject.rule != .silence && $0.subject.rule != .gap))
        }
    }

    var summary: AlertSummary {
        var summary = AlertSummary()
        summary.raisedCount = raisedCount
        summary.unlisted = unlisted
        for isAcknowledged in [false, true] {
            for entry in entries.reversed() where entry.state.isAcknowledged == isAcknowledged {
                summary.alerts.append(entry.state)
            }
        }
        return summary
    }
}

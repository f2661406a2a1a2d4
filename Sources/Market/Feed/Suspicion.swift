internal import Books
public import OrderFlow

/// What may have made books wrong.
public enum SuspicionCause: Sendable, Equatable {
    /// Messages were lost for them.
    case loss(LossCause)
    /// The feed was joined in the middle of a session: what came before is not in its books.
    case joinedLate
    /// A message could not be read, or was promised and not there.
    case malformed
    /// The sender began anew, and not at the beginning.
    case resetMidSession

    /// For programs.
    public var name: String {
        switch self {
        case .loss(let cause): cause.name
        case .joinedLate: "joined-late"
        case .malformed: "malformed"
        case .resetMidSession: "reset-mid-session"
        }
    }

    /// For people; the messages concerned may follow.
    public var words: String {
        switch self {
        case .loss(.wire), .loss(.line): "wire gap"
        case .loss(.kernel): "kernel drop"
        case .loss(.here): "shed here"
        case .loss(.capture): "capture gap"
        case .joinedLate: "joined late, without"
        case .malformed: "malformed message"
        case .resetMidSession: "begun anew without"
        }
    }
}

/// Why the books of a feed may be wrong: what happened first since they were last known to be right.
public struct Suspicion: Sendable, Equatable {
    /// Feed time, ns since the epoch; 0: the feed had told no time yet.
    public var since: UInt64 = 0
    public var cause = SuspicionCause.loss(.wire)
    /// Sequence numbers of what the books lack by that, both ends included; 0: it was not numbered.
    public var first: UInt64 = 0
    public var last: UInt64 = 0
    /// Such things since, that one among them.
    public var losses: UInt64 = 1
    public init() {}

    /// `wire gap 1001-1010`
    public var reason: String {
        guard first > 0 else {
            return cause == .resetMidSession ? "begun anew in mid-session" : cause.words
        }
        return first == last ? "\(cause.words) \(first)" : "\(cause.words) \(first)-\(last)"
    }
}

/// Books are suspect after messages were lost for them or could not be read, and where the beginning of the session was
/// not there, until they are refreshed: all by a reset or by the
/// operator's word, and an instrument whose quotes replace each other once both sides were replaced. Orders of an
/// instrument that appears only afterwards may have been lost as well, so it is suspect too.
extension FeedModel {
    /// Messages `first ... last` (0: not known which) are not in the books.
    mutating func suspect(_ cause: SuspicionCause, _ first: UInt64 = 0, _ last: UInt64 = 0) {
        books.noteLoss()
        if suspicion != nil {
            suspicion?.losses.addClamped(1)
            return
        }
        var reason = Suspicion()
        reason.since = clock.now
        reason.cause = cause
        reason.first = first
        reason.last = last
        suspicion = reason
        note(.booksSuspect(cause), severity: .warning)
    }

    mutating func trustBooks() {
        if suspicion != nil { note(.booksTrusted) }
        suspicion = nil
        suspectInstruments = 0
        books.trust()
        lookout?.trustBooks(of: number)
    }

    /// Counts the suspect instruments; when all have been refreshed, the feed is suspect no more.
    ///
    /// - Parameter isLook: It may end the suspicion now. In a replay only a look may, so that the moment at which it is
    ///   told does not depend on who asks for a snapshot when.
    mutating func reviewSuspicion(isLook: Bool = false) {
        guard suspicion != nil else { return }
        guard !description.isOrderLevel else {
            suspectInstruments = books.instruments.activeCount
            return
        }
        var count = 0
        for position in 0..<books.instruments.seenCount {
            let state = books.instruments[books.instruments.seen(position)]
            if state.isActive, books.instruments.isSuspect(state) { count += 1 }
        }
        suspectInstruments = count
        let mayEnd = isLook || lookout == nil || replayTime == nil
        if mayEnd, count == 0, books.instruments.activeCount > 0 { trustBooks() }
    }
}

extension MarketModel {
    /// The operator says that the books of all feeds are right again.
    ///
    /// - Parameter now: Host clock, ns since the epoch; `nil`: as of the last event.
    public mutating func trustBooks(now: UInt64? = nil) {
        if let now, !isReplay { lookout?.now = now }
        for feed in feeds { feed.model.trustBooks() }
    }
}

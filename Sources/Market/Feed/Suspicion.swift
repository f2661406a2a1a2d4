public import OrderFlow

/// Why the books of a feed may be wrong: the loss since which they were not refreshed.
public struct Suspicion: Sendable, Equatable {
    /// Feed time, ns since the epoch; 0: the feed had told no time yet.
    public var since: UInt64 = 0
    public var cause = LossCause.wire
    /// Sequence numbers of that loss, both ends included; 0: it was not numbered.
    public var first: UInt64 = 0
    public var last: UInt64 = 0
    /// Losses since, that one among them.
    public var losses: UInt64 = 1
    public init() {}
}

/// Books are suspect after messages were lost for them, until they are refreshed: all by a reset or by the
/// operator's word, and an instrument whose quotes replace each other once both sides were replaced. Orders of an
/// instrument that appears only afterwards may have been lost as well, so it is suspect too.
extension FeedModel {
    mutating func suspect(_ cause: LossCause, _ first: UInt64, _ last: UInt64) {
        instruments.noteLoss()
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
        note(.booksSuspect, severity: .warning)
    }

    mutating func trustBooks() {
        if suspicion != nil { note(.booksTrusted) }
        suspicion = nil
        suspectInstruments = 0
        instruments.trust()
    }

    /// Counts the suspect instruments; when all have been refreshed, the feed is suspect no more.
    mutating func reviewSuspicion() {
        guard suspicion != nil else { return }
        guard !description.isOrderLevel else {
            suspectInstruments = instruments.activeCount
            return
        }
        var count = 0
        for position in 0..<instruments.seenCount {
            let state = instruments[instruments.seen(position)]
            if state.isActive, instruments.isSuspect(state) { count += 1 }
        }
        suspectInstruments = count
        if count == 0, instruments.activeCount > 0 { trustBooks() }
    }
}

extension MarketModel {
    /// The operator says that the books of all feeds are right again.
    public mutating func trustBooks() {
        for feed in feeds { feed.model.trustBooks() }
    }
}

import OrderFlow

/// The looks of a replay: they fall on moments of feed time, between the same two events whatever the pace at which
/// these come. So the event log and the alerts at a place are the same whichever way one got there.
extension MarketModel {
    /// Looks are so far apart, ns of feed time.
    private static let step: UInt64 = 100_000_000
    /// Of a hole longer than ten minutes, ns, only the start is looked into, where the silence is noticed: clocks that jump
    /// with every message would cost more than the messages.
    private static let longHole: UInt64 = 600_000_000_000
    private static let start: UInt64 = 5_000_000_000
    /// A clock that jumps further than a day and two hours, ns, is wrong: there is no hole in the recording to look into.
    private static let day: UInt64 = 93_600_000_000_000
    /// So long after the last event nothing changes any more, ns: a gap is over after a minute.
    private static let settling: UInt64 = 120_000_000_000

    /// Looks at every moment that is due, before what comes at `time` is applied: so the silence that it ends is
    /// noticed, and when that began.
    mutating func look(upTo time: UInt64) {
        guard let lookout else {
            totals.nextLook = .max
            return
        }
        // The first look, or the feeds' clocks were set back.
        var moment = totals.nextLook == 0 ? time : totals.nextLook
        if time > moment, time - moment > Self.day { moment = time }
        let isLong = time > moment && time - moment > Self.longHole
        let settled = moment.addingClamped(isLong ? Self.start : Self.settling)
        while moment <= time {
            look(lookout, at: moment)
            let next = moment.addingClamped(pause(lookout, after: moment))
            guard next > moment else {
                totals.nextLook = .max
                return
            }
            moment = next > settled ? max(next, time) : next
        }
        totals.nextLook = moment
    }

    /// The source has ended, and all that it brought is applied: nothing else will give a reason to look.
    public mutating func endSource() {
        guard let lookout, isReplay else { return }
        look(lookout, at: max(latestTime, lookout.looked))
    }

    private mutating func look(_ lookout: Lookout, at moment: UInt64) {
        for feed in feeds { feed.model.replayTime = moment }
        let passed = lookout.looked == 0 || moment < lookout.looked ? 0 : moment - lookout.looked
        lookout.looked = moment
        watch(lookout, now: 0, passed: passed)
    }

    /// Until the next look, such that it falls on the moment itself when a feed falls idle or silent.
    private func pause(_ lookout: Lookout, after moment: UInt64) -> UInt64 {
        var pause = Self.step
        func note(_ time: UInt64, _ nanoseconds: UInt64?) {
            guard let nanoseconds, time != 0 else { return }
            let due = time.addingClamped(nanoseconds)
            if due > moment { pause = min(pause, due - moment) }
        }
        let silence = lookout.alerts.threshold(.silence).map(Lookout.nanoseconds)
        for feed in feeds where !feed.model.hasEnded && feed.model.packetSeen != 0 {
            note(feed.model.messageTime, 2 * FeedClock.second)
            note(feed.model.clock.now, 3 * FeedClock.second)
            note(feed.model.clock.now, silence)
        }
        if lookout.crossings.oldest != .max {
            note(lookout.crossings.oldest, lookout.alerts.threshold(.crossed).map(Lookout.nanoseconds))
        }
        return pause
    }
}

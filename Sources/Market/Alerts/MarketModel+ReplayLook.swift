import OrderFlow

/// The looks of a replay: they fall on moments of feed time, between the same two events whatever the pace at which
/// these come. So the event log and the alerts at a place are the same whichever way one got there.
extension MarketModel {
    /// Looks are so far apart while something happens, ns of feed time.
    private static let step: UInt64 = 100_000_000
    /// A clock that jumps further than a day and two hours, ns, is wrong: there is no hole in the recording to look into.
    private static let day: UInt64 = 93_600_000_000_000

    /// Looks at every moment that is due, before what comes at `time` is applied: so the silence that it ends is
    /// noticed, and when that began. In a hole of the recording those are the few moments at which time alone changes
    /// something.
    mutating func look(upTo time: UInt64) {
        guard let lookout else { return }
        // The first look, or the feeds' clocks were set back.
        var moment = totals.quietUntil == 0 ? time : totals.quietUntil + 1
        if time > moment, time - moment > Self.day { moment = time }
        while moment <= time {
            look(lookout, at: moment)
            let step = moment.addingClamped(Self.step)
            // What comes next is applied at `time` at the earliest.
            let isHole = step < time && !lookout.alerts.awaitsLook
            let next = min(isHole ? time : step, due(lookout, after: moment))
            guard next > moment else {
                totals.quietUntil = .max
                return
            }
            moment = next
        }
        totals.quietUntil = moment - 1
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

    /// The next moment at which something changes though nothing comes: a feed falls idle or silent, a book has been
    /// crossed for long enough, an alert is over.
    private func due(_ lookout: Lookout, after moment: UInt64) -> UInt64 {
        var due = lookout.alerts.untilCleared.map { moment.addingClamped(max(1, $0)) } ?? .max
        func note(_ time: UInt64, _ nanoseconds: UInt64?) {
            guard let nanoseconds, time != 0 else { return }
            let end = time.addingClamped(nanoseconds)
            if end > moment { due = min(due, end) }
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
        return due
    }
}

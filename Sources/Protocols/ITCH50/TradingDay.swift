internal import OrderFlow

/// Gives times counted from midnight, US Eastern time, their day.
///
/// The day is the one that was named; else the one that brings the first message nearest to when the network
/// saw it; else day 0, 1970-01-01. It is decided once a session.
@usableFromInline
struct TradingDay {
    let named: Int?
    /// When the network saw what is being read, ns since the epoch; 0: not known.
    @usableFromInline var received: UInt64 = 0
    /// The day's midnight, ns since the epoch, UTC; meaningless until `isDecided`.
    @usableFromInline var midnight: UInt64 = 0
    @usableFromInline var isDecided = false

    @usableFromInline
    init(named: Int?) {
        self.named = named
        startOver()
    }

    /// A new session may be another day's, unless the day was named.
    @usableFromInline
    mutating func startOver() {
        isDecided = false
        if let named { settle(on: named) }
    }

    /// - Parameter sinceMidnight: Of the session's first message, in nanoseconds, below one day.
    @usableFromInline @inline(never)
    mutating func decide(by sinceMidnight: UInt64) {
        guard received > 0 else { return settle(on: 0) }
        let today = min(ExchangeTime.easternDay(at: received), Self.lastDay)
        var best = today
        var leastDistance = UInt64.max
        for day in [today - 1, today, today + 1] where day >= 0 {
            let moment = ExchangeTime.easternMidnight(days: day) &+ sinceMidnight
            let distance = moment > received ? moment - received : received - moment
            if distance < leastDistance {
                leastDistance = distance
                best = day
            }
        }
        settle(on: best)
    }

    /// In the year 2498: nanoseconds of this day and the next few years fit 64 bits.
    private static let lastDay = 193_000

    /// A day outside 1970 ... 2498 is brought to its ends.
    private mutating func settle(on day: Int) {
        midnight = ExchangeTime.easternMidnight(days: min(max(day, 0), Self.lastDay))
        isDecided = true
    }
}

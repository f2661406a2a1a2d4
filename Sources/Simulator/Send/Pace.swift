/// When a recording's messages are sent.
public enum Pace: Sendable, Equatable {
    /// As the time stamps have it, so many times faster.
    case recorded(speed: Double)
    /// So many messages a second; and every so many seconds, that many more at once.
    case steady(perSecond: Double, burst: Burst?)
    /// As fast as it goes.
    case unpaced

    public struct Burst: Sendable, Equatable {
        /// Messages sent at once.
        public var messages: Int
        /// From one burst to the next, in seconds.
        public var interval: Double

        public init(messages: Int, interval: Double) {
            self.messages = messages
            self.interval = interval
        }
    }
}

/// Turns a pace into moments: nanoseconds since the start, which never step back.
struct PaceClock {
    let pace: Pace
    /// File time and moment that belong together.
    private var anchorTime: UInt64 = 0
    private var anchorMoment: UInt64 = 0
    private var hasAnchor = false
    private var lastTime: UInt64 = 0
    private var last: UInt64 = 0

    /// A file's clock that steps back further than this begins a new pace: another day, or the same once more.
    private static let tolerance: UInt64 = 1_000_000_000
    /// No moment is later: 146 years.
    private static let latest = 4.6e18

    init(_ pace: Pace) { self.pace = pace }

    /// - Parameters:
    ///   - number: Messages that were sent before this one.
    ///   - time: By the file, in ns; 0: not known, then right after the one before.
    mutating func moment(_ number: Int, at time: UInt64) -> UInt64 {
        switch pace {
        case .unpaced: return 0
        case .steady(let rate, let burst): last = max(last, Self.steady(number, rate, burst))
        case .recorded(let speed):
            guard time != 0 else { return last }
            if !hasAnchor || time < lastTime &- min(lastTime, Self.tolerance) {
                (anchorTime, anchorMoment, hasAnchor) = (time, last, true)
            }
            lastTime = time
            let passed = time > anchorTime ? Double(time - anchorTime) / speed : 0
            last = max(last, UInt64(min(Double(anchorMoment) + passed, Self.latest)))
        }
        return last
    }

    /// Each interval begins with its burst, and goes on evenly.
    private static func steady(_ number: Int, _ rate: Double, _ burst: Pace.Burst?) -> UInt64 {
        guard let burst else { return nanoseconds(Double(number) / rate) }
        let between = Int(min(rate * burst.interval, 1e15))
        let (cycle, place) = number.quotientAndRemainder(dividingBy: burst.messages + between)
        let start = Double(cycle) * burst.interval
        return nanoseconds(place < burst.messages ? start : start + Double(place - burst.messages + 1) / rate)
    }

    private static func nanoseconds(_ seconds: Double) -> UInt64 { UInt64(min(seconds * 1e9, latest)) }
}

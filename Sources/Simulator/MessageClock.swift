internal import OrderFlow

/// When messages are sent: bursts within microseconds, quiet between, slower and busier spells, a given mean
/// rate.
struct MessageClock: ~Copyable {
    /// Nanoseconds after midnight.
    private(set) var now: UInt64
    private var random: SeededGenerator
    /// Quantiles of the exponential distribution of mean 1, in 1/65 536.
    private var exponential: FixedTable<UInt32>
    /// Mean gap inside a burst and between bursts, in ns.
    private let innerGap: UInt64
    private let outerGap: UInt64
    /// Mean messages after a burst's first.
    private let meanFollowers: UInt64
    private let burstiness: Double
    private var followers: UInt64 = 0
    /// How the present spell stretches the gaps between bursts, in 1/256, and how many bursts it still lasts.
    private var stretch: UInt64 = 256
    private var burstsOfSpell: UInt64 = 0
    /// What the last gap had below a nanosecond, in 1/65 536.
    private var fraction: UInt64 = 0

    init(_ settings: ExchangeSettings) {
        now = settings.startTime
        random = SeededGenerator(seed: settings.seed ^ 0xC10C_C10C_C10C_C10C)
        exponential = Self.exponentialQuantiles()
        let meanGap = 1_000_000_000 / settings.meanRate
        meanFollowers = UInt64(40 * settings.burstiness)
        innerGap = UInt64(max(1, min(1_000, meanGap / 5)))
        outerGap = UInt64(max(1, meanGap * Double(meanFollowers + 1) - Double(innerGap * meanFollowers)))
        burstiness = settings.burstiness
    }

    /// Moves on to the next message.
    @inline(__always)
    mutating func tick() {
        let bits = random.next()
        if followers > 0 {
            followers &-= 1
            advance(innerGap, bits)
        } else {
            startBurst(bits)
        }
    }

    /// Moves on by about `mean` nanoseconds.
    mutating func pause(mean: UInt64) { advance(mean, random.next()) }

    /// Moves on to a moment, unless it has passed.
    mutating func skip(to time: UInt64) { now = max(now, time) }

    @inline(__always)
    private mutating func advance(_ mean: UInt64, _ bits: UInt64) {
        let gap = UInt64(exponential[Int(truncatingIfNeeded: bits & 1023)]) &* mean &+ fraction
        now = min(now &+ gap >> 16, ExchangeTime.nanosecondsPerDay - 1)
        fraction = gap & 0xFFFF
    }

    private mutating func startBurst(_ bits: UInt64) {
        if burstsOfSpell == 0 {
            burstsOfSpell = 16 + random.below(96)
            // These stretches have a mean of 1, so the mean rate stands.
            let spells: InlineArray<6, Double> = [0.25, 0.4, 0.6, 1, 1.25, 2.5]
            let spell = spells[Int(random.below(6))]
            stretch = UInt64((1 + (spell - 1) * min(1, burstiness * 2)) * 256)
        }
        burstsOfSpell &-= 1
        advance((outerGap &* stretch) >> 8, bits)
        followers =
            (UInt64(exponential[Int(truncatingIfNeeded: (bits >> 10) & 1023)]) &* meanFollowers + 0x8000)
            >> 16
    }

    /// −ln(1 − q) at the middles of 1,024 equal shares, scaled to a mean of exactly 1.
    private static func exponentialQuantiles() -> FixedTable<UInt32> {
        // ln(a / b) as the sum of 1/k is exact enough here, and computed alike on every machine:
        // the mean of the i-th smallest of n exponential draws is 1/n + 1/(n-1) + … + 1/(n-i+1).
        var table = FixedTable<UInt32>(zeroed: 1024)
        var sum = 0.0
        for index in 0..<1024 {
            sum += 1 / Double(1024 - index)
            table[index] = UInt32(sum * 65_536 + 0.5)
        }
        return table
    }
}

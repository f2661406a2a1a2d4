import OrderFlow

/// Times as the screen says them, in the feed's own zone.
public enum ClockText {
    /// The zone a feed's times are shown in.
    public enum Zone: String, Sendable {
        case eastern = "ET"
        case utc = "UTC"
    }

    /// `09:31:07`, or with `decimals` of the second (up to 9); `-` for 0, which is no time.
    public static func time(_ nanoseconds: UInt64, _ zone: Zone, decimals: Int = 0) -> String {
        guard nanoseconds > 0 else { return NumberText.unknown }
        let local = local(nanoseconds, zone)
        let second = local / ExchangeTime.nanosecondsPerSecond
        var text = "\(two(second / 3600 % 24)):\(two(second / 60 % 60)):\(two(second % 60))"
        if decimals > 0 {
            let digits = String(local % ExchangeTime.nanosecondsPerSecond + ExchangeTime.nanosecondsPerSecond)
            text += "." + digits.dropFirst().prefix(decimals)
        }
        return text
    }

    /// `2026-11-20`; `-` for 0.
    public static func date(_ nanoseconds: UInt64, _ zone: Zone) -> String {
        guard nanoseconds > 0 else { return NumberText.unknown }
        let date = ExchangeTime.date(days: Int(local(nanoseconds, zone) / ExchangeTime.nanosecondsPerDay))
        return "\(date.year)-\(two(UInt64(date.month)))-\(two(UInt64(date.day)))"
    }

    private static func local(_ nanoseconds: UInt64, _ zone: Zone) -> UInt64 {
        let behind = behindUTC(nanoseconds, zone)
        return nanoseconds < behind ? 0 : nanoseconds - behind
    }

    /// Nanoseconds that a zone stands behind UTC at a moment.
    static func behindUTC(_ nanoseconds: UInt64, _ zone: Zone) -> UInt64 {
        guard zone == .eastern else { return 0 }
        return ExchangeTime.easternBehindUTC(at: nanoseconds) * ExchangeTime.nanosecondsPerSecond
    }

    private static func two(_ value: UInt64) -> String { value < 10 ? "0\(value)" : "\(value)" }
}

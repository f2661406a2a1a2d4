/// Civil time without a time zone database: UTC, and US Eastern time by the rule in force since 2007
/// (Energy Policy Act of 2005, section 110: second Sunday of March to first Sunday of November, at 02:00 local).
public enum ExchangeTime {
    public static let nanosecondsPerSecond: UInt64 = 1_000_000_000
    public static let nanosecondsPerDay: UInt64 = 86_400_000_000_000

    /// Days since 1970-01-01 of a date of the proleptic Gregorian calendar.
    public static func days(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// The date of a day counted from 1970-01-01.
    public static func date(days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        )
    }

    /// Seconds that US Eastern time stands behind UTC at a moment: 14,400 in summer, 18,000 in winter.
    public static func easternBehindUTC(at timestamp: UInt64) -> UInt64 {
        let seconds = Int(timestamp / nanosecondsPerSecond)
        let year = date(days: seconds / 86_400).year
        let start = sunday(2, ofMonth: 3, in: year) * 86_400 + 2 * 3600 + 18_000
        let end = sunday(1, ofMonth: 11, in: year) * 86_400 + 2 * 3600 + 14_400
        return seconds >= start && seconds < end ? 14_400 : 18_000
    }

    /// The UTC moment of midnight, US Eastern time, that begins a date there.
    public static func easternMidnight(days: Int) -> UInt64 {
        let utcMidnight = UInt64(max(0, days)) * nanosecondsPerDay
        // At midnight the clocks have not yet changed on the two days they do.
        return utcMidnight + easternBehindUTC(at: utcMidnight + 5 * 3600 * nanosecondsPerSecond)
            * nanosecondsPerSecond
    }

    /// The day (since 1970-01-01) that it is in US Eastern time at a moment.
    public static func easternDay(at timestamp: UInt64) -> Int {
        let behind = easternBehindUTC(at: timestamp) * nanosecondsPerSecond
        return timestamp < behind ? 0 : Int((timestamp - behind) / nanosecondsPerDay)
    }

    /// The `n`th Sunday of a month, in days since 1970-01-01 (a Thursday).
    private static func sunday(_ n: Int, ofMonth month: Int, in year: Int) -> Int {
        let first = days(year: year, month: month, day: 1)
        let weekday = (first + 4) % 7  // 0 is Sunday
        return first + (7 - weekday) % 7 + (n - 1) * 7
    }
}

internal import OrderFlow

/// The trading day of a day file, whose messages only count from midnight.
public enum TradingDay {
    /// From `2019-12-30` (or `20191230`), in days since 1970-01-01.
    public static func parse(_ text: String) -> Int? {
        let digits = text.filter { $0 != "-" }
        guard digits.count == 8, digits.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }) else { return nil }
        return day(digits, year: 0..<4, month: 4..<6, day: 6..<8)
    }

    /// From a file's name, as Nasdaq and others write it: `12302019.NASDAQ_ITCH50`, `20191230.itch`, `S081321-v50.txt`.
    public static func fromFileName(_ path: String) -> Int? {
        for run in path.lastPathComponent.split(whereSeparator: { !$0.isASCII || !$0.isNumber }) {
            let digits = String(run)
            switch digits.count {
            case 8:
                if let day = day(digits, year: 0..<4, month: 4..<6, day: 6..<8)
                    ?? day(digits, year: 4..<8, month: 0..<2, day: 2..<4)
                {
                    return day
                }
            case 6:
                if let day = day(
                    "20" + digits.suffix(2) + digits.prefix(4), year: 0..<4, month: 4..<6, day: 6..<8)
                {
                    return day
                }
            default: continue
            }
        }
        return nil
    }

    private static func day(_ digits: String, year: Range<Int>, month: Range<Int>, day: Range<Int>) -> Int? {
        let bytes = Array(digits.utf8)
        func number(_ range: Range<Int>) -> Int { bytes[range].reduce(0) { $0 * 10 + Int($1) - 48 } }
        let (year, month, day) = (number(year), number(month), number(day))
        guard year >= 1990, year <= 2105, month >= 1, month <= 12, day >= 1, day <= 31 else { return nil }
        let days = ExchangeTime.days(year: year, month: month, day: day)
        // The 31st of a month that has 30 days would come back as another date.
        return ExchangeTime.date(days: days) == (year, month, day) ? days : nil
    }
}

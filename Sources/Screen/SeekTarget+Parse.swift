internal import OrderFlow

/// Why a text names no place of a replay. Each case says what is accepted.
public enum SeekTargetError: Error, Sendable, Equatable {
    /// Nothing of what is known, as typed.
    case unknown(String)
    /// Of a time of day, a part that there is not: `25:10`.
    case noTime(String)
    /// A message's number that is none, or greater than any can be.
    case noNumber(String)
    /// A stretch of time that is none, or too long.
    case noStretch(String)
    /// The feed has told no time yet, so that a time of day has no day and a stretch no beginning.
    case noClock(String)
}

extension SeekTargetError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unknown(let text):
            "'\(text)' is no place; type 09:31:07, #123456, +10s, -5m, start or end"
        case .noTime(let text): "'\(text)' is no time of day; write it as 09:31, 09:31:07 or 09:31:07.412"
        case .noNumber(let text): "'\(text)' is no message; write its number as #123456 or #123,456"
        case .noStretch(let text): "'\(text)' is no stretch of time; write it as +10s, -10s, +5m or +1h"
        case .noClock(let text):
            "the feed has told no time yet, so '\(text)' is unknown; #123456 and start work"
        }
    }
}

extension SeekTarget {
    /// Where a person wants to go: `09:31:07`, `09:31:07.412`, `09:31`, `#123456`, `#123,456`, `+10s`, `-10s`, `+5m`,
    /// `+1h`, `start`, `end`.
    ///
    /// - Parameters:
    ///   - clock: The feed's time, ns since the epoch; 0: none yet. A time of day is of its day.
    ///   - isEastern: Times of day are US Eastern time; else UTC.
    public init(parsing text: String, at clock: UInt64, isEastern: Bool) throws(SeekTargetError) {
        let shown = String(text.prefix(24))
        let bytes = Array(text.utf8.filter { $0 != UInt8(ascii: " ") })
        switch bytes.first {
        case UInt8(ascii: "#"):
            let digits = bytes.dropFirst().filter { $0 != UInt8(ascii: ",") }
            guard let number = Self.number(digits) else { throw .noNumber(shown) }
            self = .message(number)
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            guard let stretch = Self.stretch(bytes.dropFirst()) else { throw .noStretch(shown) }
            guard clock > 0 else { throw .noClock(shown) }
            if bytes.first == UInt8(ascii: "+") {
                let (time, overflow) = clock.addingReportingOverflow(stretch)
                self = .time(overflow ? .max : time)
            } else {
                self = stretch < clock ? .time(clock - stretch) : .start
            }
        default:
            let word = String(decoding: bytes, as: UTF8.self).lowercased()
            if word == "start" {
                self = .start
            } else if word == "end" {
                self = .end
            } else if bytes.contains(UInt8(ascii: ":")) {
                guard let sinceMidnight = Self.timeOfDay(bytes) else { throw .noTime(shown) }
                guard clock > 0 else { throw .noClock(shown) }
                self = .time(Self.moment(sinceMidnight, ofDayAt: clock, isEastern: isEastern))
            } else {
                throw .unknown(shown)
            }
        }
    }

    /// Decimal digits; `nil` for anything else, none, or too many.
    private static func number(_ digits: some Collection<UInt8>) -> UInt64? {
        guard !digits.isEmpty else { return nil }
        var value: UInt64 = 0
        for digit in digits {
            guard digit >= 0x30, digit <= 0x39 else { return nil }
            let (product, isTooMuch) = value.multipliedReportingOverflow(by: 10)
            let (sum, isMore) = product.addingReportingOverflow(UInt64(digit - 0x30))
            guard !isTooMuch, !isMore else { return nil }
            value = sum
        }
        return value
    }

    /// `10s`, `500ms`, `5m`, `1h`, in ns; without a unit: seconds.
    private static func stretch(_ bytes: some Collection<UInt8>) -> UInt64? {
        let digits = bytes.prefix { $0 >= 0x30 && $0 <= 0x39 }
        let unit: UInt64
        switch String(decoding: bytes.dropFirst(digits.count), as: UTF8.self).lowercased() {
        case "ms": unit = 1_000_000
        case "", "s": unit = ExchangeTime.nanosecondsPerSecond
        case "m", "min": unit = 60 * ExchangeTime.nanosecondsPerSecond
        case "h": unit = 3600 * ExchangeTime.nanosecondsPerSecond
        default: return nil
        }
        guard let count = number(digits) else { return nil }
        let (product, isTooMuch) = count.multipliedReportingOverflow(by: unit)
        return isTooMuch ? nil : product
    }

    /// `9:31`, `09:31:07`, `09:31:07.412`: ns since midnight.
    private static func timeOfDay(_ bytes: [UInt8]) -> UInt64? {
        let parts = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3, parts[0].count <= 2, parts[1].count == 2,
            let hours = number(parts[0]), hours < 24, let minutes = number(parts[1]), minutes < 60
        else { return nil }
        let whole = (hours * 60 + minutes) * 60 * ExchangeTime.nanosecondsPerSecond
        guard parts.count == 3 else { return whole }
        let pieces = parts[2].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard pieces.count <= 2, pieces[0].count == 2, let seconds = number(pieces[0]), seconds < 60 else {
            return nil
        }
        var nanoseconds: UInt64 = 0
        if pieces.count == 2 {
            guard pieces[1].count <= 9, var fraction = number(pieces[1]) else { return nil }
            for _ in pieces[1].count..<9 { fraction *= 10 }
            nanoseconds = fraction
        }
        return whole + seconds * ExchangeTime.nanosecondsPerSecond + nanoseconds
    }

    /// The moment when the clocks show that time on the day of `clock`. In the hour that comes twice it is the first;
    /// one that is left out counts on from the hour before.
    private static func moment(_ sinceMidnight: UInt64, ofDayAt clock: UInt64, isEastern: Bool) -> UInt64 {
        guard isEastern else {
            return clock - clock % ExchangeTime.nanosecondsPerDay + sinceMidnight
        }
        let day = UInt64(ExchangeTime.easternDay(at: clock)) * ExchangeTime.nanosecondsPerDay
        let second = ExchangeTime.nanosecondsPerSecond
        let inSummer = day + sinceMidnight + 14_400 * second
        return ExchangeTime.easternBehindUTC(at: inSummer) == 14_400 ? inSummer : inSummer + 3600 * second
    }
}

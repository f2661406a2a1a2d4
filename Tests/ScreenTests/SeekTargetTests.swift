import OrderFlow
import Screen
import Testing

@Suite("A place typed by a person")
struct SeekTargetTests {
    private static let second: UInt64 = 1_000_000_000
    /// 2019-12-30, 10:00:00.25 in New York (winter), 15:00:00.25 UTC.
    private static let winter = UInt64(18_260) * 86_400 * second + 15 * 3600 * second + second / 4
    /// 2020-07-01, 10:00 in New York (summer), 14:00 UTC.
    private static let summer = UInt64(18_444) * 86_400 * second + 14 * 3600 * second

    private static func target(_ text: String, at clock: UInt64, isEastern: Bool = true) -> SeekTarget? {
        try? SeekTarget(parsing: text, at: clock, isEastern: isEastern)
    }

    private static func refusal(_ text: String, at clock: UInt64 = winter) -> SeekTargetError? {
        do throws(SeekTargetError) {
            _ = try SeekTarget(parsing: text, at: clock, isEastern: true)
            return nil
        } catch {
            return error
        }
    }

    @Test("a time of day is of the feed's day, in the feed's zone")
    func timesOfDay() {
        let nineInWinter = UInt64(18_260) * 86_400 * Self.second + 14 * 3600 * Self.second
        let nineInSummer = UInt64(18_444) * 86_400 * Self.second + 13 * 3600 * Self.second
        let later = 31 * 60 * Self.second
        #expect(Self.target("09:31", at: Self.winter) == .time(nineInWinter + later))
        #expect(Self.target("9:31", at: Self.winter) == .time(nineInWinter + later))
        #expect(Self.target(" 09:31:07 ", at: Self.winter) == .time(nineInWinter + later + 7 * Self.second))
        #expect(Self.target("09:31", at: Self.summer) == .time(nineInSummer + later))
        let fraction = nineInWinter + later + 7 * Self.second + 412_000_000
        #expect(Self.target("09:31:07.412", at: Self.winter) == .time(fraction))
        #expect(Self.target("09:31:07.412000001", at: Self.winter) == .time(fraction + 1))
        let utc = UInt64(18_260) * 86_400 * Self.second + 9 * 3600 * Self.second
        #expect(Self.target("09:00", at: Self.winter, isEastern: false) == .time(utc))
        // Late in the evening in New York it is the next day in London.
        let evening = UInt64(18_261) * 86_400 * Self.second + 2 * 3600 * Self.second
        #expect(Self.target("09:31", at: evening) == .time(nineInWinter + later))
    }

    @Test("on the days when the clocks change, times count by the clocks")
    func clockChanges() {
        // 2020-03-08: from 02:00 EST to 03:00 EDT at 07:00 UTC. 2020-11-01: back at 06:00 UTC.
        let march = UInt64(18_329) * 86_400 * Self.second
        let november = UInt64(18_567) * 86_400 * Self.second
        let noonInMarch = march + 16 * 3600 * Self.second
        let noonInNovember = november + 17 * 3600 * Self.second
        #expect(Self.target("12:00", at: noonInMarch) == .time(noonInMarch))
        #expect(Self.target("12:00", at: noonInNovember) == .time(noonInNovember))
        #expect(
            Self.target("01:30", at: noonInMarch)
                == .time(march + 6 * 3600 * Self.second + 1800 * Self.second))
        // The hour that comes twice: its first time. The one that is left out: on from the hour before.
        #expect(
            Self.target("01:30", at: noonInNovember)
                == .time(november + 5 * 3600 * Self.second + 1800 * Self.second))
        #expect(
            Self.target("02:30", at: noonInMarch)
                == .time(march + 7 * 3600 * Self.second + 1800 * Self.second))
    }

    @Test("messages, stretches, start and end")
    func others() {
        #expect(Self.target("#123456", at: 0) == .message(123_456))
        #expect(Self.target("#1,234,567", at: 0) == .message(1_234_567))
        #expect(Self.target("start", at: 0) == .start)
        #expect(Self.target("End", at: 0) == .end)
        #expect(Self.target("+10s", at: Self.winter) == .time(Self.winter + 10 * Self.second))
        #expect(Self.target("-10s", at: Self.winter) == .time(Self.winter - 10 * Self.second))
        #expect(Self.target("+10", at: Self.winter) == .time(Self.winter + 10 * Self.second))
        #expect(Self.target("+5m", at: Self.winter) == .time(Self.winter + 300 * Self.second))
        #expect(Self.target("-1h", at: Self.winter) == .time(Self.winter - 3600 * Self.second))
        #expect(Self.target("+500ms", at: Self.winter) == .time(Self.winter + Self.second / 2))
        #expect(Self.target("-10s", at: 5) == .start)
        #expect(Self.target("+18000000000s", at: Self.winter) == .time(.max))
    }

    @Test(
        "what is no place is refused by kind",
        arguments: [
            ("", SeekTargetError.unknown("")), ("yesterday", .unknown("yesterday")), ("123", .unknown("123")),
            ("25:10", .noTime("25:10")), ("09:60", .noTime("09:60")), ("09:31:60", .noTime("09:31:60")),
            ("9:3", .noTime("9:3")), ("09:31:07.", .noTime("09:31:07.")), (":", .noTime(":")),
            ("09:31:07.1234567890", .noTime("09:31:07.1234567890")), ("09:31:07:1", .noTime("09:31:07:1")),
            ("#", .noNumber("#")), ("#12x", .noNumber("#12x")),
            ("#99999999999999999999", .noNumber("#99999999999999999999")),
            ("+", .noStretch("+")), ("+10y", .noStretch("+10y")),
            ("-99999999999h", .noStretch("-99999999999h")),
        ])
    func refuses(text: String, error: SeekTargetError) {
        let refusal = Self.refusal(text)
        #expect(refusal == error)
    }

    @Test("a feed without a time yet has no day; each refusal says what is accepted")
    func says() {
        #expect(Self.refusal("09:31", at: 0) == .noClock("09:31"))
        #expect(Self.refusal("+10s", at: 0) == .noClock("+10s"))
        for text in ["x", "25:10", "#x", "+x"] {
            let words = Self.refusal(text)?.description ?? ""
            #expect(words.contains("'\(text)'"))
            #expect(words.contains("09:31") || words.contains("#123456") || words.contains("+10s"))
            #expect(words.utf8.count <= 80)
        }
    }
}

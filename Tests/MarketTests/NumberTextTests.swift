import OrderFlow
import Testing

@Suite("Numbers, durations and words as people write them")
struct NumberTextTests {
    @Test(
        "durations",
        arguments: [
            ("3s", 3_000_000_000), ("10ms", 10_000_000), ("1.5s", 1_500_000_000), ("500us", 500_000),
            ("7µs", 7_000),
            ("1ns", 1), ("2m", 120_000_000_000), ("1h", 3_600_000_000_000), (".5ms", 500_000), ("0s", 0),
            ("1.5ns", 1), ("", nil), ("s", nil), ("3", nil), ("3 s", nil), ("-3s", nil), ("3x", nil),
            ("999999999999999h", nil), ("1.2.3s", nil),
        ] as [(String, UInt64?)])
    func durations(text: String, nanoseconds: UInt64?) {
        #expect(DurationText.nanoseconds(text[...]) == nanoseconds)
    }

    @Test(
        "numbers",
        arguments: [
            ("12", 12, 0), ("-0.50", -5, 1), (".25", 25, 2), ("1.5k", 1_500, 0), ("1.2345k", 12_345, 1),
            ("3M", 3_000_000, 0),
            ("+7", 7, 0), ("0.000", 0, 0),
        ] as [(String, Int, UInt8)])
    func numbers(text: String, digits: Int, decimals: UInt8) {
        let number = DecimalNumber(text[...])
        #expect(number?.digits == Int128(digits) && number?.decimals == decimals)
    }

    @Test(
        "what is no number",
        arguments: ["", "k", ".", "-", "1m", "1e3", "1,000", "0x1", "1234567890123456789", "--1", "١"])
    func noNumbers(text: String) {
        #expect(DecimalNumber(text[...]) == nil)
    }

    @Test("the nearest word")
    func nearest() {
        #expect(NearestWord.of("bud", among: ["ask", "bid", "side"]) == "bid")
        #expect(NearestWord.of("silense", among: ["gap", "silence"]) == "silence")
        #expect(NearestWord.of("x", among: []) == "")
    }
}

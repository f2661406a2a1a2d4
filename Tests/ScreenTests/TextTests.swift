import Testing

@testable import Screen

@Suite("Prices, numbers and times in words")
struct TextTests {
    @Test(
        "prices are exact",
        arguments: [
            (1_491_000, 4, 2, "149.10"), (1_491_001, 4, 2, "149.1001"), (5, 4, 2, "0.0005"),
            (-5, 4, 2, "-0.0005"),
            (0, 4, 2, "0.00"), (12, 0, 0, "12"), (12, 0, 2, "12.00"),
            (Int64.min, 4, 2, "-922337203685477.5808"),
            (Int64.max, 0, 0, "9223372036854775807"), (Int64.min, 18, 2, "-9.223372036854775808"),
            (1, 19, 0, "0.0000000000000000001"),
            (-100, 2, 2, "-1.00"),
        ] as [(Int64, UInt8, Int, String)])
    func prices(raw: Int64, scale: UInt8, decimals: Int, text: String) {
        #expect(PriceText.text(raw, scale: scale, decimals: decimals) == text)
    }

    @Test(
        "counts the decimals a price needs",
        arguments: [
            (1_491_000, 4, 1), (1_491_001, 4, 4), (0, 4, 0), (10_000, 4, 0), (Int64.min, 4, 4),
        ] as [(Int64, UInt8, Int)])
    func decimals(raw: Int64, scale: UInt8, expected: Int) {
        #expect(PriceText.decimals(raw, scale: scale) == expected)
    }

    @Test("a price read back is the price", arguments: [UInt8(0), 2, 4, 9])
    func roundTrip(scale: UInt8) {
        var seed: UInt64 = 3
        for _ in 0..<500 {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1
            let raw = Int64(bitPattern: seed) >> Int64(seed % 50)
            let text = PriceText.text(raw, scale: scale, decimals: Int(scale))
            #expect(Int64(text.filter { $0 != "." }) == raw)
        }
    }

    @Test(
        "thousands are separated",
        arguments: [
            (0, "0"), (999, "999"), (1000, "1,000"), (8032, "8,032"),
            (UInt64.max, "18,446,744,073,709,551,615"),
        ] as [(UInt64, String)])
    func grouped(value: UInt64, text: String) { #expect(NumberText.grouped(value) == text) }

    @Test(
        "short figures have three digits and at most five columns",
        arguments: [
            (0, "0"), (999, "999"), (1000, "1.00k"), (12_345, "12.3k"), (391_999, "392k"), (999_499, "999k"),
            (999_500, "1.00M"), (999_999_999, "1.00G"), (UInt64.max, "18.4E"),
        ] as [(UInt64, String)])
    func short(value: UInt64, text: String) {
        #expect(NumberText.short(value) == text)
        #expect(NumberText.short(value).utf8.count <= 5)
    }

    @Test(
        "durations have a unit and at most seven columns",
        arguments: [
            (0, "0 ns"), (840, "840 ns"), (1000, "1.00 µs"), (12_100, "12.1 µs"), (999_499, "999 µs"),
            (999_500, "1.00 ms"),
            (1_250_000, "1.25 ms"), (2_310_000_000, "2.31 s"), (999_000_000_000, "999 s"),
            (1_234_000_000_000, "1234 s"),
            (10_080_000_000_000, "2.8 h"), (1_000_000_000_000_000, "11 d"), (UInt64.max, "> 1 y"),
        ] as [(UInt64, String)])
    func durations(nanoseconds: UInt64, text: String) { #expect(NumberText.duration(nanoseconds) == text) }

    @Test("rates: unknown is -, never 0")
    func rates() {
        #expect(NumberText.rate(nil) == "-")
        #expect(NumberText.rate(.nan) == "-")
        #expect(NumberText.rate(-1) == "-")
        #expect(NumberText.rate(0) == "0")
        #expect(NumberText.rate(0.4) == "0.4")
        #expect(NumberText.rate(12_345.4) == "12,345")
        #expect(NumberText.rate(1e30) == "18.4E")
        #expect(NumberText.bytes(1_201_000.0) == "1.20 MB")
    }

    @Test(
        "speeds",
        arguments: [
            (1.0, "1×"), (0.1, "0.1×"), (0.25, "0.25×"), (1000, "1,000×"), (.infinity, "max"), (.nan, "-"),
        ])
    func speeds(value: Double, text: String) { #expect(NumberText.speed(value) == text) }

    @Test("a hundred per cent is only said of all of it")
    func percent() {
        #expect(NumberText.percent(0.999) == "99 %")
        #expect(NumberText.percent(1) == "100 %")
        #expect(NumberText.percent(-3) == "0 %")
    }

    @Test("clocks are in the feed's zone")
    func clocks() {
        let winter: UInt64 = 1_763_735_467_412_345_678
        #expect(ClockText.time(winter, .eastern, decimals: 3) == "09:31:07.412")
        #expect(ClockText.time(winter, .utc) == "14:31:07")
        #expect(ClockText.time(winter, .utc, decimals: 9) == "14:31:07.412345678")
        #expect(ClockText.date(winter, .eastern) == "2025-11-21")
        let summer: UInt64 = 1_493_133_549_000_000_000
        #expect(ClockText.time(summer, .eastern) == "11:19:09")
        #expect(ClockText.time(0, .utc) == "-")
        #expect(ClockText.time(1, .eastern) == "00:00:00")
        #expect(ClockText.date(.max, .eastern).hasPrefix("2554-"))
    }
}
